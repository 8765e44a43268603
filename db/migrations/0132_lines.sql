-- applies: always
-- PPPoE lines: secrets of routers, whose they are, how they are isolated, and what they use.

-- Routers whose lines are followed.
CREATE TABLE console.ppp_router (
    router text PRIMARY KEY,
    at     timestamptz NOT NULL DEFAULT now()
);

-- A secret of a router. What profile, address, caller and is_off say is how it is when nothing is wrong: of one that is not
-- ours, as the router has it; of one that is ours, as the database wants it.
CREATE TABLE console.ppp_line (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    router       text NOT NULL,
    name         text NOT NULL,                   -- case counts; blanks, @ and / occur
    user_id      uuid,                            -- the customer; NULL: nobody's
    is_ours      boolean NOT NULL DEFAULT false,  -- else it is looked at, and never changed
    is_counted   boolean NOT NULL DEFAULT false,  -- what its sessions had used before they were ours was seen
    service      text NOT NULL,
    profile      text NOT NULL,
    address      text NOT NULL,                   -- a fixed one; '': from the profile's pool
    caller       text NOT NULL,                   -- the MAC that it must come from, in capitals; '': any
    is_off       boolean NOT NULL,
    comment      text NOT NULL DEFAULT '',
    password     text,                            -- of one that was made here
    is_to_be_put boolean NOT NULL DEFAULT false,  -- the router is to get it, if it has it not
    wish         text[] NOT NULL DEFAULT '{}',    -- what of the above was changed here and is not on the router yet
    held         text,                            -- why an operator isolated it; NULL: no operator did
    remembered   jsonb,                           -- as it was when it was isolated; NULL: it is not
    isolated_at  timestamptz,
    seen         jsonb,                           -- as the router has it; NULL: it has no such secret
    differs      text[] NOT NULL DEFAULT '{}',    -- what of it the router has otherwise
    message      text,                            -- what the router, or a rule, has against what is wanted
    redials      boolean NOT NULL DEFAULT false,  -- what was written holds from its next session on: those that there are end
    ends         text[] NOT NULL DEFAULT '{}',    -- sessions that are to end and have not yet
    sessions     integer NOT NULL DEFAULT 0,
    online_since timestamptz,
    online_address text,
    last_off     text,                            -- why its last session ended, in the router's word
    state        text NOT NULL GENERATED ALWAYS AS (
                     CASE WHEN NOT is_ours THEN 'foreign' WHEN seen IS NULL THEN 'gone' WHEN remembered IS NOT NULL THEN 'isolated'
                          WHEN is_off THEN 'off' ELSE 'active' END) STORED,
    CONSTRAINT ppp_line_held_is_ours CHECK (held IS NULL OR is_ours),
    CONSTRAINT ppp_line_isolated CHECK ((remembered IS NULL) = (isolated_at IS NULL)),
    UNIQUE (router, name)
);
CREATE INDEX ppp_line_user ON console.ppp_line (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX ppp_line_name ON console.ppp_line (lower(name), id);
CREATE INDEX ppp_line_begins ON console.ppp_line (lower(name) text_pattern_ops);
CREATE INDEX ppp_line_state ON console.ppp_line (state, lower(name), id);

-- Sessions of lines at the last look, by the interface, whose counters begin at 0 with each of them.
CREATE TABLE console.ppp_session (
    router     text NOT NULL,
    interface  text NOT NULL,
    line_id    uuid NOT NULL REFERENCES console.ppp_line (id) ON DELETE CASCADE,
    session    text NOT NULL,            -- the router's id of it; '': it gave none
    up         bigint NOT NULL,          -- bytes from the customer: what the router received
    down       bigint NOT NULL,
    started_at timestamptz NOT NULL,
    PRIMARY KEY (router, interface)
);
CREATE INDEX ppp_session_line ON console.ppp_session (line_id);

-- What lines used, day by day.
CREATE TABLE console.ppp_usage (
    line_id uuid NOT NULL REFERENCES console.ppp_line (id) ON DELETE CASCADE,
    day     date NOT NULL,
    up      bigint NOT NULL CHECK (up >= 0),
    down    bigint NOT NULL CHECK (down >= 0),
    PRIMARY KEY (line_id, day)
);

-- Why a line is to be isolated; NULL: it is not.
CREATE FUNCTION console.ppp_isolation(l console.ppp_line) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT l.is_ours OR l.held IS NOT NULL OR l.user_id IS NULL THEN
        RETURN CASE WHEN l.is_ours THEN l.held END;
    END IF;
    RETURN (SELECT coalesce(u.blocked_reason, 'blocked') FROM public.users u WHERE u.id = l.user_id AND u.is_blocked);
END $$;

-- "budi-1 · main": how a line is called.
CREATE FUNCTION console.ppp_label(l console.ppp_line) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', l.name, l.router, (SELECT u.full_name FROM public.users u WHERE u.id = l.user_id))
$$;

-- Has the lines of these routers brought up to date now.
CREATE FUNCTION console.ppp_settle(operation uuid, routers text[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id)
    SELECT operation, 'router:' || r.name, 'line_settle', 'router', md5('router:' || r.name)::uuid
      FROM (SELECT DISTINCT n AS name FROM unnest(routers) AS n) r
     WHERE EXISTS (SELECT FROM console.router k WHERE k.name = r.name AND k.is_enabled)
     ORDER BY r.name
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = coalesce(excluded.operation_id, console.outbox.operation_id), next_attempt_at = excluded.next_attempt_at
$$;

-- Whoever is blocked or let in again by an operation: the lines follow at once. What a portal does is met by the next look.
ALTER FUNCTION console.notify_access(uuid, bigint) RENAME TO notify_access_of_people;
CREATE FUNCTION console.notify_access(operation uuid, after_id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM console.notify_access_of_people(operation, after_id);
    IF EXISTS (SELECT FROM console.ppp_line l WHERE l.is_ours AND l.user_id IS NOT NULL) THEN
        PERFORM console.ppp_settle(operation,
                                   ARRAY(SELECT DISTINCT l.router
                                           FROM console.audit_log a
                                           JOIN console.ppp_line l ON l.user_id = a.entity_id::uuid AND l.is_ours
                                          WHERE a.operation_id = operation AND a.entity_type = 'user' AND a.id > after_id
                                            AND a.before ->> 'is_blocked' IS DISTINCT FROM a.after ->> 'is_blocked'));
    END IF;
END $$;

-- What was read of a router, menu by menu, a list for each property; NULL where a row has none of it.
CREATE TYPE console.ppp_look AS (
    secret_ids text[], names text[], services text[], profiles text[], addresses text[], callers text[], offs text[], comments text[],
    last_offs text[],
    active_ids text[], active_names text[], active_sessions text[], active_callers text[], active_addresses text[], active_uptimes text[],
    server_names text[], server_users text[], server_callers text[], server_uptimes text[],
    interface_names text[], interface_ups text[], interface_downs text[],
    profile_names text[], profile_lists text[], profile_addresses text[]
);

-- What a session is known by: the router's id of it, and that of its row.
CREATE FUNCTION console.ppp_session_key(session text, active_id text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(session, '') || ' ' || active_id
$$;

-- The sessions of a look, each with its interface: that of the same user and MAC, the oldest with the oldest.
CREATE FUNCTION console.ppp_sessions(of_router text, w console.ppp_look)
RETURNS TABLE (line_id uuid, active_id text, session text, address text, interface text, up bigint, down bigint, started_at timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT l.id, a.id, coalesce(a.session, ''), a.address, v.name, f.up::bigint, f.down::bigint,
           clock_timestamp() - make_interval(secs => a.uptime::integer)
      FROM (SELECT g.*, row_number() OVER (PARTITION BY g.name, upper(g.caller) ORDER BY g.uptime::bigint DESC, g.id) AS place
              FROM unnest(w.active_ids, w.active_names, w.active_sessions, w.active_callers, w.active_addresses, w.active_uptimes)
                   AS g (id, name, session, caller, address, uptime)) a
      JOIN console.ppp_line l ON l.router = of_router AND l.name = a.name
      LEFT JOIN (SELECT g.*, row_number() OVER (PARTITION BY g.of_user, upper(g.caller) ORDER BY g.uptime::bigint DESC, g.name) AS place
                   FROM unnest(w.server_names, w.server_users, w.server_callers, w.server_uptimes) AS g (name, of_user, caller, uptime)
                  WHERE g.caller <> '') v ON v.of_user = a.name AND upper(v.caller) = upper(a.caller) AND v.place = a.place
      LEFT JOIN unnest(w.interface_names, w.interface_ups, w.interface_downs) AS f (name, up, down) ON f.name = v.name
$$;

-- What sessions used since the last look is added to their day. A session that is another, by its id, its start or counters
-- that are lower, counts from 0; so much as went by between the last look and its end is not known.
CREATE FUNCTION console.ppp_count(of_router text, w console.ppp_look) RETURNS void LANGUAGE sql AS $$
    WITH live AS MATERIALIZED (
        SELECT s.*, l.is_counted FROM console.ppp_sessions(of_router, w) s JOIN console.ppp_line l ON l.id = s.line_id
         WHERE l.is_ours AND s.interface IS NOT NULL AND s.up IS NOT NULL AND s.down IS NOT NULL
    ), used AS (
        SELECT n.line_id, sum(CASE WHEN c.goes_on THEN n.up - o.up WHEN n.is_counted THEN n.up ELSE 0 END)::bigint AS up,
               sum(CASE WHEN c.goes_on THEN n.down - o.down WHEN n.is_counted THEN n.down ELSE 0 END)::bigint AS down
          FROM live n
          LEFT JOIN console.ppp_session o ON o.router = of_router AND o.interface = n.interface
         CROSS JOIN LATERAL (SELECT coalesce(o.line_id = n.line_id AND (o.session = n.session OR '' IN (o.session, n.session))
                                             AND n.up >= o.up AND n.down >= o.down
                                             AND n.started_at < o.started_at + interval '10 s', false) AS goes_on) c
         GROUP BY n.line_id
    ), added AS (
        INSERT INTO console.ppp_usage AS x (line_id, day, up, down)
        SELECT u.line_id, console.today(), u.up, u.down FROM used u WHERE u.up > 0 OR u.down > 0 ORDER BY u.line_id
        ON CONFLICT (line_id, day) DO UPDATE SET up = x.up + excluded.up, down = x.down + excluded.down
    ), gone AS (
        DELETE FROM console.ppp_session o
         WHERE o.router = of_router AND NOT EXISTS (SELECT FROM live n WHERE n.interface = o.interface)
    )
    INSERT INTO console.ppp_session AS x (router, interface, line_id, session, up, down, started_at)
    SELECT of_router, n.interface, n.line_id, n.session, n.up, n.down, n.started_at FROM live n ORDER BY n.interface
    ON CONFLICT (router, interface)
    DO UPDATE SET line_id = excluded.line_id, session = excluded.session, up = excluded.up, down = excluded.down, started_at = excluded.started_at
     WHERE (x.line_id, x.session, x.up, x.down) IS DISTINCT FROM (excluded.line_id, excluded.session, excluded.up, excluded.down)
$$;

CREATE FUNCTION console.ppp_secrets(w console.ppp_look) RETURNS TABLE (name text, service text, comment text, last_off text, seen jsonb)
LANGUAGE sql STABLE AS $$
    SELECT g.name, coalesce(g.service, 'any'), coalesce(g.comment, ''), g.last_off,
           jsonb_build_object('profile', coalesce(g.profile, ''), 'address', coalesce(g.address, ''), 'caller', coalesce(g.caller, ''),
                              'is_off', coalesce(g.off, 'false') IN ('true', 'yes'))
      FROM unnest(w.names, w.services, w.profiles, w.addresses, w.callers, w.offs, w.comments, w.last_offs)
           AS g (name, service, profile, address, caller, off, comment, last_off)
     WHERE g.name IS NOT NULL
$$;

-- The customers whose phone numbers names or comments of secrets are or hold; none of nobody, or of more than one.
CREATE FUNCTION console.ppp_owners(w console.ppp_look) RETURNS TABLE (name text, user_id uuid)
LANGUAGE sql STABLE AS $$
    SELECT p.name, (array_agg(DISTINCT u.id))[1]
      FROM (SELECT g.name, form
              FROM unnest(w.names, w.comments) AS g (name, comment)
             CROSS JOIN LATERAL regexp_matches(concat_ws(' ', g.name, g.comment), '(?<![0-9])(\+?(?:62|0)8[0-9]{7,12})(?![0-9])', 'g') AS m
             CROSS JOIN LATERAL unnest(console.phone_forms(m[1])) AS form
            OFFSET 0) p
      JOIN public.users u ON u.phone_number = p.form
     GROUP BY p.name
    HAVING count(DISTINCT u.id) = 1
$$;

-- Takes in what a router has of secrets and sessions: new ones are nobody's, and what is not ours goes as it comes.
CREATE FUNCTION console.ppp_take_in(of_router text, w console.ppp_look) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
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
     WHERE l.router = of_router AND NOT l.is_ours AND l.name NOT IN (SELECT s.name FROM console.ppp_secrets(w) s);
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

-- How each of our lines of a router is to be there, and whether that is written: while it is isolated, what isolates it; when
-- that ends, all that was remembered; else what was changed here.
CREATE FUNCTION console.ppp_wanted(of_router text, w console.ppp_look)
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
         WHERE l.router = of_router AND l.is_ours AND l.seen IS NOT NULL
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

-- Takes a look in, and says what is to be done on the router: secrets to set (what of them), to add, and sessions to end. What
-- was written is seen by the next look, and the sessions that this one finds end: with them goes what was before.
CREATE FUNCTION console.ppp_follow(of_router text, w console.ppp_look)
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
               wish = n.wish, message = n.refusal, redials = n.redials, ends = n.ends, differs = n.differs
          FROM next n
         WHERE l.id = n.id
           AND (n.writes <> '{}'
                OR (l.remembered, l.wish, l.message, l.redials, l.ends, l.differs)
                   IS DISTINCT FROM (n.remembered, n.wish, n.refusal, n.redials, n.ends, n.differs))
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
    SELECT l.id, 'add', NULL, l.name, l.service, l.password, l.profile, l.address, l.caller, CASE WHEN l.is_off THEN 'yes' ELSE 'no' END
      FROM console.ppp_line l
     WHERE l.router = of_router AND l.is_ours AND l.seen IS NULL AND l.is_to_be_put AND l.password IS NOT NULL
     ORDER BY l.name;

    RETURN QUERY
    SELECT s.line_id, 'kick', s.active_id, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text
      FROM console.ppp_sessions(of_router, w) s
      JOIN console.ppp_line l ON l.id = s.line_id
     WHERE console.ppp_session_key(s.session, s.active_id) = ANY (l.ends)
     ORDER BY s.active_id;
END $$;

-- What the router said to what was to be done of lines: it stands there until the next look, which tries it again.
CREATE FUNCTION console.ppp_refused(ids uuid[], said text[]) RETURNS void LANGUAGE sql AS $$
    UPDATE console.ppp_line l SET message = r.said FROM unnest(ids, said) AS r (id, said) WHERE l.id = r.id
$$;

-- Why something can't be done to a line; NULL: it can.
CREATE FUNCTION console.ppp_refusal(l console.ppp_line, deed text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN deed = 'take' THEN CASE WHEN l.is_ours THEN 'is in our hands already' END
                WHEN NOT l.is_ours THEN 'is not in our hands: take it over first (lines.take)'
                WHEN deed = 'isolate' AND l.held IS NOT NULL THEN 'is isolated already: ' || l.held
                WHEN deed = 'release' AND l.held IS NULL AND console.ppp_isolation(l) IS NOT NULL
                THEN 'is isolated because its customer is blocked: unblock the customer'
                WHEN deed = 'release' AND l.held IS NULL THEN 'is not isolated'
                WHEN deed = 'leave' AND l.remembered IS NOT NULL THEN 'is isolated: release it first'
                WHEN deed = 'kick' AND l.sessions = 0 THEN 'has no session'
                WHEN deed = 'put' AND l.seen IS NULL AND l.password IS NULL THEN 'is gone from the router, and its password is not known: make it there'
                WHEN deed IN ('put', 'adopt') AND l.seen IS NOT NULL AND l.differs = '{}' THEN 'is on the router as it is here'
                WHEN deed = 'adopt' AND l.seen IS NULL THEN 'is gone from the router' END
$$;

-- "10M · 10.9.9.9 · from AA:BB:CC:00:00:01": what a line is given, as here or as on the router.
CREATE FUNCTION console.ppp_terms(is_off boolean, profile text, address text, caller text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT concat_ws(' · ', CASE WHEN is_off THEN 'off' END, profile, nullif(address, ''), 'from ' || nullif(caller, ''))
$$;

-- What an operator types of a line; NULL: it is left as it is.
CREATE TYPE console.ppp_change AS (customer text, profile text, address text, caller text, off text);

CREATE FUNCTION console.ppp_change_refusal(c console.ppp_change) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c IS NULL THEN 'what is to change? customer, profile, address, caller or off'
                WHEN c.customer IS NOT NULL AND c.customer <> 'nobody' AND console.user_of_phone(c.customer) IS NULL
                THEN 'there is no customer ' || c.customer
                WHEN c.address IS NOT NULL AND c.address <> 'pool'
                     AND c.address !~ '^((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\.|$)){4}$' THEN 'an address is like 10.20.30.40, or pool'
                WHEN c.caller IS NOT NULL AND c.caller <> 'any' AND c.caller !~* '^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$'
                THEN 'a MAC is like AA:BB:CC:00:11:22, or any' END
$$;

-- The line after it.
CREATE FUNCTION console.ppp_changed(l console.ppp_line, c console.ppp_change) RETURNS console.ppp_line
LANGUAGE sql STABLE AS $$
    SELECT jsonb_populate_record(l, jsonb_build_object(
               'user_id', CASE WHEN c.customer = 'nobody' THEN NULL ELSE coalesce(console.user_of_phone(c.customer), l.user_id) END,
               'profile', coalesce(c.profile, l.profile),
               'address', CASE WHEN c.address = 'pool' THEN '' ELSE coalesce(c.address, l.address) END,
               'caller', CASE WHEN c.caller = 'any' THEN '' ELSE coalesce(upper(replace(c.caller, '-', ':')), l.caller) END,
               'is_off', coalesce(c.off = 'yes', l.is_off)))
$$;

-- What there is of a line to compare and to write down.
CREATE FUNCTION console.ppp_facts(l console.ppp_line) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object('user_id', l.user_id, 'profile', l.profile, 'address', l.address, 'caller', l.caller,
                                                'is_off', l.is_off, 'is_ours', l.is_ours, 'held', l.held))
$$;

-- Does a deed to lines, writes it down and has the routers told. Gives those that it was done to.
CREATE FUNCTION console.ppp_do(operation uuid, ids uuid[], deed text, why text, c console.ppp_change) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
    chosen uuid[];
BEGIN
    PERFORM FROM console.ppp_line l WHERE l.id = ANY (ids) ORDER BY l.id FOR NO KEY UPDATE;
    chosen := ARRAY(SELECT l.id FROM console.ppp_line l WHERE l.id = ANY (ids) AND console.ppp_refusal(l, deed) IS NULL ORDER BY l.id);
    WITH after AS MATERIALIZED (
        SELECT l AS was, CASE deed WHEN 'change' THEN console.ppp_changed(l, c)
                                   WHEN 'adopt' THEN jsonb_populate_record(l, l.seen)
                                   WHEN 'take' THEN jsonb_populate_record(l, jsonb_build_object('is_ours', true, 'user_id',
                                                        coalesce(console.user_of_phone(c.customer), l.user_id)))
                                   WHEN 'leave' THEN jsonb_populate_record(l, '{"is_ours": false, "held": null}')
                                   WHEN 'isolate' THEN jsonb_populate_record(l, jsonb_build_object('held', why))
                                   WHEN 'release' THEN jsonb_populate_record(l, '{"held": null}')
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
       SET user_id = (a.now).user_id, is_ours = (a.now).is_ours, profile = (a.now).profile, address = (a.now).address,
           caller = (a.now).caller, is_off = (a.now).is_off, held = (a.now).held,
           is_counted = l.is_counted AND deed <> 'leave',
           is_to_be_put = deed = 'put' OR l.is_to_be_put,
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
    PERFORM console.ppp_settle(operation, ARRAY(SELECT DISTINCT l.router FROM console.ppp_line l WHERE l.id = ANY (chosen)));
    RETURN QUERY SELECT unnest(chosen);
END $$;

-- A new line: the router gets its secret, with a password that is drawn.
CREATE FUNCTION console.ppp_add(operation uuid, line uuid, of_router text, called text, c console.ppp_change) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    l console.ppp_line;
BEGIN
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

-- Begins or ends to follow the lines of routers; what is in our hands stays so.
CREATE FUNCTION console.ppp_watch(operation uuid, names text[], is_on boolean) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    chosen text[];
BEGIN
    chosen := ARRAY(SELECT r.name FROM console.router r
                     WHERE r.name = ANY (names) AND r.is_enabled
                       AND is_on <> EXISTS (SELECT FROM console.ppp_router p WHERE p.router = r.name) ORDER BY r.name);
    INSERT INTO console.ppp_router (router) SELECT n FROM unnest(chosen) AS n WHERE is_on ON CONFLICT DO NOTHING;
    DELETE FROM console.ppp_router p WHERE p.router = ANY (chosen) AND NOT is_on;
    DELETE FROM console.ppp_line l WHERE l.router = ANY (chosen) AND NOT is_on AND NOT l.is_ours;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
    SELECT o.id, o.actor, o.action, 'router', n, jsonb_build_object('lines_followed', NOT is_on), jsonb_build_object('lines_followed', is_on)
      FROM console.operation o CROSS JOIN unnest(chosen) AS n
     WHERE o.id = operation ORDER BY n;
    IF is_on THEN
        PERFORM console.ppp_settle(operation, chosen);
    END IF;
    RETURN QUERY SELECT unnest(chosen);
END $$;

CREATE FUNCTION console.ppp_owner_text(of_user uuid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT u.full_name FROM public.users u WHERE u.id = of_user), 'nobody''s')
$$;

-- What a deed to lines would mean: a row for each, with texts for the first 20 of those that it is done to and of those that it
-- is not.
CREATE FUNCTION console.ppp_plan(ids uuid[], deed text, why text, c console.ppp_change)
RETURNS TABLE (id text, refusal text, label text, before text, after text, note text) LANGUAGE sql STABLE AS $$
    WITH judged AS MATERIALIZED (
        SELECT l AS l, l.id, l.router, l.name, coalesce(console.ppp_refusal(l, deed), r.refusal) AS refusal
          FROM console.ppp_line l
         CROSS JOIN (SELECT CASE WHEN deed = 'change' OR deed = 'take' AND c IS NOT NULL THEN console.ppp_change_refusal(c) END AS refusal) r
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
                WHEN deed IN ('take', 'leave') THEN console.ppp_owner_text((s.l).user_id)
                WHEN deed = 'adopt' THEN console.ppp_terms((s.l).is_off, (s.l).profile, (s.l).address, (s.l).caller)
                WHEN deed = 'put' THEN coalesce((SELECT console.ppp_terms(x.is_off, x.profile, x.address, x.caller)
                                                   FROM jsonb_to_record((s.l).seen) AS x (is_off boolean, profile text, address text, caller text)),
                                                'gone from the router')
                ELSE console.ppp_owner_text((s.l).user_id) || ' · ' || console.ppp_terms((s.l).is_off, (s.l).profile, (s.l).address, (s.l).caller) END,
           CASE WHEN s.id IS NULL OR s.refusal IS NOT NULL THEN NULL
                WHEN deed = 'take' THEN console.ppp_owner_text(coalesce(console.user_of_phone(c.customer), (s.l).user_id)) || ' · kept in order from then on'
                WHEN deed = 'leave' THEN 'left to the router'
                WHEN deed = 'isolate' THEN 'isolated · ' || why
                WHEN deed = 'release' THEN coalesce('isolated still · ' || (SELECT u.blocked_reason FROM public.users u
                                                                             WHERE u.id = (s.l).user_id AND u.is_blocked), 'as it was before')
                WHEN deed = 'kick' THEN (s.l).sessions || CASE (s.l).sessions WHEN 1 THEN ' session ends' ELSE ' sessions end' END
                WHEN deed = 'adopt' THEN (SELECT console.ppp_terms(x.is_off, x.profile, x.address, x.caller)
                                            FROM jsonb_to_record((s.l).seen) AS x (is_off boolean, profile text, address text, caller text))
                WHEN deed = 'put' THEN console.ppp_terms((s.l).is_off, (s.l).profile, (s.l).address, (s.l).caller)
                ELSE console.ppp_owner_text((s.now).user_id) || ' · '
                     || console.ppp_terms((s.now).is_off, (s.now).profile, (s.now).address, (s.now).caller) END,
           CASE WHEN t.place = 1 AND t.refusal IS NULL AND deed = 'take'
                THEN (SELECT count(*) || ' of nobody: say whose with lines.change' FROM judged x
                       WHERE x.refusal IS NULL AND (x.l).user_id IS NULL AND c.customer IS NULL HAVING count(*) > 0) END
      FROM target t
      LEFT JOIN shown s ON s.id = t.id
     ORDER BY t.place, t.router, t.name
$$;

-- Why a new line can't be made; NULL: it can.
CREATE FUNCTION console.ppp_add_refusal(of_router text, called text, c console.ppp_change) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN NOT EXISTS (SELECT FROM console.router r WHERE r.name = of_router AND r.is_enabled) THEN 'there is no router ' || of_router
                WHEN EXISTS (SELECT FROM console.ppp_line l WHERE l.router = of_router AND l.name = called)
                THEN 'the router has a line ' || called || ' already'
                WHEN c IS NOT NULL THEN console.ppp_change_refusal(c) END
$$;
