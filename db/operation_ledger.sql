-- Appends to the portal's ledger what an operation is about to change of quota and debt: the state
-- before from the row, the state after from the row and the audit. Run before the users are written.
-- $1 operation uuid
INSERT INTO public.quota_mutation_ledger (id, user_id, source, idempotency_key, before_state, after_state,
                                          event_details)
SELECT gen_random_uuid(), u.id, 'console.' || o.action, o.id::text,
       json_build_object(
           'total_quota_purchased_mb', u.total_quota_purchased_mb, 'total_quota_used_mb', u.total_quota_used_mb,
           'auto_debt_offset_mb', u.auto_debt_offset_mb, 'manual_debt_mb', u.manual_debt_mb),
       json_build_object(
           'total_quota_purchased_mb', coalesce((a.after ->> 'total_quota_purchased_mb')::bigint, u.total_quota_purchased_mb),
           'total_quota_used_mb', coalesce((a.after ->> 'total_quota_used_mb')::numeric, u.total_quota_used_mb),
           'auto_debt_offset_mb', coalesce((a.after ->> 'auto_debt_offset_mb')::bigint, u.auto_debt_offset_mb),
           'manual_debt_mb', coalesce((a.after ->> 'manual_debt_mb')::bigint, u.manual_debt_mb)),
       json_build_object('actor', o.actor, 'action', o.action, 'args', o.args)
  FROM console.operation o
  JOIN console.audit_log a ON a.operation_id = o.id AND a.entity_type = 'user'
  JOIN public.users u ON u.id = a.entity_id::uuid
 WHERE o.id = $1::uuid
