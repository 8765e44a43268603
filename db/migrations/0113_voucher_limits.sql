-- applies: always
-- What a router lets a voucher have is what is left of it by our sums, also when its counters were reset; and an end is met when it
-- comes, not at the look after it.

-- Those that run, by their ends.
CREATE INDEX voucher_ends ON console.voucher (router, ends_at) WHERE state = 'used';
CREATE INDEX mikhmon_voucher_runs_to ON console.mikhmon_voucher (router, ends_at) WHERE state = 'running';

-- How long one of a lot can be online altogether: no longer than its validity, either. NULL: as long as one likes. least() passes
-- over what is not limited.
CREATE FUNCTION console.voucher_cap_s(l console.voucher_lot) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT least(nullif(l.limit_uptime_s, 0), l.validity_s)
$$;

ALTER TYPE console.voucher_look ADD ATTRIBUTE limit_s bigint[], ADD ATTRIBUTE limit_bytes bigint[], -- of their users
                                ADD ATTRIBUTE up_s bigint;                                          -- how long the router is up

-- As before, but for a counter that is lower than it was: where it says more than can have been used since the router began, it is
-- what the router had saved before a power cut, or an old backup, and nothing of it is new.
DROP FUNCTION console.voucher_used_since(uuid[], bigint[], bigint[], bigint[], bigint[], uuid[], text[], bigint[], bigint[]);
CREATE FUNCTION console.voucher_used_since(ids uuid[], was_s bigint[], was_bytes bigint[], now_s bigint[], now_bytes bigint[],
                                           of uuid[], sessions text[], seconds bigint[], bytes bigint[], up_s bigint)
RETURNS TABLE (id uuid, add_s bigint, add_bytes bigint) LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY
    WITH online AS MATERIALIZED (
        SELECT o.id, count(*) AS n FROM unnest(of) AS o (id) GROUP BY o.id
    ), counter AS MATERIALIZED (
        SELECT w.id, CASE WHEN r.is_saved THEN 0 WHEN r.is_lower THEN w.now_s ELSE w.now_s - w.was_s END AS s,
               CASE WHEN r.is_saved THEN 0 WHEN r.is_lower THEN w.now_bytes ELSE w.now_bytes - w.was_bytes END AS b
          FROM unnest(ids, was_s, was_bytes, now_s, now_bytes) AS w (id, was_s, was_bytes, now_s, now_bytes)
          LEFT JOIN online o ON o.id = w.id
         CROSS JOIN LATERAL (SELECT w.now_s < w.was_s OR w.now_bytes < w.was_bytes AS is_lower) k
         CROSS JOIN LATERAL (SELECT k.is_lower, k.is_lower AND w.now_s > up_s * (1 + coalesce(o.n, 0)) AS is_saved) r
    ), pair AS MATERIALIZED (
        SELECT coalesce(n.id, o.voucher_id) AS id, coalesce(n.session, o.session) AS session, n.s, n.b, o.seconds AS old_s,
               o.bytes AS old_b, o.is_gone, coalesce(NOT o.is_gone AND n.s >= o.seconds AND n.b >= o.bytes, false) AS goes_on
          FROM unnest(of, sessions, seconds, bytes) AS n (id, session, s, b)
          FULL JOIN (SELECT x.* FROM console.voucher_session x WHERE x.voucher_id = ANY (ids)) o
            ON o.voucher_id = n.id AND o.session = n.session
    ), ended AS (
        -- of what ended, all that fits into what was written, or the longest one that does
        SELECT p.id, p.session, p.old_s, p.old_b, p.is_gone, p.s IS NULL AS is_away,
               (sum(p.old_s) OVER whole <= c.s AND sum(p.old_b) OVER whole <= c.b)
               OR (f.fits AND row_number() OVER (PARTITION BY p.id, f.fits ORDER BY p.old_s DESC, p.session) = 1) AS is_written
          FROM pair p
          JOIN counter c ON c.id = p.id
         CROSS JOIN LATERAL (SELECT p.old_s <= c.s AND p.old_b <= c.b AS fits) f
         WHERE NOT p.goes_on AND p.old_s IS NOT NULL
        WINDOW whole AS (PARTITION BY p.id)
    ), forgotten AS (
        DELETE FROM console.voucher_session x
         USING ended d
         WHERE x.voucher_id = d.id AND x.session = d.session AND d.is_away AND (d.is_written OR d.is_gone)
    ), awaited AS (
        UPDATE console.voucher_session x SET is_gone = true
          FROM ended d
         WHERE x.voucher_id = d.id AND x.session = d.session AND d.is_away AND NOT d.is_written AND NOT d.is_gone
    ), kept AS (
        INSERT INTO console.voucher_session AS x (voucher_id, session, seconds, bytes)
        SELECT p.id, p.session, p.s, p.b FROM pair p WHERE p.s IS NOT NULL
        ON CONFLICT (voucher_id, session) DO UPDATE SET seconds = excluded.seconds, bytes = excluded.bytes, is_gone = false
        WHERE (x.seconds, x.bytes, x.is_gone) IS DISTINCT FROM (excluded.seconds, excluded.bytes, false)
    )
    SELECT c.id, (c.s + coalesce(r.s, 0) - coalesce(w.s, 0))::bigint, (c.b + coalesce(r.b, 0) - coalesce(w.b, 0))::bigint
      FROM counter c
      LEFT JOIN (SELECT p.id, sum(CASE WHEN p.goes_on THEN p.s - p.old_s ELSE p.s END) AS s,
                        sum(CASE WHEN p.goes_on THEN p.b - p.old_b ELSE p.b END) AS b
                   FROM pair p WHERE p.s IS NOT NULL GROUP BY p.id) r ON r.id = c.id
      LEFT JOIN (SELECT d.id, sum(d.old_s) AS s, sum(d.old_b) AS b FROM ended d WHERE d.is_written GROUP BY d.id) w ON w.id = c.id
     WHERE c.s <> 0 OR c.b <> 0 OR r.id IS NOT NULL;
