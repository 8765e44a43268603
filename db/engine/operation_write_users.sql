-- Carries out what an operation's audit says of users: the columns that stand in "after", and no other.
-- $1 operation uuid, $2 of its audit rows, those after this number; 0: all
UPDATE public.users u
   SET total_quota_purchased_mb = CASE WHEN a.after ? 'total_quota_purchased_mb'
                                       THEN (a.after ->> 'total_quota_purchased_mb')::bigint
                                       ELSE u.total_quota_purchased_mb END,
       total_quota_used_mb = CASE WHEN a.after ? 'total_quota_used_mb'
                                  THEN (a.after ->> 'total_quota_used_mb')::numeric
                                  ELSE u.total_quota_used_mb END,
       auto_debt_offset_mb = CASE WHEN a.after ? 'auto_debt_offset_mb'
                                  THEN (a.after ->> 'auto_debt_offset_mb')::bigint
                                  ELSE u.auto_debt_offset_mb END,
       manual_debt_mb = CASE WHEN a.after ? 'manual_debt_mb'
                             THEN (a.after ->> 'manual_debt_mb')::bigint
                             ELSE u.manual_debt_mb END,
       manual_debt_updated_at = CASE WHEN a.after ? 'manual_debt_mb' THEN now() ELSE u.manual_debt_updated_at END,
       is_blocked = CASE WHEN a.after ? 'is_blocked' THEN (a.after ->> 'is_blocked')::boolean ELSE u.is_blocked END,
       blocked_reason = CASE WHEN a.after ? 'blocked_reason' THEN a.after ->> 'blocked_reason'
                             ELSE u.blocked_reason END,
       blocked_at = CASE WHEN a.after ? 'blocked_at' THEN (a.after ->> 'blocked_at')::timestamptz
                         ELSE u.blocked_at END,
       blocked_by_id = CASE WHEN a.after ? 'blocked_by_id' THEN (a.after ->> 'blocked_by_id')::uuid
                            ELSE u.blocked_by_id END,
       quota_expiry_date = CASE WHEN a.after ? 'quota_expiry_date' THEN (a.after ->> 'quota_expiry_date')::timestamptz
                                ELSE u.quota_expiry_date END,
       is_unlimited_user = CASE WHEN a.after ? 'is_unlimited_user' THEN (a.after ->> 'is_unlimited_user')::boolean
                                ELSE u.is_unlimited_user END,
       mikrotik_profile_name = CASE WHEN a.after ? 'mikrotik_profile_name' THEN a.after ->> 'mikrotik_profile_name'
                                    ELSE u.mikrotik_profile_name END,
       is_active = CASE WHEN a.after ? 'is_active' THEN (a.after ->> 'is_active')::boolean ELSE u.is_active END,
       full_name = CASE WHEN a.after ? 'full_name' THEN a.after ->> 'full_name' ELSE u.full_name END,
       blok = CASE WHEN a.after ? 'blok' THEN a.after ->> 'blok' ELSE u.blok END,
       kamar = CASE WHEN a.after ? 'kamar' THEN a.after ->> 'kamar' ELSE u.kamar END,
       mikrotik_server_name = CASE WHEN a.after ? 'mikrotik_server_name' THEN a.after ->> 'mikrotik_server_name'
                                   ELSE u.mikrotik_server_name END,
       updated_at = now()
  FROM console.audit_log a
 WHERE a.operation_id = $1::uuid AND a.entity_type = 'user' AND a.id > $2::bigint AND a.after IS NOT NULL
   AND u.id = a.entity_id::uuid
