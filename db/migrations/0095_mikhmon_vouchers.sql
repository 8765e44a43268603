-- applies: always
-- Vouchers and sales that came along with a router from Mikhmon: kept and ended here from then on.

-- What was made at once, as far as its comment, profile and limits tell: two batches of one day may share a comment.
CREATE TABLE console.mikhmon_lot (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    takeover_id    uuid NOT NULL REFERENCES console.takeover (id) ON DELETE RESTRICT,
    batch          text NOT NULL,              -- the comment; empty: nothing tells it any more
    profile        text NOT NULL,
    limit_uptime_s bigint NOT NULL,            -- 0: none
    limit_bytes    bigint NOT NULL,
    validity_s     bigint,                     -- calendar time from the first login; NULL: no end
    price_rp       bigint NOT NULL,
    selling_rp     bigint NOT NULL,
    UNIQUE (takeover_id, batch, profile, limit_uptime_s, limit_bytes)
);

-- Used time and volume are sums of our own: what the router says is added to them, and where it says less than before (a power
-- cut, counters that were reset), nothing is taken off.
CREATE TABLE console.mikhmon_voucher (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    takeover_id uuid NOT NULL REFERENCES console.takeover (id) ON DELETE RESTRICT,
    lot_id      bigint NOT NULL REFERENCES console.mikhmon_lot (id) ON DELETE RESTRICT,
    router      text NOT NULL,
    server      text NOT NULL,
    name        text NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('vc', 'up')),
    state       text NOT NULL CHECK (state IN ('unsold', 'running', 'expired')),
    is_off      boolean NOT NULL,              -- switched off on the router before it came along
    ends_itself boolean NOT NULL DEFAULT false, -- the router lets it in no more: nothing has to be done there
    first_login timestamptz,
    ends_at     timestamptz,
    used_s      bigint NOT NULL,
    used_bytes  bigint NOT NULL,
    seen_s      bigint NOT NULL,               -- of the router's counters, at the last look
    seen_bytes  bigint NOT NULL,
    note        text,
    CONSTRAINT mikhmon_voucher_used CHECK (state <> 'unsold' OR (first_login IS NULL AND ends_at IS NULL)),
    UNIQUE (takeover_id, name, server)
);
CREATE INDEX mikhmon_voucher_name ON console.mikhmon_voucher (lower(name), id);
CREATE INDEX mikhmon_voucher_router ON console.mikhmon_voucher (router, name, server);
CREATE INDEX mikhmon_voucher_running ON console.mikhmon_voucher (router) WHERE state = 'running';
CREATE INDEX mikhmon_voucher_lot ON console.mikhmon_voucher (lot_id);
CREATE INDEX mikhmon_voucher_first ON console.mikhmon_voucher (coalesce(first_login, '-infinity'), id);

-- A sale is written down at the first login. Those that came along have the recorded price; the selling price is that of today.
CREATE TABLE console.mikhmon_sale (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    takeover_id uuid NOT NULL REFERENCES console.takeover (id) ON DELETE RESTRICT,
    voucher_id  uuid REFERENCES console.mikhmon_voucher (id) ON DELETE SET NULL, -- NULL: it is gone
    router      text NOT NULL,
    sold_at     timestamptz,                   -- NULL: the router's clock was not set
    name        text NOT NULL,
    mac         text,
    address     text,
    price_rp    bigint,                        -- NULL: nobody can tell
    price_typed text,
    selling_rp  bigint,
    profile     text NOT NULL,
    batch       text NOT NULL,
    is_ours     boolean NOT NULL DEFAULT false -- since it was taken over
);
CREATE INDEX mikhmon_sale_sold ON console.mikhmon_sale (coalesce(sold_at, '-infinity'), id);
CREATE INDEX mikhmon_sale_takeover ON console.mikhmon_sale (takeover_id);
CREATE INDEX mikhmon_sale_voucher ON console.mikhmon_sale (voucher_id);

-- Packages that were made of its profiles, so that an undo finds them.
ALTER TABLE console.takeover ADD COLUMN packages uuid[] NOT NULL DEFAULT '{}';

