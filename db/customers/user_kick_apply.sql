-- Notes that sessions are to be ended: by account, and by the MACs of the devices that count for the user.
-- Where the same wish waits already, it becomes this operation's and is due now.
-- $1 operation uuid, $2 uuid[] user ids (locked)
WITH wish AS MATERIALIZED (
    SELECT d.user_id, d.router,
           jsonb_build_object('account', d.account,
                              'macs', coalesce(jsonb_agg(d.mac ORDER BY d.mac) FILTER (WHERE d.is_current), '[]')) AS payload
      FROM console.desired_state($2::uuid[]) d
     WHERE d.router IS NOT NULL
     GROUP BY d.user_id, d.router, d.account
), asked AS (
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
    SELECT $1::uuid, 'router:' || w.router, 'kick', 'user', w.user_id, w.payload
      FROM wish w
     ORDER BY w.user_id
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at,
                  payload = excluded.payload
    RETURNING entity_id
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id)
SELECT o.id, o.actor, o.action, 'user', a.entity_id::text
  FROM console.operation o
 CROSS JOIN asked a
 WHERE o.id = $1::uuid
