-- What a router should hold of these users, a row for each device (NULLs for a user without any); nothing
-- of users whom another router serves.
-- $1 uuid[] users, $2 router
-- Columns: user_id, strictness, list_name, mark, account, password, server, profile, is_profile_set,
--          base_profile, limit_bytes, is_disabled, wants_account, binding_type, device_id, mac, ip, is_current,
--          takes_baseline, status, is_claimed, has_account.
SELECT s.user_id, s.strictness, s.list_name, s.mark, s.account, s.password, s.server, s.profile, s.is_profile_set,
       s.base_profile, s.limit_bytes, s.is_disabled, s.wants_account, s.binding_type, s.device_id, s.mac, s.ip,
       s.is_current, EXISTS (SELECT FROM console.counter_reset r WHERE r.device_id = s.device_id) AS takes_baseline,
       s.status, s.is_claimed, s.has_account
  FROM console.desired_state($1::uuid[]) s
 WHERE s.router = $2
 ORDER BY s.user_id, s.mac, s.device_id