-- Why a router can't be given back; NULL: it can.
CREATE FUNCTION console.takeover_undo_refusal(t console.takeover) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN t.state = 'confirmed' THEN 'it is confirmed: it can''t be given back'
                WHEN t.state NOT IN ('taking', 'taken', 'undoing') THEN 'the router is not taken over yet'
                WHEN EXISTS (SELECT FROM console.outbox x
                              WHERE x.target = 'router:' || t.router AND x.effect = 'mikhmon_take' AND x.entity_id = t.id
                                AND x.state = 'running' AND x.lease_until > clock_timestamp()) THEN 'it is being taken over this moment: wait for that' END
$$;

-- What the vouchers of a router come to when it is taken over: those that are overdue or stuck by what the operator said. Times are
-- the router's own.
CREATE FUNCTION console.takeover_vouchers(takeover uuid)
RETURNS TABLE (name text, server text, kind text, is_off boolean, ends_itself boolean, state text, first_login timestamp, ends timestamp,
               used_s bigint, used_bytes bigint, batch text, profile text, limit_uptime_s bigint, limit_bytes bigint, note text)
LANGUAGE sql STABLE AS $$
    SELECT u.name, u.server, u.kind, u.is_disabled, u.shape = 'spent',
           CASE WHEN u.state = 'unsold' THEN 'unsold' WHEN e.ends <= t.clock OR (u.state = 'expired' AND NOT e.goes_on) THEN 'expired' ELSE 'running' END,
           u.first_login, e.ends, u.used_s, u.used_bytes, coalesce(u.batch, ''), u.profile,
           -- a second marks its end and is no limit
           CASE WHEN u.shape = 'spent' THEN 0 ELSE u.limit_uptime_s END, u.limit_bytes, u.note
      FROM console.takeover_user u
      JOIN console.takeover t ON t.id = u.takeover_id
      LEFT JOIN console.takeover_profile p ON p.takeover_id = u.takeover_id AND p.name = u.profile
     CROSS JOIN (SELECT console.takeover_answer(takeover, 'still_let_in', 'all') AS overdue,
                        console.takeover_answer(takeover, 'stuck', 'all') AS stuck) a
     CROSS JOIN LATERAL (SELECT u.is_overdue AND a.overdue ~ '^[0-9]+$' AS goes_on) g
     CROSS JOIN LATERAL (SELECT g.goes_on,
               CASE WHEN u.state = 'unsold' THEN NULL
                    WHEN g.goes_on THEN t.clock + make_interval(days => a.overdue::integer)
                    WHEN u.state = 'stuck' AND a.stuck = 'end' THEN coalesce(u.first_login, t.clock) + make_interval(secs => p.validity_s)
                    ELSE u.ends END AS ends) e
     WHERE u.takeover_id = takeover AND u.is_voucher
$$;

