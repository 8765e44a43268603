-- What a router should hold of all its users: as sync_desired.sql, which is planned for few of them.
-- $1 router
-- Columns: user_id, strictness, list_name, mark, account, password, server, profile, is_profile_set,
--          base_profile, limit_bytes, is_disabled, wants_account, binding_type, device_id, mac, ip, is_current,
--          takes_baseline, status, is_claimed, has_account, account_holder, new_server.
WITH desired AS MATERIALIZED (
    SELECT s.* FROM console.desired_state(NULL) s WHERE s.router = $1
), twin AS MATERIALIZED (
    SELECT p.account
      FROM (SELECT DISTINCT d.user_id, d.account FROM desired d) p
     GROUP BY p.account
    HAVING count(*) > 1
), holder AS MATERIALIZED (
    SELECT DISTINCT ON (t.account) t.account, u.id, u.phone_number
      FROM twin t
      JOIN desired d ON d.account = t.account
      JOIN public.users u ON u.id = d.user_id
     ORDER BY t.account, u.approval_status <> 'APPROVED', u.created_at, u.id
)
SELECT s.user_id, s.strictness, s.list_name, s.mark, s.account, s.password, s.server, s.profile, s.is_profile_set,
       s.base_profile, s.limit_bytes, s.is_disabled, s.wants_account, s.binding_type, s.device_id, s.mac, s.ip,
       s.is_current, EXISTS (SELECT FROM console.counter_reset r WHERE r.device_id = s.device_id) AS takes_baseline,
       s.status, s.is_claimed, s.has_account, h.phone_number AS account_holder,
       s.new_server
  FROM desired s
  LEFT JOIN holder h ON h.account = s.account AND h.id <> s.user_id
 ORDER BY s.user_id, s.mac, s.device_id
