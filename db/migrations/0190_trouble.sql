-- applies: always
-- The worst that is amiss with each customer, kept: a list of a million customers is filtered and sorted by it. A job keeps it
-- (console.trouble_look); of one customer the truth is what console.worst_symptom() says at the moment.
CREATE TABLE console.user_trouble (
    user_id uuid PRIMARY KEY REFERENCES public.users (id) ON DELETE CASCADE,
    trouble text NOT NULL,       -- the symptom's name
    rank    integer NOT NULL,    -- and its rank, the lower the worse
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX user_trouble_rank ON console.user_trouble (rank, user_id);
CREATE INDEX user_trouble_kind ON console.user_trouble (trouble, user_id);

-- How far the job has come.
CREATE TABLE console.trouble_state (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    looked_at timestamptz NOT NULL DEFAULT '-infinity', -- what has happened before that is in
    outbox_id bigint NOT NULL DEFAULT 0,                -- and what stood in the outbox up to that row
    next_id   uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000', -- the round of all customers goes on behind it
    rounds    bigint NOT NULL DEFAULT 0,                -- that have ended
    ended_at  timestamptz NOT NULL DEFAULT '-infinity'  -- when the last of them did
);
INSERT INTO console.trouble_state DEFAULT VALUES;

-- The worst that is amiss with a customer; no row: nothing is.
CREATE FUNCTION console.worst_symptom(u public.users) RETURNS TABLE (name text, rank integer)
LANGUAGE sql STABLE AS $$
    SELECT s.name, s.rank
      FROM (SELECT f.name, f.rank FROM console.account_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.charge_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.invoice_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.profile_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.notice_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.router_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.line_symptoms(u) f) s
     WHERE s.rank < 400
     ORDER BY s.rank
     LIMIT 1
$$;
CREATE OR REPLACE FUNCTION console.trouble(u public.users) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT w.name FROM console.worst_symptom(u) w $$;

-- Brings what is kept of these customers to what is so now; writes only what differs. How many rows that were.
CREATE FUNCTION console.trouble_keep(ids uuid[]) RETURNS bigint LANGUAGE sql AS $$
    WITH now AS MATERIALIZED (
        SELECT u.id, w.name, w.rank
          FROM (SELECT * FROM public.users WHERE id = ANY (ids) ORDER BY id OFFSET 0) u
          LEFT JOIN LATERAL console.worst_symptom(u) w ON true
    ), gone AS (
        DELETE FROM console.user_trouble t USING now n WHERE t.user_id = n.id AND n.name IS NULL
        RETURNING t.user_id
    ), kept AS (
        INSERT INTO console.user_trouble AS t (user_id, trouble, rank)
        SELECT n.id, n.name, n.rank
          FROM now n
         WHERE n.name IS NOT NULL
           AND NOT EXISTS (SELECT FROM console.user_trouble o WHERE o.user_id = n.id AND o.trouble = n.name AND o.rank = n.rank)
         ORDER BY n.id
        ON CONFLICT (user_id) DO UPDATE SET trouble = excluded.trouble, rank = excluded.rank, seen_at = clock_timestamp()
        RETURNING t.user_id
    )
    SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM kept)
$$;

