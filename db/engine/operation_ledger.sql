-- Appends to the portal's ledger what an operation changed of quota and debt: the state after it from
-- the row, the state before it from the row and what the audit says was different. Validity, profile and
-- unlimited access stand in it where the operation is about them.
-- $1 operation uuid, $2 of its audit rows, those after this number; 0: all
INSERT INTO public.quota_mutation_ledger (id, user_id, source, idempotency_key, before_state, after_state,
                                          event_details)
SELECT gen_random_uuid(), u.id, o.source, o.key,
       CASE WHEN a.before IS NULL THEN NULL -- made by it
            WHEN access.is_meant THEN (figures.before::jsonb || access.before)::json ELSE figures.before END,
       CASE WHEN access.is_meant THEN (figures.after::jsonb || access.after)::json ELSE figures.after END,
       CASE WHEN a.details ? 'order_id'
            THEN (o.details::jsonb || jsonb_build_object('order_id', a.details ->> 'order_id'))::json ELSE o.details END
  FROM (SELECT x.id, 'console.' || x.action AS source, x.id::text AS key,
               json_build_object('actor', x.actor, 'action', x.action, 'args', x.args) AS details
          FROM console.operation x
         WHERE x.id = $1::uuid
        OFFSET 0) o -- made once, not for each row
  JOIN console.audit_log a ON a.operation_id = o.id AND a.entity_type = 'user' AND a.id > $2::bigint
                          AND a.after IS NOT NULL -- else the undo unmakes him
  JOIN public.users u ON u.id = a.entity_id::uuid
 CROSS JOIN LATERAL (
       SELECT json_build_object(
                  'total_quota_purchased_mb',
                  coalesce((a.before ->> 'total_quota_purchased_mb')::bigint, u.total_quota_purchased_mb),
                  'total_quota_used_mb', coalesce((a.before ->> 'total_quota_used_mb')::numeric, u.total_quota_used_mb),
                  'auto_debt_offset_mb', coalesce((a.before ->> 'auto_debt_offset_mb')::bigint, u.auto_debt_offset_mb),
                  'manual_debt_mb', coalesce((a.before ->> 'manual_debt_mb')::bigint, u.manual_debt_mb)) AS before,
              json_build_object(
                  'total_quota_purchased_mb', u.total_quota_purchased_mb, 'total_quota_used_mb', u.total_quota_used_mb,
                  'auto_debt_offset_mb', u.auto_debt_offset_mb, 'manual_debt_mb', u.manual_debt_mb) AS after) figures
 CROSS JOIN LATERAL (
       SELECT a.after ?| '{is_unlimited_user,quota_expiry_date,mikrotik_profile_name}' AS is_meant,
              n.now || (SELECT coalesce(jsonb_object_agg(b.key, b.value), '{}')
                          FROM jsonb_each(a.before) b WHERE n.now ? b.key) AS before,
              n.now AS after
         FROM (SELECT jsonb_build_object('is_unlimited_user', u.is_unlimited_user,
                                         'quota_expiry_date', u.quota_expiry_date,
                                         'mikrotik_profile_name', u.mikrotik_profile_name) AS now) n) access
