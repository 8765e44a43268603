-- applies: always
-- Tickets: what a customer called about, or what is to be done of an incident, a router; with notes, until it is closed with an
-- outcome.
CREATE TABLE console.ticket (
    id          uuid PRIMARY KEY,
    number      bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    user_id     uuid REFERENCES public.users (id) ON DELETE SET NULL,
    incident_id bigint REFERENCES console.incident (id) ON DELETE SET NULL,
    router      text,
    subject     text NOT NULL,  -- what it is about, as it was called then; '': nothing by itself
    text        text NOT NULL CHECK (text <> ''),
    state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
    assigned_to text,
    follow_up   timestamptz,    -- when to look at it again
    outcome     text,
    opened_by   text NOT NULL,
    opened_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    closed_by   text,
    closed_at   timestamptz,
    CHECK ((state = 'closed') = (closed_at IS NOT NULL AND closed_by IS NOT NULL))
);
CREATE INDEX ticket_open_due ON console.ticket (coalesce(follow_up, 'infinity'), id) WHERE state = 'open';
CREATE INDEX ticket_due ON console.ticket (coalesce(follow_up, 'infinity'), id);
CREATE INDEX ticket_number ON console.ticket (number, id);
CREATE INDEX ticket_opened ON console.ticket (opened_at, id);
CREATE INDEX ticket_closed ON console.ticket (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX ticket_user ON console.ticket (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX ticket_incident ON console.ticket (incident_id) WHERE incident_id IS NOT NULL;

-- What was noted of one. A note is never changed; it can be taken back, and stays to be seen.
CREATE TABLE console.ticket_note (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    number        bigint GENERATED ALWAYS AS IDENTITY,
    ticket_id     uuid NOT NULL REFERENCES console.ticket (id) ON DELETE CASCADE,
    text          text NOT NULL CHECK (text <> ''),
    actor         text NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    taken_back_at timestamptz,
    taken_back_by text,
    CHECK ((taken_back_at IS NULL) = (taken_back_by IS NULL))
);
CREATE INDEX ticket_note_of ON console.ticket_note (ticket_id, number DESC);

CREATE FUNCTION console.ticket_note_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.number, NEW.ticket_id, NEW.text, NEW.actor, NEW.created_at)
       IS DISTINCT FROM (OLD.id, OLD.number, OLD.ticket_id, OLD.text, OLD.actor, OLD.created_at) THEN
        RAISE EXCEPTION 'note %: what was written stays', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ticket_note_stays BEFORE UPDATE ON console.ticket_note
    FOR EACH ROW EXECUTE FUNCTION console.ticket_note_check();

-- What an audit keeps of one; times as UTC, so that they compare in every zone.
CREATE FUNCTION console.ticket_facts(t console.ticket) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('number', t.number, 'subject', t.subject, 'text', t.text, 'state', t.state,
                              'assigned_to', t.assigned_to, 'outcome', t.outcome,
                              'follow_up', to_char(t.follow_up AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
$$;
CREATE FUNCTION console.ticket_label(t console.ticket) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' ', '#' || t.number, nullif(t.subject, ''))
$$;
CREATE FUNCTION console.ticket_text(t console.ticket) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', t.state, 'given to ' || t.assigned_to,
                     'follow-up ' || to_char(t.follow_up AT TIME ZONE console.zone(), 'YYYY-MM-DD HH24:MI'), t.outcome)
$$;

-- When that is, in the shop's zone: a day as it was given, at a time of it, 08:00 where none was. NULL: no day, or it can't be
-- understood.
CREATE FUNCTION console.ticket_time(day text, at text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' AND coalesce(at, '08:00') ~ '^([01]?[0-9]|2[0-3])[:.][0-5][0-9]$'
                THEN (day || ' ' || replace(coalesce(at, '08:00'), '.', ':'))::timestamp AT TIME ZONE console.zone() END
$$;
CREATE FUNCTION console.ticket_time_refusal(day text, at text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN at IS NOT NULL AND at !~ '^([01]?[0-9]|2[0-3])[:.][0-5][0-9]$' THEN 'a time of the day is like 14:00'
                WHEN at IS NOT NULL AND (day IS NULL OR day = '-') THEN 'a time needs its day'
                WHEN console.ticket_time(day, at) < clock_timestamp() AND day::date < (SELECT console.today()) THEN 'that day is over' END
$$;

-- What a new one would be about.
CREATE FUNCTION console.ticket_wish(customer text, incident bigint, router text, day text, at text)
RETURNS TABLE (refusal text, user_id uuid, incident_id bigint, router_name text, subject text)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT CASE WHEN customer IS NOT NULL AND u.id IS NULL THEN 'there is no such customer'
                WHEN incident IS NOT NULL AND i.id IS NULL THEN 'there is no such incident'
                WHEN router IS NOT NULL AND r.name IS NULL THEN 'there is no router ' || router
                ELSE console.ticket_time_refusal(day, at) END,
           u.id, i.id, r.name,
           coalesce(concat_ws(' ', u.full_name, u.phone_number) , '')
           || CASE WHEN u.id IS NOT NULL AND (i.id IS NOT NULL OR r.name IS NOT NULL) THEN ' · ' ELSE '' END
           || coalesce(nullif(concat_ws(' ', nullif(i.cause, ''), i.example), '') || CASE WHEN r.name IS NOT NULL THEN ' · ' ELSE '' END, '')
           || coalesce(r.name, '')
      FROM (SELECT) o
      LEFT JOIN public.users u
             ON u.phone_number = console.stored_phone(customer)
             OR u.id = CASE WHEN customer ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN customer::uuid END
      LEFT JOIN console.incident i ON i.id = incident
      LEFT JOIN console.router r ON r.name = router
     LIMIT 1
$$;

-- The one that is meant: by its id, or by its number.
CREATE FUNCTION console.ticket_of(given text) RETURNS SETOF console.ticket LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT t.* FROM console.ticket t
     WHERE t.id = CASE WHEN given ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN given::uuid END
        OR t.number = CASE WHEN given ~ '^#?[0-9]{1,18}$' THEN ltrim(given, '#')::bigint END
$$;

-- An undo takes back a ticket by itself, with its note (as of 0086).
CREATE OR REPLACE FUNCTION console.undone_with(a console.audit_log) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN a.entity_type IN ('subscription', 'product', 'content', 'ticket') THEN a.entity_id
                WHEN a.entity_type = 'ticket_note' THEN a.details ->> 'ticket_id'
                ELSE coalesce(a.details ->> 'user_id', a.entity_id) END
$$;
ALTER FUNCTION console.import_undo_refusal(console.audit_log) RENAME TO import_undo_refusal_but_tickets;
CREATE FUNCTION console.import_undo_refusal(a console.audit_log) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN a.entity_type = 'ticket' AND a.before IS NULL THEN
                    (SELECT 'has notes: close it instead'
                      WHERE EXISTS (SELECT FROM console.ticket_note n WHERE n.ticket_id = a.entity_id::uuid AND n.taken_back_at IS NULL))
                ELSE console.import_undo_refusal_but_tickets(a) END
$$;
ALTER FUNCTION console.import_made(console.audit_log) RENAME TO import_made_but_tickets;
CREATE FUNCTION console.import_made(a console.audit_log) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT CASE a.entity_type WHEN 'ticket' THEN
                                  (SELECT console.ticket_facts(t) FROM console.ticket t WHERE t.id = a.entity_id::uuid)
                              WHEN 'ticket_note' THEN
                                  (SELECT to_jsonb(n) FROM console.ticket_note n WHERE n.id = a.entity_id::uuid)
                              ELSE console.import_made_but_tickets(a) END
$$;
ALTER FUNCTION console.import_made_text(console.audit_log) RENAME TO import_made_text_but_tickets;
CREATE FUNCTION console.import_made_text(a console.audit_log, OUT label text, OUT text text)
LANGUAGE sql STABLE AS $$
    SELECT coalesce(console.ticket_label(t), o.label), coalesce(console.ticket_text(t), o.text)
      FROM console.import_made_text_but_tickets(a) o
      LEFT JOIN console.ticket t ON t.id = CASE a.entity_type WHEN 'ticket' THEN a.entity_id::uuid
                                                              WHEN 'ticket_note' THEN (a.details ->> 'ticket_id')::uuid END
$$;

-- Of what is so, what is otherwise there.
CREATE FUNCTION console.changed_part(facts jsonb, there jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(jsonb_object_agg(f.key, f.value), '{}') FROM jsonb_each(facts) f WHERE f.value IS DISTINCT FROM there -> f.key
$$;
