-- Puts tickets back and takes notes of them back, as an undo says; those stay to be seen.
-- $1 operation uuid
WITH taken_back AS (
    UPDATE console.ticket_note n
       SET taken_back_at = clock_timestamp(), taken_back_by = a.actor
      FROM console.audit_log a
     WHERE a.operation_id = $1::uuid AND a.entity_type = 'ticket_note' AND a.after IS NULL
       AND n.id = a.entity_id::uuid AND n.taken_back_at IS NULL
), told AS (
    SELECT pg_notify('hotspot_console', 'tickets')
)
UPDATE console.ticket t
   SET assigned_to = CASE WHEN a.after ? 'assigned_to' THEN a.after ->> 'assigned_to' ELSE t.assigned_to END,
       follow_up = CASE WHEN a.after ? 'follow_up' THEN (a.after ->> 'follow_up')::timestamptz ELSE t.follow_up END,
       outcome = CASE WHEN a.after ? 'outcome' THEN a.after ->> 'outcome' ELSE t.outcome END,
       state = coalesce(a.after ->> 'state', t.state),
       closed_at = CASE a.after ->> 'state' WHEN 'open' THEN NULL WHEN 'closed' THEN clock_timestamp() ELSE t.closed_at END,
       closed_by = CASE a.after ->> 'state' WHEN 'open' THEN NULL WHEN 'closed' THEN a.actor ELSE t.closed_by END,
       changed_at = clock_timestamp()
  FROM console.audit_log a
 CROSS JOIN told
 WHERE a.operation_id = $1::uuid AND a.entity_type = 'ticket' AND a.after IS NOT NULL AND t.id = a.entity_id::uuid
