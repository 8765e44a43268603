-- applies: always
-- What is wrong now and wants a hand: an incident for each cause, with the rows that it is about, from when it is seen until
-- it is over.

CREATE TABLE console.incident (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind            text NOT NULL,            -- the detector's name
    cause           text NOT NULL,            -- what its rows have in common: a router, a gateway; '': nothing
    severity        text NOT NULL CHECK (severity IN ('critical', 'warning', 'notice')),
    rows            bigint NOT NULL CHECK (rows >= 0),
    most_rows       bigint NOT NULL,
    counts          bigint[] NOT NULL,        -- what rows was, the newest at the end
    example         text NOT NULL,
    since           timestamptz,              -- since when it is so, where that is known
    found_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    closed_at       timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by text,
    assigned_to     text,
    snoozed_until   timestamptz,
    note            text,
    CONSTRAINT incident_acknowledged_by_somebody CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
);
CREATE UNIQUE INDEX incident_open ON console.incident (kind, cause) WHERE closed_at IS NULL;
CREATE INDEX incident_closed ON console.incident (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX incident_seen ON console.incident (found_at, id);

CREATE TABLE console.incident_row (
    incident_id bigint NOT NULL REFERENCES console.incident (id) ON DELETE CASCADE,
    key         text NOT NULL,                -- the row's id in the pane that the detector names
    label       text NOT NULL,
    detail      text,
    user_id     uuid,                         -- the customer concerned
    since       timestamptz,
    found_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (incident_id, key)
);
CREATE INDEX incident_row_user ON console.incident_row (user_id) WHERE user_id IS NOT NULL;

CREATE FUNCTION console.incident_state(i console.incident) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN i.closed_at IS NOT NULL THEN 'over'
                WHEN i.snoozed_until > now() THEN 'snoozed'
                WHEN i.acknowledged_at IS NOT NULL THEN 'acknowledged' ELSE 'new' END
$$;

-- How it stands, in a few words, and what of that an audit keeps.
CREATE FUNCTION console.incident_text(i console.incident) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', console.incident_state(i), 'given to ' || i.assigned_to, i.note)
$$;
CREATE FUNCTION console.incident_said(i console.incident) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('acknowledged_by', i.acknowledged_by, 'assigned_to', i.assigned_to,
                              'snoozed_until', i.snoozed_until, 'note', i.note)
$$;

-- The worst last.
CREATE FUNCTION console.incident_weight(severity text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE severity WHEN 'critical' THEN 3 WHEN 'warning' THEN 2 ELSE 1 END
$$;

-- The last 24 of what was counted, with one more.
CREATE FUNCTION console.last_counts(counts bigint[], now_is bigint) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (counts || now_is)[greatest(1, cardinality(counts) - 22):]
$$;

-- One thing that a detector saw.
CREATE TYPE console.incident_found AS (
    kind text, severity text, cause text, key text, label text, detail text, user_id uuid, since timestamptz
);

-- What was found of one cause.
CREATE FUNCTION console.incident_causes(seen console.incident_found[])
RETURNS TABLE (kind text, cause text, severity text, rows bigint, example text, since timestamptz)
LANGUAGE sql IMMUTABLE AS $$
    SELECT f.kind, f.cause, min(f.severity), count(*), min(concat_ws(': ', f.label, f.detail)), min(f.since)
      FROM unnest(seen) f
     GROUP BY f.kind, f.cause
$$;

-- Brings what is kept of these detectors to what they have found; what they did not find is over. One that comes back within
-- ten minutes goes on, with what was said of it. Where all is as before, nothing is written. Gives those that are new.
CREATE FUNCTION console.incidents_keep(kinds text[], seen console.incident_found[])
RETURNS TABLE (id bigint, kind text, cause text, severity text, rows bigint, example text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    fresh bigint[];
    changed bigint;
    moved bigint := 0;
BEGIN
    IF seen = '{}' AND NOT EXISTS (SELECT FROM console.incident i WHERE i.closed_at IS NULL AND i.kind = ANY (kinds)) THEN
        RETURN;
    END IF;
    WITH over AS (
        UPDATE console.incident i
           SET closed_at = clock_timestamp(), changed_at = clock_timestamp(), rows = 0, counts = console.last_counts(i.counts, 0)
         WHERE i.closed_at IS NULL AND i.kind = ANY (kinds)
           AND NOT EXISTS (SELECT FROM unnest(seen) f WHERE f.kind = i.kind AND f.cause = i.cause)
        RETURNING i.id
    ), gone AS (
        DELETE FROM console.incident_row r USING over o WHERE r.incident_id = o.id
    )
    SELECT count(*) INTO changed FROM over;
    moved := moved + changed;

    UPDATE console.incident i SET closed_at = NULL, changed_at = clock_timestamp()
      FROM console.incident_causes(seen) c
     WHERE i.kind = c.kind AND i.cause = c.cause AND i.closed_at > clock_timestamp() - interval '10 minutes'
       AND NOT EXISTS (SELECT FROM console.incident o
                        WHERE o.kind = i.kind AND o.cause = i.cause
                          AND (o.closed_at IS NULL OR o.closed_at > i.closed_at));

    UPDATE console.incident i
       SET severity = c.severity, rows = c.rows, most_rows = greatest(i.most_rows, c.rows), example = c.example, since = c.since,
           changed_at = clock_timestamp(),
           counts = CASE WHEN i.rows = c.rows THEN i.counts ELSE console.last_counts(i.counts, c.rows) END
      FROM console.incident_causes(seen) c
     WHERE i.closed_at IS NULL AND i.kind = c.kind AND i.cause = c.cause
       AND (i.severity, i.rows, i.example, i.since) IS DISTINCT FROM (c.severity, c.rows, c.example, c.since);
    GET DIAGNOSTICS changed = ROW_COUNT;
    moved := moved + changed;

    WITH made AS (
        INSERT INTO console.incident AS i (kind, cause, severity, rows, most_rows, counts, example, since)
        SELECT c.kind, c.cause, c.severity, c.rows, c.rows, ARRAY[c.rows], c.example, c.since
          FROM console.incident_causes(seen) c
            ON CONFLICT (kind, cause) WHERE closed_at IS NULL DO NOTHING
        RETURNING i.id
    )
    SELECT coalesce(array_agg(m.id), '{}') INTO fresh FROM made m;

    WITH now AS MATERIALIZED (
        SELECT DISTINCT ON (i.id, f.key) i.id, f.key, coalesce(f.label, f.key) AS label, f.detail, f.user_id, f.since
          FROM unnest(seen) f
          JOIN console.incident i ON i.kind = f.kind AND i.cause = f.cause AND i.closed_at IS NULL
         ORDER BY i.id, f.key
    ), gone AS (
        DELETE FROM console.incident_row r
         USING console.incident i
         WHERE i.id = r.incident_id AND i.closed_at IS NULL AND i.kind = ANY (kinds)
           AND NOT EXISTS (SELECT FROM now n WHERE n.id = r.incident_id AND n.key = r.key)
        RETURNING 1
    ), kept AS (
        INSERT INTO console.incident_row AS r (incident_id, key, label, detail, user_id, since)
        SELECT n.id, n.key, n.label, n.detail, n.user_id, n.since
          FROM now n
          LEFT JOIN console.incident_row o ON o.incident_id = n.id AND o.key = n.key
         WHERE o.key IS NULL OR (o.label, o.detail, o.user_id, o.since) IS DISTINCT FROM (n.label, n.detail, n.user_id, n.since)
            ON CONFLICT (incident_id, key) DO UPDATE
           SET label = excluded.label, detail = excluded.detail, user_id = excluded.user_id, since = excluded.since
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM kept) INTO changed;

    IF moved + changed + cardinality(fresh) > 0 THEN
        PERFORM pg_notify('hotspot_console', 'incidents');
    END IF;
    RETURN QUERY
    SELECT i.id, i.kind, i.cause, i.severity, i.rows, i.example
      FROM console.incident i
     WHERE i.id = ANY (fresh)
     ORDER BY console.incident_weight(i.severity) DESC, i.id;
END $$;

-- What detectors look along.
CREATE INDEX charge_misfits ON console.charge (order_id) WHERE ask_misfits >= 3;
CREATE INDEX inbox_unmatched ON console.inbox (received_at) WHERE state = 'unmatched';
CREATE INDEX invoice_without_link ON console.invoice (created_at) WHERE status = 'unpaid' AND payment_link IS NULL;
