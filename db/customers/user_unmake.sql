-- Removes the customers whom an undo unmakes, with what was noted of them; their hotspot accounts follow through the
-- outbox, and so do sessions.
-- $1 operation uuid
WITH gone AS MATERIALIZED (
    SELECT u.id, console.account_name(u.phone_number) AS account,
           console.user_router(console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers()))) AS router
      FROM console.audit_log a
      JOIN public.users u ON u.id = a.entity_id::uuid
     WHERE a.operation_id = $1::uuid AND a.entity_type = 'user' AND a.after IS NULL
), wish AS (
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
    SELECT $1::uuid, 'router:' || g.router, 'account_move', 'user', g.id,
           jsonb_build_object('from', jsonb_build_array(g.account))
      FROM gone g
     WHERE g.router IS NOT NULL
     ORDER BY g.id
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at,
                  payload = jsonb_build_object('from', outbox.payload -> 'from' || (excluded.payload -> 'from'))
), withdrawn AS (
    UPDATE console.outbox b
       SET state = 'cancelled', last_error = 'the customer was unmade'
      FROM gone g
     WHERE b.entity_id = g.id AND b.effect = 'sync_user' AND b.state = 'pending'
), ledger AS (
    -- Only what making them wrote: with more they could not be unmade (console.user_remains).
    DELETE FROM public.quota_mutation_ledger l USING gone g WHERE l.user_id = g.id
)
DELETE FROM public.users u
 USING gone g
 WHERE u.id = g.id
