-- Appends to the portal's ledger what an operation changed of quota and debt: the state after it from
-- the row, the state before it from the row and what the audit says was different.
-- $1 operation uuid
INSERT INTO public.quota_mutation_ledger (id, user_id, source, idempotency_key, before_state, after_state,
                                          event_details)
SELECT gen_random_uuid(), u.id, o.source, o.key,
       json_build_object(
           'total_quota_purchased_mb',
           coalesce((a.before ->> 'total_quota_purchased_mb')::bigint, u.total_quota_purchased_mb),
           'total_quota_used_mb', coalesce((a.before ->> 'total_quota_used_mb')::numeric, u.total_quota_used_mb),
           'auto_debt_offset_mb', coalesce((a.before ->> 'auto_debt_offset_mb')::bigint, u.auto_debt_offset_mb),
           'manual_debt_mb', coalesce((a.before ->> 'manual_debt_mb')::bigint, u.manual_debt_mb)),
       json_build_object(
           'total_quota_purchased_mb', u.total_quota_purchased_mb, 'total_quota_used_mb', u.total_quota_used_mb,
           'auto_debt_offset_mb', u.auto_debt_offset_mb, 'manual_debt_mb', u.manual_debt_mb),
       o.details
  FROM (SELECT x.id, 'console.' || x.action AS source, x.id::text AS key,
               json_build_object('actor', x.actor, 'action', x.action, 'args', x.args) AS details
          FROM console.operation x
         WHERE x.id = $1::uuid
        OFFSET 0) o -- made once, not for each row
  JOIN console.audit_log a ON a.operation_id = o.id AND a.entity_type = 'user'
  JOIN public.users u ON u.id = a.entity_id::uuid
