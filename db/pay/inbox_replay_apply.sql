-- Makes notifications due now, whatever came of them before; any worker processes them.
-- $1 operation uuid, $2 text[] numbers of notifications
WITH held AS MATERIALIZED (
    SELECT n.id, n.state, n.result, n.tries, n.next_try_at, n.processed_at
      FROM console.inbox n
     WHERE n.id = ANY ($2::text[]::bigint[])
       AND (n.state <> 'new' OR n.lease_until IS NULL OR n.lease_until <= clock_timestamp())
     ORDER BY n.id
       FOR UPDATE
), due AS (
    UPDATE console.inbox n
       SET state = 'new', tries = 0, next_try_at = clock_timestamp(), worker_id = NULL, lease_until = NULL
      FROM held h
     WHERE n.id = h.id
    RETURNING n.id, h.state, h.result, h.tries, h.next_try_at, h.processed_at
), told AS (
    SELECT pg_notify('hotspot_console', 'inbox')
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'inbox', d.id::text,
       jsonb_build_object('state', d.state, 'result', d.result, 'tries', d.tries, 'next_try_at', d.next_try_at,
                          'processed_at', d.processed_at),
       jsonb_build_object('state', 'new')
  FROM console.operation o
 CROSS JOIN due d
 CROSS JOIN told
 WHERE o.id = $1::uuid