END $$;

-- What limits are to be on the router, where they are others there: what it counts itself, and what is left by our sums. Where
-- both agree that is what it was sold with; a reset, a power cut lowers it by what the router forgot. left_s, left_bytes NULL:
-- not limited. A session that stands in no counter yet is waited for.
CREATE FUNCTION console.voucher_limits(w console.voucher_look, of uuid[], left_s bigint[], left_bytes bigint[])
RETURNS TABLE (id uuid, limit_s bigint, limit_bytes bigint) LANGUAGE sql STABLE AS $$
    SELECT x.id, x.limit_s, x.limit_bytes
      FROM (SELECT m.id, g.limit_s AS there_s, g.limit_bytes AS there_bytes,
                   CASE WHEN m.left_s IS NULL THEN g.limit_s ELSE greatest(g.seconds + coalesce(r.seconds, 0) + m.left_s, 1) END AS limit_s,
                   CASE WHEN m.left_bytes IS NULL THEN g.limit_bytes
                        ELSE greatest(g.bytes + coalesce(r.bytes, 0) + m.left_bytes, 1) END AS limit_bytes
              FROM unnest(of, left_s, left_bytes) AS m (id, left_s, left_bytes)
              JOIN unnest(w.ids, w.seconds, w.bytes, w.limit_s, w.limit_bytes) AS g (id, seconds, bytes, limit_s, limit_bytes) ON g.id = m.id
              LEFT JOIN (SELECT s.id, sum(s.seconds)::bigint AS seconds, sum(s.bytes)::bigint AS bytes
                           FROM unnest(w.session_of, w.session_seconds, w.session_bytes) AS s (id, seconds, bytes)
                          GROUP BY s.id) r ON r.id = m.id
             WHERE NOT EXISTS (SELECT FROM console.voucher_session k WHERE k.voucher_id = m.id AND k.is_gone)) x
     WHERE (x.there_s, x.there_bytes) IS DISTINCT FROM (x.limit_s, x.limit_bytes)
$$;

-- Has a router looked at when the next end comes, where that is before the next look.
CREATE FUNCTION console.voucher_look_at(of_router text, by text, at timestamptz) RETURNS void LANGUAGE sql AS $$
    INSERT INTO console.outbox AS o (target, effect, entity_type, entity_id, next_attempt_at)
    SELECT 'router:' || of_router, by, 'router', md5(by || ':' || of_router)::uuid, greatest(at, now() + interval '1 s')
     WHERE at < now() + interval '2 minutes'
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET next_attempt_at = excluded.next_attempt_at WHERE o.next_attempt_at > excluded.next_attempt_at
$$;

