-- Puts users on a package: its profile, its validity from now, its kind of access; and its quota where it is
-- added. Where it ends unlimited access, no debt appears (see console.sleeping_debt_mb); where it gives it, what
-- was used stands in the audit, so that an undo does not make a debt of what is used meanwhile.
-- $1 operation uuid, $2 uuid[] user ids (locked, with their open debts), $3 the package's name, $4 'keep' or 'add'
WITH package AS MATERIALIZED (
    SELECT p.profile_name, p.is_unlimited, now() + make_interval(days => p.duration_days) AS expiry,
           CASE WHEN $4 = 'add' THEN p.quota_mb ELSE 0 END AS added_mb
      FROM console.package_terms($3) p
), access AS MATERIALIZED (
    SELECT u.id,
           jsonb_build_object('mikrotik_profile_name', u.mikrotik_profile_name,
                              'quota_expiry_date', u.quota_expiry_date, 'is_unlimited_user', u.is_unlimited_user,
                              'total_quota_used_mb', u.total_quota_used_mb) - same.columns AS before,
           jsonb_build_object('mikrotik_profile_name', p.profile_name,
                              'quota_expiry_date', p.expiry, 'is_unlimited_user', p.is_unlimited,
                              'total_quota_used_mb', u.total_quota_used_mb) - same.columns AS after
      FROM package p
     CROSS JOIN public.users u
     CROSS JOIN LATERAL (
           SELECT ARRAY[CASE WHEN u.mikrotik_profile_name = p.profile_name THEN 'mikrotik_profile_name' END,
                        CASE WHEN u.is_unlimited_user = p.is_unlimited THEN 'is_unlimited_user' END,
                        CASE WHEN u.is_unlimited_user OR NOT p.is_unlimited THEN 'total_quota_used_mb' END]
                  AS columns) same
     WHERE u.id = ANY ($2::uuid[])
), change AS (
    SELECT c.entity_type, c.entity_id, c.before || coalesce(a.before, '{}') AS before,
           c.after || coalesce(a.after, '{}') AS after, c.details
      FROM package p
     CROSS JOIN LATERAL console.quota_added($2::uuid[], p.added_mb, 'console_package', NOT p.is_unlimited) c
      LEFT JOIN access a ON c.entity_type = 'user' AND a.id = c.entity_id
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, c.entity_type, c.entity_id::text, c.before, c.after, c.details
  FROM console.operation o
 CROSS JOIN change c
 WHERE o.id = $1::uuid
