-- One user as he stands now.
-- $1 user id
-- columns: phone_number, full_name, address, role, approval_status, is_active, is_blocked, block_cause,
--          blocked_reason, blocked_at, status, purchased_mb, used_mb, remaining_mb, offset_mb, auto_debt_mb, manual_debt_mb, threshold_mb,
--          expires_at, is_unlimited, profile, server, router, router_state, router_error, router_ok_at,
--          created_at, last_login_at, telegram, open_debt_mb, auto_debt_rp (NULL: no package says what it costs),
--          balance_rp, used_percent (of what was bought), scanned_at (when his router was looked at last)
SELECT u.phone_number, u.full_name,
       nullif(concat_ws(' ', u.blok, u.kamar), '') AS address,
       u.role, u.approval_status, u.is_active, u.is_blocked,
       console.block_cause(u.blocked_reason) AS block_cause, u.blocked_reason,
       to_char(u.blocked_at, 'YYYY-MM-DD HH24:MI') AS blocked_at,
       console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date, u.is_unlimited_user,
                             u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb, t.threshold_mb,
                             clock_timestamp()) AS status,
       u.total_quota_purchased_mb AS purchased_mb, u.total_quota_used_mb AS used_mb,
       greatest(0, q.left_mb) AS remaining_mb,
       u.auto_debt_offset_mb AS offset_mb,
       a.auto_debt_mb,
       u.manual_debt_mb, t.threshold_mb,
       to_char(u.quota_expiry_date, 'YYYY-MM-DD HH24:MI') AS expires_at,
       u.is_unlimited_user AS is_unlimited,
       u.mikrotik_profile_name AS profile, u.mikrotik_server_name AS server,
       r.name AS router, coalesce(s.state, 'unknown') AS router_state, s.last_error AS router_error,
       to_char(s.last_ok_at, 'YYYY-MM-DD HH24:MI:SS') AS router_ok_at,
       to_char(u.created_at, 'YYYY-MM-DD') AS created_at,
       to_char(u.last_login_at, 'YYYY-MM-DD HH24:MI') AS last_login_at,
       coalesce(u.telegram_username, u.telegram_chat_id) AS telegram,
       (SELECT coalesce(sum(console.debt_left_mb(d.amount_mb, d.paid_mb, false)), 0)
          FROM public.user_quota_debts d
         WHERE d.user_id = u.id AND NOT d.is_paid) AS open_debt_mb,
       console.reference_price_rp(a.auto_debt_mb) AS auto_debt_rp,
       console.balance_rp(u.id) AS balance_rp, q.used_percent,
       to_char(s.scanned_at, 'YYYY-MM-DD HH24:MI') AS scanned_at
  FROM public.users u
 CROSS JOIN (SELECT console.setting_bigint('QUOTA_FUP_THRESHOLD_MB', 3072) AS threshold_mb) t
 CROSS JOIN LATERAL (
       SELECT console.quota_left_mb(u.total_quota_purchased_mb, u.total_quota_used_mb,
                                    u.auto_debt_offset_mb) AS left_mb,
              console.quota_used_percent(u.total_quota_purchased_mb, u.total_quota_used_mb,
                                         u.auto_debt_offset_mb) AS used_percent) q
 CROSS JOIN LATERAL (
       SELECT console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
                                   u.is_unlimited_user, u.role) AS auto_debt_mb) a
  LEFT JOIN LATERAL (SELECT console.user_router(console.server_of(
           u.mikrotik_server_name, u.role, (SELECT console.default_servers()))) AS name) r ON true
  LEFT JOIN console.router_sync_state s ON s.router = r.name
 WHERE u.id = $1::uuid