-- Those of a router that are over before the next look, and when: by their ends, and by their time online as long as somebody is in.
CREATE FUNCTION console.voucher_ends_soon(of_router text) RETURNS TABLE (id uuid, at timestamptz) LANGUAGE sql STABLE AS $$
    SELECT v.id, v.ends_at
      FROM console.voucher v
     WHERE v.router = of_router AND v.state = 'used' AND v.on_router IS NOT NULL AND v.ends_at < now() + interval '2 minutes'
    UNION ALL
    SELECT v.id, now() + make_interval(secs => ceil((l.limit_uptime_s - v.used_s)::numeric / s.n)::float8)
      FROM (SELECT x.voucher_id, count(*) AS n FROM console.voucher_session x WHERE NOT x.is_gone GROUP BY x.voucher_id) s
      JOIN console.voucher v ON v.id = s.voucher_id
      JOIN console.voucher_lot l ON l.id = v.lot_id
     WHERE v.router = of_router AND v.state = 'used' AND v.on_router IS NOT NULL AND l.limit_uptime_s > 0
       AND l.limit_uptime_s - v.used_s < 120 * s.n
$$;

CREATE FUNCTION console.mikhmon_ends_soon(of_router text) RETURNS TABLE (id uuid, at timestamptz) LANGUAGE sql STABLE AS $$
    SELECT v.id, v.ends_at
      FROM console.mikhmon_voucher v
      JOIN console.takeover t ON t.id = v.takeover_id AND t.state IN ('taken', 'confirmed')
     WHERE v.router = of_router AND v.state = 'running' AND v.ends_at < now() + interval '2 minutes'
    UNION ALL
    SELECT v.id, now() + make_interval(secs => ceil((l.limit_uptime_s - v.used_s)::numeric / s.n)::float8)
      FROM (SELECT x.voucher_id, count(*) AS n FROM console.voucher_session x WHERE NOT x.is_gone GROUP BY x.voucher_id) s
      JOIN console.mikhmon_voucher v ON v.id = s.voucher_id
      JOIN console.takeover t ON t.id = v.takeover_id AND t.state IN ('taken', 'confirmed')
      JOIN console.mikhmon_lot l ON l.id = v.lot_id
     WHERE v.router = of_router AND v.state = 'running' AND l.limit_uptime_s > 0 AND l.limit_uptime_s - v.used_s < 120 * s.n
$$;

-- Takes a look into the vouchers: who logs in first begins to run, what is over ends, what is gone is put there again. Gives what
-- is to be done on the router: off (and out), out, on, remove; and limits that are to be others.
DROP FUNCTION console.voucher_follow(text, console.voucher_look);
CREATE FUNCTION console.voucher_follow(of_router text, w console.voucher_look)
RETURNS TABLE (id uuid, what text, limit_s bigint, limit_bytes bigint) LANGUAGE plpgsql AS $$
DECLARE
    lost uuid;
