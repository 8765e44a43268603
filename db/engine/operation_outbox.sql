-- Wishes that the routers be brought to what the database says of an operation's users. Where the
-- same wish waits already, it becomes this operation's and is due now. Users without a router get none.
-- $1 operation uuid, $2 of its audit rows, those after this number; 0: all, $3 whether all users of these are meant: else
-- only those whose access it may have changed, which a sum of debts alone does not
WITH wish AS MATERIALIZED (
    SELECT u.id, console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers())) AS server
      FROM console.audit_log a
      JOIN public.users u ON u.id = a.entity_id::uuid
     WHERE a.operation_id = $1::uuid AND a.entity_type = 'user'
       AND a.id > $2::bigint AND ($3::boolean OR a.after - '{manual_debt_mb}'::text[] <> '{}')
), served AS MATERIALIZED (
    SELECT s.server, console.user_router(s.server) AS router
      FROM (SELECT DISTINCT server FROM wish) s
)
INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id)
SELECT $1::uuid, 'router:' || s.router, 'sync_user', 'user', w.id
  FROM wish w
  JOIN served s ON s.server = w.server
 WHERE s.router IS NOT NULL
 ORDER BY w.id
ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at
