-- applies: always
-- Lines that end, and what is asked of a router that it cannot take: said before it is asked.

-- PPP profiles of routers, as the last look saw them.
CREATE TABLE console.ppp_profile (
    router text NOT NULL,
    name   text NOT NULL,
    PRIMARY KEY (router, name)
);

ALTER TABLE console.ppp_line ADD COLUMN is_to_be_removed boolean NOT NULL DEFAULT false;
CREATE INDEX ppp_line_address ON console.ppp_line (router, address) WHERE address <> '';

-- An address that one modem can have: no network of this host, no loopback, no group, no broadcast.
CREATE FUNCTION console.ppp_is_host(address text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN address ~ '^((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])$'
                THEN NOT (address::inet <<= '0.0.0.0/8' OR address::inet <<= '127.0.0.0/8' OR address::inet >= '224.0.0.0')
                ELSE false END
$$;

-- Takes in what a router has of secrets, sessions and profiles (as of 0132): what was to be removed and is gone, with its sessions, is
-- forgotten.
CREATE OR REPLACE FUNCTION console.ppp_take_in(of_router text, w console.ppp_look) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM console.ppp_profile p WHERE p.router = of_router AND p.name <> ALL (w.profile_names);
    INSERT INTO console.ppp_profile (router, name)
    SELECT DISTINCT of_router, n FROM unnest(w.profile_names) AS n WHERE n IS NOT NULL ORDER BY 2 ON CONFLICT DO NOTHING;
    INSERT INTO console.ppp_line (router, name, service, profile, address, caller, is_off, comment, seen, last_off, user_id)
    SELECT of_router, s.name, s.service, s.seen ->> 'profile', s.seen ->> 'address', s.seen ->> 'caller', (s.seen ->> 'is_off')::boolean,
           s.comment, s.seen, s.last_off, o.user_id
      FROM console.ppp_secrets(w) s
      LEFT JOIN console.ppp_owners(w) o ON o.name = s.name
     WHERE NOT EXISTS (SELECT FROM console.ppp_line l WHERE l.router = of_router AND l.name = s.name)
     ORDER BY s.name;
    UPDATE console.ppp_line l
       SET seen = s.seen, service = s.service, comment = s.comment, last_off = s.last_off, is_to_be_put = false,
           profile = CASE WHEN l.is_ours THEN l.profile ELSE s.seen ->> 'profile' END,
           address = CASE WHEN l.is_ours THEN l.address ELSE s.seen ->> 'address' END,
           caller = CASE WHEN l.is_ours THEN l.caller ELSE s.seen ->> 'caller' END,
           is_off = CASE WHEN l.is_ours THEN l.is_off ELSE (s.seen ->> 'is_off')::boolean END
      FROM console.ppp_secrets(w) s
     WHERE l.router = of_router AND l.name = s.name
       AND (l.seen, l.service, l.comment, l.last_off, l.is_to_be_put) IS DISTINCT FROM (s.seen, s.service, s.comment, s.last_off, false);
    DELETE FROM console.ppp_line l
     WHERE l.router = of_router AND l.name NOT IN (SELECT s.name FROM console.ppp_secrets(w) s)
       AND (NOT l.is_ours
            OR l.is_to_be_removed AND l.name NOT IN (SELECT a FROM unnest(w.active_names) AS a WHERE a IS NOT NULL));
    UPDATE console.ppp_line l SET seen = NULL, differs = '{}', redials = false, ends = '{}'
     WHERE l.router = of_router AND l.seen IS NOT NULL AND l.name NOT IN (SELECT s.name FROM console.ppp_secrets(w) s);
    UPDATE console.ppp_line l
       SET sessions = coalesce(n.count, 0), online_since = n.since, online_address = n.address
      FROM console.ppp_line k
      LEFT JOIN (SELECT s.line_id, count(*)::integer AS count, min(s.started_at) AS since,
                        (array_agg(s.address ORDER BY s.started_at DESC))[1] AS address
                   FROM console.ppp_sessions(of_router, w) s GROUP BY s.line_id) n ON n.line_id = k.id
     WHERE l.id = k.id AND k.router = of_router
       AND (l.sessions <> coalesce(n.count, 0) OR l.online_address IS DISTINCT FROM n.address
            OR abs(extract(epoch FROM l.online_since - n.since)) > 10);
END $$;

-- As of 0132; of one that is to be removed nothing is wanted.
CREATE OR REPLACE FUNCTION console.ppp_wanted(of_router text, w console.ppp_look)
RETURNS TABLE (line_id uuid, why text, begins boolean, ends boolean, refusal text, normal jsonb, wanted jsonb, writes text[])
LANGUAGE sql STABLE AS $$
    WITH rule AS MATERIALIZED (
        SELECT s.mode, s.profile,
               s.mode = 'profile' AND NOT coalesce(s.profile = ANY (w.profile_names), false) AS is_missing,
               -- a profile that isolates by its pool alone does nothing to a line with a fixed address
               EXISTS (SELECT FROM unnest(w.profile_names, w.profile_lists, w.profile_addresses) AS p (name, list, address)
                        WHERE p.name = s.profile AND coalesce(p.list, '') = '' AND coalesce(p.address, '') <> '') AS is_pool
          FROM (SELECT console.setting('line_isolation') AS mode, console.setting('line_isolation_profile') AS profile) s
    ), line AS MATERIALIZED (
        SELECT l.id, l.seen, l.remembered, l.wish, console.ppp_isolation(l) AS why,
               jsonb_build_object('profile', l.profile, 'address', l.address, 'caller', l.caller, 'is_off', l.is_off) AS own
          FROM console.ppp_line l
         WHERE l.router = of_router AND l.is_ours AND l.seen IS NOT NULL AND NOT l.is_to_be_removed
    ), judged AS (
        SELECT x.*, r.mode, r.profile, r.is_pool, x.why IS NOT NULL AND r.is_missing AS is_refused,
               x.why IS NOT NULL AND NOT r.is_missing AS is_in, x.remembered IS NOT NULL AS was_in
          FROM line x CROSS JOIN rule r
    ), normal AS (
        SELECT j.*, CASE WHEN j.is_in AND NOT j.was_in
                         THEN j.seen || (SELECT coalesce(jsonb_object_agg(f, j.own -> f), '{}') FROM unnest(j.wish) AS f)
                         ELSE j.own END AS normal
          FROM judged j
    ), target AS (
        SELECT n.*, n.normal || CASE WHEN NOT n.is_in THEN '{}'
                                     WHEN n.mode = 'off' THEN '{"is_off": true}'
                                     WHEN n.is_pool THEN jsonb_build_object('profile', n.profile, 'address', '')
                                     ELSE jsonb_build_object('profile', n.profile) END AS wanted
          FROM normal n
    )
    SELECT t.id, t.why, t.is_in AND NOT t.was_in, t.was_in AND t.why IS NULL,
           CASE WHEN t.is_refused THEN 'the router has no profile ' || t.profile END, t.normal, t.wanted,
           ARRAY(SELECT f.name
                   FROM unnest(ARRAY['profile', 'address', 'caller', 'is_off']) AS f (name)
                  WHERE t.wanted -> f.name <> t.seen -> f.name
                    AND (f.name = ANY (t.wish) OR t.was_in AND t.why IS NULL OR t.is_in AND t.wanted -> f.name <> t.normal -> f.name))
      FROM target t
$$;

-- As of 0132, and removes: first the secret, then its sessions. What the router said of a line stands there until what it refused is done.
CREATE OR REPLACE FUNCTION console.ppp_follow(of_router text, w console.ppp_look)
RETURNS TABLE (line uuid, verb text, target text, name text, service text, password text, profile text, address text, caller text, off text)
LANGUAGE plpgsql SET enable_nestloop = off AS $$ -- lists are of any length: their joins are of sets
BEGIN
    PERFORM FROM console.ppp_line l WHERE l.router = of_router ORDER BY l.id FOR NO KEY UPDATE;
    PERFORM console.ppp_take_in(of_router, w);
    PERFORM console.ppp_count(of_router, w);
    UPDATE console.ppp_line l SET is_counted = true WHERE l.router = of_router AND l.is_ours AND NOT l.is_counted;

    RETURN QUERY
    WITH task AS MATERIALIZED (
        SELECT t.* FROM console.ppp_wanted(of_router, w) t
    ), next AS MATERIALIZED (
        SELECT l.id, t.normal, t.writes, t.refusal,
               CASE WHEN t.begins THEN t.normal WHEN t.ends AND t.writes = '{}' THEN NULL ELSE l.remembered END AS remembered,
               CASE WHEN t.writes = '{}' THEN '{}' ELSE l.wish END AS wish,
               t.writes <> '{}' AS redials,
               ARRAY(SELECT x FROM unnest(p.keys) AS x WHERE l.redials AND t.writes = '{}' OR x = ANY (l.ends)) AS ends,
               ARRAY(SELECT k FROM jsonb_object_keys(t.wanted) AS k WHERE t.wanted -> k <> l.seen -> k AND k <> ALL (t.writes) ORDER BY k) AS differs
          FROM task t
          JOIN console.ppp_line l ON l.id = t.line_id
          LEFT JOIN (SELECT s.line_id, array_agg(console.ppp_session_key(s.session, s.active_id) ORDER BY s.active_id) AS keys
                       FROM console.ppp_sessions(of_router, w) s GROUP BY s.line_id) p ON p.line_id = l.id
    ), noted AS (
        UPDATE console.ppp_line l
           SET profile = n.normal ->> 'profile', address = n.normal ->> 'address', caller = n.normal ->> 'caller',
               is_off = (n.normal ->> 'is_off')::boolean, remembered = n.remembered,
               isolated_at = CASE WHEN n.remembered IS NOT NULL THEN coalesce(l.isolated_at, clock_timestamp()) END,
               wish = n.wish, message = CASE WHEN n.writes = '{}' AND n.ends = '{}' THEN n.refusal ELSE coalesce(n.refusal, l.message) END, redials = n.redials, ends = n.ends, differs = n.differs
          FROM next n
         WHERE l.id = n.id
           AND (n.writes <> '{}'
                OR n.ends = '{}' AND l.message IS DISTINCT FROM n.refusal
                OR (l.remembered, l.wish, l.redials, l.ends, l.differs)
                   IS DISTINCT FROM (n.remembered, n.wish, n.redials, n.ends, n.differs))
    )
    SELECT t.line_id, 'set', g.id, NULL::text, NULL::text, NULL::text, CASE WHEN 'profile' = ANY (t.writes) THEN t.wanted ->> 'profile' END,
           CASE WHEN 'address' = ANY (t.writes) THEN t.wanted ->> 'address' END, CASE WHEN 'caller' = ANY (t.writes) THEN t.wanted ->> 'caller' END,
           CASE WHEN 'is_off' = ANY (t.writes) THEN CASE WHEN (t.wanted ->> 'is_off')::boolean THEN 'yes' ELSE 'no' END END
      FROM task t
      JOIN console.ppp_line l ON l.id = t.line_id
      JOIN unnest(w.secret_ids, w.names) AS g (id, name) ON g.name = l.name
     WHERE t.writes <> '{}'
     ORDER BY g.name;

    RETURN QUERY
    SELECT l.id, 'remove', g.id, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text
      FROM console.ppp_line l
      JOIN unnest(w.secret_ids, w.names) AS g (id, name) ON g.name = l.name
     WHERE l.router = of_router AND l.is_to_be_removed
     ORDER BY g.name;

    RETURN QUERY
    SELECT l.id, 'add', NULL, l.name, l.service, l.password, l.profile, l.address, l.caller, CASE WHEN l.is_off THEN 'yes' ELSE 'no' END
      FROM console.ppp_line l
     WHERE l.router = of_router AND l.is_ours AND l.seen IS NULL AND l.is_to_be_put AND NOT l.is_to_be_removed AND l.password IS NOT NULL
     ORDER BY l.name;

    RETURN QUERY
    SELECT s.line_id, 'kick', s.active_id, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text
      FROM console.ppp_sessions(of_router, w) s
      JOIN console.ppp_line l ON l.id = s.line_id
     WHERE l.is_to_be_removed OR console.ppp_session_key(s.session, s.active_id) = ANY (l.ends)
     ORDER BY s.active_id;
END $$;

-- What the router said to what was to be done of lines (as of 0132), and how much of that it had not said of them at the last look.
DROP FUNCTION console.ppp_refused(uuid[], text[]);
CREATE FUNCTION console.ppp_refused(ids uuid[], said text[]) RETURNS bigint LANGUAGE sql AS $$
    WITH heard AS (
        SELECT DISTINCT ON (r.id) r.id, r.said FROM unnest(ids, said) AS r (id, said) ORDER BY r.id, r.said
    ), noted AS (
        UPDATE console.ppp_line l SET message = h.said FROM heard h WHERE l.id = h.id AND l.message IS DISTINCT FROM h.said
        RETURNING l.id
    )
    SELECT count(*) FROM noted
$$;

-- As of 0132, and of what is to be removed.
CREATE OR REPLACE FUNCTION console.ppp_refusal(l console.ppp_line, deed text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN l.is_to_be_removed AND deed <> 'put' THEN 'is to be removed: lines.put keeps it'
                WHEN deed = 'take' THEN CASE WHEN l.is_ours THEN 'is in our hands already' END
                WHEN NOT l.is_ours THEN 'is not in our hands: take it over first (lines.take)'
                WHEN deed = 'isolate' AND l.held IS NOT NULL THEN 'is isolated already: ' || l.held
                WHEN deed = 'release' AND l.held IS NULL AND console.ppp_isolation(l) IS NOT NULL
                THEN 'is isolated because its customer is blocked: unblock the customer'
                WHEN deed = 'release' AND l.held IS NULL THEN 'is not isolated'
                WHEN deed = 'leave' AND l.seen IS NULL THEN 'is gone from the router: lines.remove forgets it'
                WHEN deed = 'leave' AND l.remembered IS NOT NULL THEN 'is isolated: release it first'
                WHEN deed = 'kick' AND l.sessions = 0 THEN 'has no session'
                WHEN deed = 'put' AND l.seen IS NULL AND l.password IS NULL THEN 'is gone from the router, and its password is not known: make it there'
                WHEN deed IN ('put', 'adopt') AND l.seen IS NOT NULL AND l.differs = '{}' AND NOT l.is_to_be_removed THEN 'is on the router as it is here'
                WHEN deed = 'adopt' AND l.seen IS NULL THEN 'is gone from the router' END
$$;

-- Why a router can't take what is to be changed of a line of it (NULL: a new one); NULL: it can. What profiles it has is known since the
-- first look at its lines.
CREATE FUNCTION console.ppp_terms_refusal(of_router text, of_line uuid, c console.ppp_change) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM console.ppp_profile p WHERE p.router = of_router)
                     AND NOT EXISTS (SELECT FROM console.ppp_profile p WHERE p.router = of_router AND p.name = c.profile)
                     AND c.profile IS NOT NULL
                THEN 'the router has no profile ' || c.profile
                ELSE (SELECT 'the line ' || l.name || ' has the address ' || c.address
                        FROM console.ppp_line l
                       WHERE l.router = of_router AND l.address = c.address AND l.address <> '' AND l.id IS DISTINCT FROM of_line
                       ORDER BY l.name LIMIT 1) END
$$;

-- As of 0132; an address is one that a modem can have.
CREATE OR REPLACE FUNCTION console.ppp_change_refusal(c console.ppp_change) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c IS NULL THEN 'what is to change? customer, profile, address, caller or off'
                WHEN c.customer IS NOT NULL AND c.customer <> 'nobody' AND console.user_of_phone(c.customer) IS NULL
                THEN 'there is no customer ' || c.customer
                WHEN c.address IS NOT NULL AND c.address <> 'pool' AND NOT console.ppp_is_host(c.address)
                THEN 'an address is like 10.20.30.40, or pool'
                WHEN c.caller IS NOT NULL AND c.caller <> 'any' AND c.caller !~* '^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$'
                THEN 'a MAC is like AA:BB:CC:00:11:22, or any' END
$$;

-- As of 0132, and removes.
CREATE OR REPLACE FUNCTION console.ppp_do(operation uuid, ids uuid[], deed text, why text, c console.ppp_change) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
    chosen uuid[];
    routers text[];
BEGIN
    PERFORM FROM console.ppp_line l WHERE l.id = ANY (ids) ORDER BY l.id FOR NO KEY UPDATE;
    chosen := ARRAY(SELECT l.id FROM console.ppp_line l WHERE l.id = ANY (ids) AND console.ppp_refusal(l, deed) IS NULL ORDER BY l.id);
    routers := ARRAY(SELECT DISTINCT l.router FROM console.ppp_line l WHERE l.id = ANY (chosen));
    WITH after AS MATERIALIZED (
        SELECT l AS was, CASE deed WHEN 'change' THEN console.ppp_changed(l, c)
                                   WHEN 'adopt' THEN jsonb_populate_record(l, l.seen)
                                   WHEN 'take' THEN jsonb_populate_record(l, jsonb_build_object('is_ours', true, 'user_id',
                                                        coalesce(console.user_of_phone(c.customer), l.user_id)))
                                   WHEN 'leave' THEN jsonb_populate_record(l, '{"is_ours": false, "held": null}')
                                   WHEN 'isolate' THEN jsonb_populate_record(l, jsonb_build_object('held', why))
                                   WHEN 'release' THEN jsonb_populate_record(l, '{"held": null}')
                                   WHEN 'remove' THEN jsonb_populate_record(l, '{"is_ours": false, "held": null}')
                                   ELSE l END AS now
          FROM console.ppp_line l
         WHERE l.id = ANY (chosen)
    ), told AS (
        INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
        SELECT o.id, o.actor, o.action, 'ppp_line', (a.was).id::text, console.ppp_facts(a.was), console.ppp_facts(a.now),
               jsonb_strip_nulls(jsonb_build_object('reason', why, 'router', (a.was).router, 'name', (a.was).name, 'user_id', (a.now).user_id))
          FROM console.operation o
         CROSS JOIN after a
         WHERE o.id = operation
         ORDER BY (a.was).name
    )
    UPDATE console.ppp_line l
       SET user_id = (a.now).user_id, is_ours = (a.now).is_ours OR deed = 'remove', profile = (a.now).profile, address = (a.now).address,
           caller = (a.now).caller, is_off = (a.now).is_off, held = CASE deed WHEN 'remove' THEN l.held ELSE (a.now).held END,
           is_counted = l.is_counted AND deed <> 'leave',
           is_to_be_put = deed = 'put' OR l.is_to_be_put,
           is_to_be_removed = deed = 'remove', message = NULL,
           wish = CASE WHEN deed = 'put' THEN ARRAY['profile', 'address', 'caller', 'is_off']
                       WHEN deed IN ('adopt', 'leave') THEN '{}'
                       WHEN deed = 'change'
                       THEN ARRAY(SELECT f FROM unnest(l.wish || array_remove(ARRAY[CASE WHEN c.profile IS NOT NULL THEN 'profile' END,
                                                                 CASE WHEN c.address IS NOT NULL THEN 'address' END,
                                                                 CASE WHEN c.caller IS NOT NULL THEN 'caller' END,
                                                                 CASE WHEN c.off IS NOT NULL THEN 'is_off' END], NULL)) AS f GROUP BY f ORDER BY f)
                       ELSE l.wish END,
           remembered = CASE WHEN l.remembered IS NOT NULL AND deed IN ('change', 'adopt')
                             THEN jsonb_build_object('profile', (a.now).profile, 'address', (a.now).address, 'caller', (a.now).caller,
                                                     'is_off', (a.now).is_off)
                             ELSE l.remembered END,
           differs = CASE WHEN deed IN ('adopt', 'leave') THEN '{}' ELSE l.differs END,
           redials = deed = 'kick' OR l.redials
      FROM after a
     WHERE l.id = (a.was).id;
    -- what the router never had, or has no more, is gone at once
    DELETE FROM console.ppp_line l WHERE deed = 'remove' AND l.id = ANY (chosen) AND l.seen IS NULL AND l.sessions = 0;
    PERFORM console.ppp_settle(operation, routers);
    RETURN QUERY SELECT unnest(chosen);
END $$;

-- As of 0132, with what a router can't take.
CREATE OR REPLACE FUNCTION console.ppp_plan(ids uuid[], deed text, why text, c console.ppp_change)
RETURNS TABLE (id text, refusal text, label text, before text, after text, note text) LANGUAGE sql STABLE AS $$
    WITH judged AS MATERIALIZED (
        SELECT l AS l, l.id, l.router, l.name,
               coalesce(console.ppp_refusal(l, deed), r.refusal,
                        CASE WHEN deed = 'change' THEN console.ppp_terms_refusal(l.router, l.id, c) END) AS refusal
          FROM console.ppp_line l
         CROSS JOIN (SELECT CASE WHEN deed = 'change' AND c.address <> 'pool' AND cardinality(ids) > 1 THEN 'an address is for one line'
                                 WHEN deed = 'change' OR deed = 'take' AND NOT c IS NULL THEN console.ppp_change_refusal(c) END AS refusal) r
         WHERE l.id = ANY (ids)
    ), target AS MATERIALIZED (
        SELECT j.*, row_number() OVER (PARTITION BY j.refusal IS NULL ORDER BY j.router, j.name) AS place FROM judged j
    ), shown AS (
        SELECT t.*, CASE deed WHEN 'change' THEN console.ppp_changed(t.l, c) ELSE t.l END AS now
          FROM target t
         WHERE t.place <= 20
    )
    SELECT t.id::text, t.refusal, console.ppp_label(s.l),
           CASE WHEN s.id IS NULL THEN NULL
                WHEN deed IN ('isolate', 'release', 'kick') THEN concat_ws(' · ', (s.l).state, console.ppp_isolation(s.l))
                WHEN deed IN ('take', 'leave', 'remove') THEN console.ppp_owner_text((s.l).user_id)
                WHEN deed = 'adopt' THEN console.ppp_terms((s.l).is_off, (s.l).profile, (s.l).address, (s.l).caller)
                WHEN deed = 'put' THEN coalesce((SELECT console.ppp_terms(x.is_off, x.profile, x.address, x.caller)
                                                   FROM jsonb_to_record((s.l).seen) AS x (is_off boolean, profile text, address text, caller text)),
                                                'gone from the router')
                ELSE console.ppp_owner_text((s.l).user_id) || ' · ' || console.ppp_terms((s.l).is_off, (s.l).profile, (s.l).address, (s.l).caller) END,
           CASE WHEN s.id IS NULL OR s.refusal IS NOT NULL THEN NULL
                WHEN deed = 'take' THEN console.ppp_owner_text(coalesce(console.user_of_phone(c.customer), (s.l).user_id)) || ' · kept in order from then on'
                WHEN deed = 'leave' THEN 'left to the router'
                WHEN deed = 'remove' AND (s.l).seen IS NULL THEN 'forgotten here: the router does not have it'
                WHEN deed = 'remove' THEN 'its secret is removed from the router, its sessions end'
                WHEN deed = 'isolate' THEN 'isolated · ' || why
                WHEN deed = 'release' THEN coalesce('isolated still · ' || (SELECT u.blocked_reason FROM public.users u
                                                                             WHERE u.id = (s.l).user_id AND u.is_blocked), 'as it was before')
                WHEN deed = 'kick' THEN (s.l).sessions || CASE (s.l).sessions WHEN 1 THEN ' session ends' ELSE ' sessions end' END
                WHEN deed = 'adopt' THEN (SELECT console.ppp_terms(x.is_off, x.profile, x.address, x.caller)
                                            FROM jsonb_to_record((s.l).seen) AS x (is_off boolean, profile text, address text, caller text))
                WHEN deed = 'put' THEN console.ppp_terms((s.l).is_off, (s.l).profile, (s.l).address, (s.l).caller)
                ELSE console.ppp_owner_text((s.now).user_id) || ' · '
                     || console.ppp_terms((s.now).is_off, (s.now).profile, (s.now).address, (s.now).caller) END,
           CASE WHEN t.place = 1 AND t.refusal IS NULL AND deed = 'remove' THEN 'what they used is forgotten with them'
                WHEN t.place = 1 AND t.refusal IS NULL AND deed = 'take'
                THEN (SELECT count(*) || ' of nobody: say whose with lines.change' FROM judged x
                       WHERE x.refusal IS NULL AND (x.l).user_id IS NULL AND c.customer IS NULL HAVING count(*) > 0) END
      FROM target t
      LEFT JOIN shown s ON s.id = t.id
     ORDER BY t.place, t.router, t.name
$$;

-- As of 0132; what was typed is looked at.
CREATE OR REPLACE FUNCTION console.ppp_add_refusal(of_router text, called text, c console.ppp_change) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN NOT EXISTS (SELECT FROM console.router r WHERE r.name = of_router AND r.is_enabled) THEN 'there is no router ' || of_router
                WHEN EXISTS (SELECT FROM console.ppp_line l WHERE l.router = of_router AND l.name = called)
                THEN 'the router has a line ' || called || ' already'
                ELSE coalesce(CASE WHEN NOT c IS NULL THEN console.ppp_change_refusal(c) END, console.ppp_terms_refusal(of_router, NULL, c)) END
$$;

-- As of 0132; refused is what has become so since the preview.
CREATE OR REPLACE FUNCTION console.ppp_add(operation uuid, line uuid, of_router text, called text, c console.ppp_change) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    l console.ppp_line;
BEGIN
    IF console.ppp_add_refusal(of_router, called, c) IS NOT NULL THEN
        RETURN 0;
    END IF;
    l := jsonb_populate_record(NULL::console.ppp_line, jsonb_build_object(
             'id', line, 'router', of_router, 'name', called, 'profile', 'default', 'address', '', 'caller', '', 'is_off', false));
    l := console.ppp_changed(l, c);
    INSERT INTO console.ppp_line (id, router, name, user_id, is_ours, is_counted, service, profile, address, caller, is_off, password, is_to_be_put)
    SELECT line, of_router, called, l.user_id, true, true, 'pppoe', l.profile, l.address, l.caller, l.is_off,
           console.voucher_draw(1, '', 10, console.voucher_symbols('lower_digits')), true
    ON CONFLICT (router, name) DO NOTHING;
    IF NOT EXISTS (SELECT FROM console.ppp_line x WHERE x.id = line) THEN
        RETURN 0;
    END IF;
    INSERT INTO console.ppp_router (router) VALUES (of_router) ON CONFLICT DO NOTHING;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
    SELECT o.id, o.actor, o.action, 'ppp_line', line::text, console.ppp_facts(x),
           jsonb_strip_nulls(jsonb_build_object('router', of_router, 'name', called, 'user_id', x.user_id))
      FROM console.operation o
      JOIN console.ppp_line x ON x.id = line
     WHERE o.id = operation;
    PERFORM console.ppp_settle(operation, ARRAY[of_router]);
    RETURN 1;
END $$;