BEGIN
    PERFORM FROM console.voucher v WHERE v.id = ANY (w.ids) AND v.state IN ('bought', 'made', 'printed', 'used', 'blocked') ORDER BY v.id FOR NO KEY UPDATE;
    WITH look AS MATERIALIZED (
        SELECT g.*, v AS v, l AS l
          FROM unnest(w.ids, w.seconds, w.bytes, w.is_in, w.has_cookie, w.is_off, w.comments)
               AS g (id, seconds, bytes, is_in, has_cookie, is_off, comment)
          JOIN console.voucher v ON v.id = g.id AND v.router = of_router
          JOIN console.voucher_lot l ON l.id = v.lot_id
    ), used AS MATERIALIZED (
        SELECT u.*
          FROM (SELECT array_agg(k.id) AS ids, array_agg((k.v).row_s) AS s, array_agg((k.v).row_bytes) AS b, array_agg(k.seconds) AS now_s,
                       array_agg(k.bytes) AS now_b FROM look k) a
         CROSS JOIN LATERAL console.voucher_used_since(a.ids, a.s, a.b, a.now_s, a.now_b, w.session_of, w.sessions, w.session_seconds,
                                                       w.session_bytes, w.up_s) u
         WHERE a.ids IS NOT NULL
    ), judged AS (
        SELECT k.id, k.seconds, k.bytes, (k.v).used_s + coalesce(u.add_s, 0) AS used_s, (k.v).used_bytes + coalesce(u.add_bytes, 0) AS used_bytes,
               (k.v).first_login IS NULL AND (k.v).state <> 'void'
               AND (k.seconds > 0 OR k.bytes > 0 OR k.is_in OR k.has_cookie) AS begins,
               CASE WHEN k.comment IS DISTINCT FROM console.voucher_comment((k.l).number) THEN 'comment'
                    WHEN k.is_off AND (k.v).off_at IS NULL AND (k.v).state NOT IN ('blocked', 'expired', 'void') THEN 'off' END AS odd,
               (k.l).validity_s AS validity_s, (k.v).state AS state, (k.v).blocked_from AS blocked_from
          FROM look k
          LEFT JOIN used u ON u.id = k.id
    )
    UPDATE console.voucher v
       SET used_s = j.used_s, used_bytes = j.used_bytes, row_s = j.seconds, row_bytes = j.bytes, looked_at = now(), odd = j.odd,
           state = CASE WHEN j.begins AND v.state <> 'blocked' THEN 'used' ELSE v.state END,
           blocked_from = CASE WHEN j.begins AND v.state = 'blocked' THEN 'used' ELSE v.blocked_from END,
           first_login = CASE WHEN j.begins THEN now() - make_interval(secs => j.used_s) ELSE v.first_login END,
           ends_at = CASE WHEN j.begins THEN now() - make_interval(secs => j.used_s) + make_interval(secs => j.validity_s) ELSE v.ends_at END
      FROM judged j
     WHERE v.id = j.id AND (j.begins OR j.used_s <> v.used_s OR j.used_bytes <> v.used_bytes OR j.seconds <> v.row_s OR j.bytes <> v.row_bytes
                            OR j.odd IS DISTINCT FROM v.odd);

    UPDATE console.voucher v
       SET state = 'expired', blocked_from = NULL, ended_at = now()
      FROM console.voucher_lot l
     WHERE v.router = of_router AND v.on_router IS NOT NULL AND 'used' IN (v.state, v.blocked_from) AND l.id = v.lot_id
       AND (v.ends_at <= now() OR (l.limit_uptime_s > 0 AND v.used_s >= l.limit_uptime_s)
            OR (l.limit_bytes > 0 AND v.used_bytes >= l.limit_bytes));

    -- Somebody removed it there, or the router is a new one: what may still be used comes back, with what is left of it.
    UPDATE console.voucher v SET on_router = NULL, row_s = 0, row_bytes = 0, off_at = NULL WHERE v.id = ANY (w.missing);
    FOR lost IN SELECT DISTINCT v.lot_id FROM console.voucher v
                 WHERE v.id = ANY (w.missing) AND v.state NOT IN ('expired', 'void') ORDER BY 1 LOOP
        PERFORM console.voucher_put(NULL, lost);
    END LOOP;
    PERFORM console.voucher_look_at(of_router, 'voucher_end', (SELECT min(s.at) FROM console.voucher_ends_soon(of_router) s));

    RETURN QUERY
    WITH told AS (
        SELECT v.id, CASE WHEN k.is_over AND v.ended_at < now() - interval '7 days'
                          THEN 'remove'
                          WHEN k.is_over AND NOT g.is_off THEN 'off'
                          WHEN k.is_over AND (g.is_in OR g.has_cookie) THEN 'out'
                          WHEN NOT k.is_over AND g.is_off AND v.off_at IS NOT NULL THEN 'on' END AS what
          FROM unnest(w.ids, w.is_in, w.has_cookie, w.is_off) AS g (id, is_in, has_cookie, is_off)
          JOIN console.voucher v ON v.id = g.id AND v.router = of_router
         CROSS JOIN LATERAL (SELECT v.state IN ('expired', 'blocked', 'void') AS is_over) k
    ), noted AS (
        UPDATE console.voucher v SET off_at = CASE t.what WHEN 'off' THEN now() END
          FROM told t
         WHERE v.id = t.id AND t.what = 'off' AND v.off_at IS NULL
    ), runs AS (
        SELECT array_agg(v.id) AS ids, array_agg(console.voucher_cap_s(l) - v.used_s) AS left_s,
               array_agg(nullif(l.limit_bytes, 0) - v.used_bytes) AS left_bytes
          FROM console.voucher v
          JOIN console.voucher_lot l ON l.id = v.lot_id
         WHERE v.id = ANY (w.ids) AND v.router = of_router AND v.state = 'used' AND v.odd IS DISTINCT FROM 'comment'
    ), limits AS (
        SELECT m.* FROM runs r CROSS JOIN LATERAL console.voucher_limits(w, r.ids, r.left_s, r.left_bytes) m
    )
    SELECT coalesce(t.id, m.id), t.what, m.limit_s, m.limit_bytes
      FROM (SELECT x.* FROM told x WHERE x.what IS NOT NULL) t
      FULL JOIN limits m ON m.id = t.id;
    -- what is on again
    UPDATE console.voucher v SET off_at = NULL
      FROM unnest(w.ids, w.is_off) AS g (id, is_off)
     WHERE v.id = g.id AND NOT g.is_off AND v.off_at IS NOT NULL AND v.off_at < now();
