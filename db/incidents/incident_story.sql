-- One incident. No row where there is none of that id.
-- $1 bigint id
-- Columns: kind, cause, severity, state, rows, most_rows, counts (as a text), since, found_at, closed_at, acknowledged_by,
--          acknowledged_at, assigned_to, snoozed_until, note.
SELECT i.kind, i.cause, i.severity, console.incident_state(i) AS state, i.rows, i.most_rows, array_to_string(i.counts, ',') AS counts,
       to_char(i.since, 'YYYY-MM-DD HH24:MI') AS since, to_char(i.found_at, 'YYYY-MM-DD HH24:MI') AS found_at,
       to_char(i.closed_at, 'YYYY-MM-DD HH24:MI') AS closed_at, i.acknowledged_by,
       to_char(i.acknowledged_at, 'YYYY-MM-DD HH24:MI') AS acknowledged_at, i.assigned_to,
       to_char(i.snoozed_until, 'YYYY-MM-DD HH24:MI') AS snoozed_until, i.note
  FROM console.incident i
 WHERE i.id = CASE WHEN $1::text ~ '^[0-9]{1,18}$' THEN $1::text::bigint END