-- Customers with whom something has happened that may trouble them or have mended it, since then: what operators and jobs did,
-- what routers are asked for or refuse, payments, differences, an end of validity.
CREATE FUNCTION console.trouble_touched(since timestamptz, outbox_id bigint) RETURNS TABLE (user_id uuid)
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN t.id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN t.id::uuid END
      FROM console.operation o
      JOIN console.audit_log a ON a.operation_id = o.id
     CROSS JOIN LATERAL (SELECT coalesce(a.details ->> 'user_id', CASE a.entity_type WHEN 'user' THEN a.entity_id END) AS id) t
     WHERE o.at > since
    UNION ALL
    SELECT b.entity_id FROM console.outbox b WHERE b.id > trouble_touched.outbox_id AND b.entity_type = 'user'
    UNION ALL
    SELECT f.entity_id
      FROM (SELECT b.entity_id FROM console.outbox b WHERE b.state = 'failed' AND b.entity_type = 'user' ORDER BY b.id DESC LIMIT 500) f
     WHERE NOT EXISTS (SELECT FROM console.user_trouble k WHERE k.user_id = f.entity_id)
    UNION ALL
    SELECT c.user_id FROM console.charge c WHERE c.waits_for IS NOT NULL AND c.updated_at > since
    UNION ALL
    SELECT c.user_id FROM console.charge c WHERE c.state IN ('expired', 'cancelled', 'failed') AND c.updated_at > since
    UNION ALL
    SELECT c.user_id FROM console.charge c WHERE coalesce(c.paid_at, '-infinity') > since
    UNION ALL
    SELECT d.user_id FROM console.drift d WHERE d.found_at > since
    UNION ALL
    SELECT r.user_id FROM console.incident_row r WHERE r.found_at > since
    UNION ALL
    SELECT u.id FROM public.users u
     WHERE coalesce(u.quota_expiry_date, 'infinity') > since AND coalesce(u.quota_expiry_date, 'infinity') <= clock_timestamp()
$$;

-- Who was touched, at most 2,000 of them, and then the round of all, as long as there is time. The first round is in more of a
-- hurry: until it has ended a filter finds only a part. Between rounds it rests, and where nothing has happened then, writes nothing.
CREATE FUNCTION console.trouble_look(OUT looked bigint, OUT changed bigint) LANGUAGE plpgsql AS $$
DECLARE
    s console.trouble_state;
    began timestamptz := clock_timestamp();
    budget interval;
    ids uuid[];
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('hotspot_console.trouble', 0)); -- a row's lock would be written
    SELECT * INTO s FROM console.trouble_state;
    budget := CASE WHEN s.rounds = 0 THEN interval '5 s' ELSE interval '250 ms' END;
    looked := 0;
    changed := 0;
    IF s.looked_at > '-infinity' THEN
        SELECT array_agg(t.user_id) INTO ids
          FROM (SELECT DISTINCT t.user_id FROM console.trouble_touched(s.looked_at, s.outbox_id) t WHERE t.user_id IS NOT NULL LIMIT 2000) t;
        looked := coalesce(cardinality(ids), 0);
        changed := console.trouble_keep(coalesce(ids, '{}'));
    END IF;
    IF s.next_id = '00000000-0000-0000-0000-000000000000' AND s.ended_at > began - interval '4 hours' THEN
        -- few that are as they were are looked at again by the next run: that costs less than to write how far this one came
        IF looked < 50 AND changed = 0 AND s.looked_at > began - interval '10 minutes' THEN
            RETURN;
        END IF;
        budget := NULL;
    END IF;
    WHILE budget IS NOT NULL LOOP
        SELECT array_agg(u.id ORDER BY u.id) INTO ids
          FROM (SELECT u.id FROM public.users u WHERE u.id > s.next_id ORDER BY u.id LIMIT 100) u;
        IF ids IS NULL THEN
            s.next_id := '00000000-0000-0000-0000-000000000000';
            s.rounds := s.rounds + 1;
            s.ended_at := clock_timestamp();
            EXIT;
        END IF;
        looked := looked + cardinality(ids);
        changed := changed + console.trouble_keep(ids);
        s.next_id := ids[cardinality(ids)];
        EXIT WHEN clock_timestamp() - began > budget;
    END LOOP;
    -- A minute over and over: what was under way meanwhile is not passed by.
    UPDATE console.trouble_state
       SET looked_at = began - interval '1 minute', next_id = s.next_id, rounds = s.rounds, ended_at = s.ended_at,
           outbox_id = coalesce((SELECT max(b.id) FROM console.outbox b
                                  WHERE b.id > s.outbox_id AND b.created_at < began - interval '1 minute'), s.outbox_id);
    IF changed > 0 THEN
        PERFORM pg_notify('hotspot_console', 'users');
    END IF;
END $$;