-- Writes what was read of a router: lots, vouchers, sales, packages. How many rows.
CREATE FUNCTION console.takeover_write(takeover uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    t console.takeover;
    written bigint;
BEGIN
    SELECT * INTO t FROM console.takeover x WHERE x.id = takeover FOR UPDATE;
    IF t.state <> 'taking' THEN
        RETURN 0;
    END IF;
    INSERT INTO console.mikhmon_lot (takeover_id, batch, profile, limit_uptime_s, limit_bytes, validity_s, price_rp, selling_rp)
    SELECT takeover, v.batch, v.profile, v.limit_uptime_s, v.limit_bytes, p.validity_s, coalesce(a.price, 0), coalesce(a.selling, a.price, 0)
      FROM (SELECT DISTINCT w.batch, w.profile, w.limit_uptime_s, w.limit_bytes FROM console.takeover_vouchers(takeover) w) v
      LEFT JOIN console.takeover_profile p ON p.takeover_id = takeover AND p.name = v.profile
     CROSS JOIN LATERAL (SELECT console.takeover_answer(takeover, 'price', v.profile)::bigint AS price,
                                console.takeover_answer(takeover, 'selling', v.profile)::bigint AS selling) a;
    INSERT INTO console.mikhmon_voucher (takeover_id, lot_id, router, server, name, kind, state, is_off, ends_itself, first_login, ends_at,
                                         used_s, used_bytes, seen_s, seen_bytes, note)
    SELECT takeover, l.id, t.router, v.server, v.name, v.kind, v.state, v.is_off, v.ends_itself, v.first_login AT TIME ZONE t.zone,
           v.ends AT TIME ZONE t.zone, v.used_s, v.used_bytes, v.used_s, v.used_bytes, v.note
      FROM console.takeover_vouchers(takeover) v
      JOIN console.mikhmon_lot l ON l.takeover_id = takeover AND l.batch = v.batch AND l.profile = v.profile
                                AND l.limit_uptime_s = v.limit_uptime_s AND l.limit_bytes = v.limit_bytes;
    GET DIAGNOSTICS written = ROW_COUNT;
    INSERT INTO console.mikhmon_sale (takeover_id, voucher_id, router, sold_at, name, mac, address, price_rp, price_typed, selling_rp, profile, batch)
    SELECT takeover, v.id, t.router, s.sold AT TIME ZONE t.zone, s.name, s.mac, s.address,
           CASE WHEN s.price_reading = 'sure' THEN s.price_rp WHEN p.price_typed = s.price_typed THEN p.price ELSE o.price END,
           s.price_typed, coalesce(p.selling, p.price), s.profile, s.batch
      FROM console.takeover_sale s
      LEFT JOIN (SELECT x.name, x.price_typed, console.takeover_answer(takeover, 'price', x.name)::bigint AS price,
                        console.takeover_answer(takeover, 'selling', x.name)::bigint AS selling
                   FROM console.takeover_profile x
                  WHERE x.takeover_id = takeover AND x.is_mikhmon) p ON p.name = s.profile
      LEFT JOIN (SELECT q.subject, coalesce(q.answer, q.proposal)::bigint AS price
                   FROM console.takeover_question q
                  WHERE q.takeover_id = takeover AND q.kind = 'sale_price') o ON o.subject = s.price_typed
      LEFT JOIN LATERAL (SELECT w.id FROM console.mikhmon_voucher w
                          WHERE w.takeover_id = takeover AND w.name = s.name AND w.first_login = s.sold AT TIME ZONE t.zone
                          ORDER BY w.server LIMIT 1) v ON true
     WHERE s.takeover_id = takeover AND s.fault IS NULL AND NOT s.is_repeat
     ORDER BY s.sold NULLS FIRST, s.line;
    PERFORM console.takeover_write_packages(takeover);
    UPDATE console.takeover x SET state = 'taken', changed_at = clock_timestamp(), trouble = NULL WHERE x.id = takeover;
    RETURN written;
END $$;

-- Profiles that last whole days, as packages that are not offered yet. A name that is taken is left.
CREATE FUNCTION console.takeover_write_packages(takeover uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    made uuid[];
BEGIN
    INSERT INTO public.package_profiles (id, profile_name)
    SELECT gen_random_uuid(), p.name
      FROM console.takeover_profile p
     WHERE p.takeover_id = takeover AND p.is_mikhmon AND p.validity_s % 86400 = 0 AND length(p.name) <= 100
       AND NOT EXISTS (SELECT FROM public.package_profiles f WHERE f.profile_name = p.name);
    WITH new AS (
        INSERT INTO public.packages (id, name, price, data_quota_gb, duration_days, profile_id, is_active)
        SELECT gen_random_uuid(), p.name,
               coalesce(console.takeover_answer(takeover, 'selling', p.name), console.takeover_answer(takeover, 'price', p.name))::bigint,
               0, p.validity_s / 86400, f.id, false
          FROM console.takeover_profile p
          JOIN public.package_profiles f ON f.profile_name = p.name
         WHERE p.takeover_id = takeover AND p.is_mikhmon AND p.validity_s % 86400 = 0
           AND NOT EXISTS (SELECT FROM public.packages k WHERE k.name = p.name)
        RETURNING id
    ), counted AS (
        INSERT INTO console.package_tally (package_id, customers, sold, sold_rp) SELECT n.id, 0, 0, 0 FROM new n
    )
    SELECT coalesce(array_agg(n.id), '{}') INTO made FROM new n;
    UPDATE console.takeover t SET packages = made WHERE t.id = takeover;
END $$;

-- Forgets what was written of a router that is given back; packages that somebody has by now stay. How many vouchers.
CREATE FUNCTION console.takeover_unwrite(takeover uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    gone bigint;
    made uuid[];
BEGIN
    DELETE FROM console.mikhmon_sale s WHERE s.takeover_id = takeover;
    DELETE FROM console.mikhmon_voucher v WHERE v.takeover_id = takeover;
    GET DIAGNOSTICS gone = ROW_COUNT;
    DELETE FROM console.mikhmon_lot l WHERE l.takeover_id = takeover;
    SELECT array_agg(p.id) INTO made
      FROM public.packages p
      JOIN console.takeover t ON t.id = takeover AND p.id = ANY (t.packages)
     WHERE console.package_remove_refusal(p.id) IS NULL AND NOT p.is_active;
    DELETE FROM console.package_tally y WHERE y.package_id = ANY (made);
    DELETE FROM public.packages p WHERE p.id = ANY (made);
    RETURN gone;
END $$;

-- What the router says of its vouchers now, taken into their sums: who logs in first begins to run and is sold by that, what is over
-- ends. Gives those that have to be ended on the router.
CREATE FUNCTION console.mikhmon_follow(of_router text, names text[], servers text[], seconds bigint[], bytes bigint[], is_in boolean[], offs boolean[])
RETURNS TABLE (name text, server text) LANGUAGE plpgsql AS $$
BEGIN
    WITH said AS MATERIALIZED (
        SELECT v.id, v.state, v.lot_id, v.seen_s, v.seen_bytes, w.seconds, w.bytes, w.is_in, l.validity_s, l.limit_uptime_s, l.limit_bytes,
               -- less than before: what it lost was counted here
               v.used_s + greatest(w.seconds - v.seen_s, 0) AS used_s, v.used_bytes + greatest(w.bytes - v.seen_bytes, 0) AS used_bytes,
               v.state = 'unsold' AND (w.seconds > 0 OR w.bytes > 0 OR w.is_in) AS begins
          FROM unnest(names, servers, seconds, bytes, is_in) AS w (name, server, seconds, bytes, is_in)
          JOIN console.mikhmon_voucher v ON v.router = of_router AND v.name = w.name AND v.server = w.server
          JOIN console.takeover t ON t.id = v.takeover_id AND t.state IN ('taken', 'confirmed')
          JOIN console.mikhmon_lot l ON l.id = v.lot_id
    ), moved AS (
        UPDATE console.mikhmon_voucher v
           SET state = CASE WHEN s.begins THEN 'running' ELSE v.state END,
               first_login = CASE WHEN s.begins THEN now() - make_interval(secs => s.seconds) ELSE v.first_login END,
               ends_at = CASE WHEN s.begins THEN now() - make_interval(secs => s.seconds) + make_interval(secs => s.validity_s) ELSE v.ends_at END,
               used_s = s.used_s, used_bytes = s.used_bytes, seen_s = s.seconds, seen_bytes = s.bytes
          FROM said s
         WHERE v.id = s.id AND (s.begins OR s.seconds <> v.seen_s OR s.bytes <> v.seen_bytes)
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

    RETURN QUERY
    SELECT w.name, w.server
      FROM unnest(names, servers, is_in, offs) AS w (name, server, is_in, is_off)
      JOIN console.mikhmon_voucher v ON v.router = of_router AND v.name = w.name AND v.server = w.server
      JOIN console.takeover t ON t.id = v.takeover_id AND t.state IN ('taken', 'confirmed')
     WHERE v.state = 'expired' AND ((NOT w.is_off AND NOT v.ends_itself) OR w.is_in);
END $$;