END $$;

-- Has a router that has none of Mikhmon's vouchers any more, for it is another one or was reset, get those that may still be used:
-- a row of the outbox for each 500. What failed waits for a hand.
CREATE FUNCTION console.mikhmon_put(of_router text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO console.outbox (target, effect, entity_type, entity_id, payload)
    SELECT 'router:' || of_router, 'mikhmon_put', 'router', md5('mikhmon_put:' || of_router || ':' || b.batch)::uuid,
           jsonb_build_object('router', of_router, 'from', min(b.id::text), 'to', max(b.id::text))
      FROM (SELECT v.id, (row_number() OVER (ORDER BY v.id) - 1) / 500 AS batch
              FROM console.mikhmon_voucher v
              JOIN console.takeover t ON t.id = v.takeover_id AND t.state IN ('taken', 'confirmed')
             WHERE v.router = of_router AND v.state <> 'expired') b
     WHERE NOT EXISTS (SELECT FROM console.outbox o
                        WHERE o.target = 'router:' || of_router AND o.effect = 'mikhmon_put' AND o.state IN ('pending', 'running', 'failed'))
     GROUP BY b.batch
     ORDER BY b.batch
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending' DO NOTHING
$$;

DROP FUNCTION console.mikhmon_follow(text, console.voucher_look);
CREATE FUNCTION console.mikhmon_follow(of_router text, w console.voucher_look)
RETURNS TABLE (id uuid, what text, limit_s bigint, limit_bytes bigint) LANGUAGE plpgsql AS $$
BEGIN
    WITH look AS MATERIALIZED (
        SELECT g.*, v AS v, l AS l, coalesce(r.seconds, 0) AS in_s, coalesce(r.bytes, 0) AS in_b
          FROM unnest(w.ids, w.seconds, w.bytes, w.is_in) AS g (id, seconds, bytes, is_in)
          JOIN console.mikhmon_voucher v ON v.id = g.id AND v.router = of_router
          JOIN console.takeover t ON t.id = v.takeover_id AND t.state IN ('taken', 'confirmed')
          JOIN console.mikhmon_lot l ON l.id = v.lot_id
          LEFT JOIN (SELECT s.id, sum(s.seconds)::bigint AS seconds, sum(s.bytes)::bigint AS bytes
                       FROM unnest(w.session_of, w.session_seconds, w.session_bytes) AS s (id, seconds, bytes)
                      GROUP BY s.id) r ON r.id = g.id
    ), used AS MATERIALIZED (
        SELECT u.*
          FROM (SELECT array_agg(k.id) AS ids, array_agg(coalesce((k.v).row_s, k.seconds)) AS s,
                       array_agg(coalesce((k.v).row_bytes, k.bytes)) AS b, array_agg(k.seconds) AS now_s, array_agg(k.bytes) AS now_b
                  FROM look k) a
         CROSS JOIN LATERAL console.voucher_used_since(a.ids, a.s, a.b, a.now_s, a.now_b, w.session_of, w.sessions, w.session_seconds,
                                                       w.session_bytes, w.up_s) u
         WHERE a.ids IS NOT NULL
    ), said AS MATERIALIZED (
        SELECT k.id, (k.v).lot_id AS lot_id, k.seconds, k.bytes, (k.l).validity_s AS validity_s,
               (k.v).used_s + CASE WHEN (k.v).row_s IS NULL THEN greatest(k.seconds + k.in_s - (k.v).seen_s, 0)
                                   ELSE coalesce(u.add_s, 0) END AS used_s,
               (k.v).used_bytes + CASE WHEN (k.v).row_s IS NULL THEN greatest(k.bytes + k.in_b - (k.v).seen_bytes, 0)
                                       ELSE coalesce(u.add_bytes, 0) END AS used_bytes,
               (k.v).state = 'unsold' AND (k.seconds > 0 OR k.bytes > 0 OR k.is_in) AS begins
          FROM look k
          LEFT JOIN used u ON u.id = k.id
    ), moved AS (
        UPDATE console.mikhmon_voucher v
           SET state = CASE WHEN s.begins THEN 'running' ELSE v.state END,
               first_login = CASE WHEN s.begins THEN now() - make_interval(secs => s.used_s) ELSE v.first_login END,
               ends_at = CASE WHEN s.begins THEN now() - make_interval(secs => s.used_s) + make_interval(secs => s.validity_s) ELSE v.ends_at END,
               used_s = s.used_s, used_bytes = s.used_bytes, row_s = s.seconds, row_bytes = s.bytes
          FROM said s
         WHERE v.id = s.id AND (s.begins OR v.row_s IS NULL OR s.seconds <> v.row_s OR s.bytes <> v.row_bytes OR s.used_s <> v.used_s
                                OR s.used_bytes <> v.used_bytes)
        RETURNING v.id, v.takeover_id, v.router, v.name, v.first_login, v.lot_id, s.begins
    )
    INSERT INTO console.mikhmon_sale (takeover_id, voucher_id, router, sold_at, name, price_rp, selling_rp, profile, batch, is_ours)
    SELECT m.takeover_id, m.id, m.router, m.first_login, m.name, l.price_rp, l.selling_rp, l.profile, l.batch, true
      FROM moved m
      JOIN console.mikhmon_lot l ON l.id = m.lot_id
     WHERE m.begins;

    UPDATE console.mikhmon_voucher v
       SET state = 'expired'
      FROM console.mikhmon_lot l, console.takeover t
     WHERE v.router = of_router AND v.state = 'running' AND l.id = v.lot_id AND t.id = v.takeover_id AND t.state IN ('taken', 'confirmed')
       AND (v.ends_at <= now() OR (l.limit_uptime_s > 0 AND v.used_s >= l.limit_uptime_s)
            OR (l.limit_bytes > 0 AND v.used_bytes >= l.limit_bytes));

    -- One that somebody removed there is gone. A router that has none of them is another one.
    IF cardinality(w.ids) = 0 AND cardinality(w.missing) > 0 THEN
        UPDATE console.mikhmon_voucher v SET row_s = 0, row_bytes = 0 WHERE v.id = ANY (w.missing) AND v.row_s IS NULL;
        PERFORM console.mikhmon_put(of_router);
    END IF;
    PERFORM console.voucher_look_at(of_router, 'mikhmon_end', (SELECT min(s.at) FROM console.mikhmon_ends_soon(of_router) s));

    RETURN QUERY
    WITH told AS (
        SELECT v.id, CASE WHEN g.is_off THEN 'out' ELSE 'off' END AS what
          FROM unnest(w.ids, w.is_in, w.is_off) AS g (id, is_in, is_off)
          JOIN console.mikhmon_voucher v ON v.id = g.id AND v.router = of_router
          JOIN console.takeover t ON t.id = v.takeover_id AND t.state IN ('taken', 'confirmed')
         WHERE v.state = 'expired' AND ((NOT g.is_off AND NOT v.ends_itself) OR g.is_in)
    ), runs AS (
        SELECT array_agg(v.id) AS ids, array_agg(nullif(l.limit_uptime_s, 0) - v.used_s) AS left_s,
               array_agg(nullif(l.limit_bytes, 0) - v.used_bytes) AS left_bytes
          FROM console.mikhmon_voucher v
          JOIN console.takeover t ON t.id = v.takeover_id AND t.state IN ('taken', 'confirmed')
          JOIN console.mikhmon_lot l ON l.id = v.lot_id
         WHERE v.id = ANY (w.ids) AND v.router = of_router AND v.state = 'running'
    ), limits AS (
        SELECT m.* FROM runs r CROSS JOIN LATERAL console.voucher_limits(w, r.ids, r.left_s, r.left_bytes) m
    )
    SELECT coalesce(t.id, m.id), t.what, m.limit_s, m.limit_bytes
      FROM told t
      FULL JOIN limits m ON m.id = t.id;
END $$;
