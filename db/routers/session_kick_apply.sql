-- Notes that sessions are to be ended: just these, by MAC or account, and by address. Where the same wish
-- waits already, it becomes this operation's and is due now.
-- $1 operation uuid, $2 uuid[] session ids
WITH asked AS (
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
    SELECT $1::uuid, 'router:' || s.router, 'kick', 'session', s.id,
           jsonb_strip_nulls(jsonb_build_object('account', CASE WHEN s.mac IS NULL THEN s.account END,
                                                'macs', CASE WHEN s.mac IS NOT NULL THEN jsonb_build_array(s.mac) END,
                                                'address', s.address))
      FROM console.router_session s
     WHERE s.id = ANY ($2::uuid[]) AND coalesce(s.account, s.mac) IS NOT NULL
     ORDER BY s.id
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at,
                  payload = excluded.payload
    RETURNING entity_id, payload
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, details)
SELECT o.id, o.actor, o.action, 'session', a.entity_id::text, a.payload
  FROM console.operation o
 CROSS JOIN asked a
 WHERE o.id = $1::uuid
