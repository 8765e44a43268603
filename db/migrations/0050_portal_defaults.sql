-- applies: always
-- Two settings of a portal: the hotspot server of those who have none of their own, and a word to those whose
-- automatic debt comes near its limit.

-- The default hotspot servers: that of a KOMANDAN, and everybody else's. NULL: none.
CREATE FUNCTION console.default_servers() RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT ARRAY[nullif(console.setting('MIKROTIK_DEFAULT_SERVER_KOMANDAN', ''), ''),
                 coalesce(nullif(console.setting('MIKROTIK_DEFAULT_SERVER', ''), ''),
                          nullif(console.setting('MIKROTIK_DEFAULT_SERVER_USER', ''), ''))]
$$;

-- A customer's hotspot server: his own, else the default; '': none. The defaults are given, so that a statement about
-- many reads the settings once: (SELECT console.default_servers()).
CREATE FUNCTION console.server_of(own text, role text, defaults text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(nullif(own, ''), defaults[CASE WHEN role = 'KOMANDAN' THEN 1 ELSE 2 END], '')
$$;

DROP FUNCTION console.desired_state(uuid[]);

-- As in 0040; who has no hotspot server of his own has the default.
-- The desired state of the given users, of all with NULL: a row for each device, one with device columns NULL for a
-- user without any.
--   mark            what our comments say between the prefix and the date
--   profile         An active customer has the profile that his package brought with it (the portal and the console
--                   both note it in users.mikrotik_profile_name), unless MIKROTIK_ACTIVE_PROFILE is set: then all
--                   active customers have that one, as the portal brings it about within minutes of a sale. The
--                   portal notes the profiles of states there too; those are no package's, so that who pays gets off
--                   the slow one.
--   is_profile_set  a setting or a package names it; else the portal's fallback does, and a router may do without it
--   base_profile    who is on a state's profile that is no longer his, and whose own the router has not
--   limit_bytes     limit-bytes-total, as in 0038: what may be used in all, 0 = none. limit-uptime is always
--                   0: a router adds up the time of all sessions of a user, so that no value of it means an expiry date.
--   is_current      the device counts for this user: authorised, and where two users have its MAC, the one of them
--                   seen last
--   takes_baseline  a reset asked that the router's counters be taken as they are
--   is_claimed      all that is his on the router is ours to change
--   has_account     the hotspot user of his name is said to be his
--   server          his own, as it stands in the database; only that is asked of a hotspot user who is there
--   new_server      that of a hotspot user who is made: his own, else the default
CREATE FUNCTION console.desired_state(ids uuid[])
RETURNS TABLE (user_id uuid, router text, status text, strictness integer, list_name text, mark text,
               account text, password text, server text, profile text, is_profile_set boolean, base_profile text,
               limit_bytes bigint, is_disabled boolean, wants_account boolean, binding_type text,
               device_id uuid, mac text, ip text, is_current boolean, takes_baseline boolean, is_claimed boolean,
               has_account boolean, new_server text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH rule AS MATERIALIZED (
        SELECT * FROM console.access_rule()
    ), threshold AS MATERIALIZED (
        SELECT console.setting_bigint('QUOTA_FUP_THRESHOLD_MB', 3072) AS mb
    ), given AS MATERIALIZED (
        SELECT console.state_profiles() AS of_states, console.setting('MIKROTIK_KOMANDAN_PROFILE', NULL) AS komandan,
               (SELECT r.profile FROM rule r WHERE r.status = 'active') AS base
    ), person AS MATERIALIZED (
        SELECT u.id, u.role, u.approval_status, u.is_unlimited_user, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
               u.mikrotik_password, u.mikrotik_user_exists, nullif(u.mikrotik_profile_name, '') AS own_profile,
               nullif(u.mikrotik_server_name, '') AS own_server,
               console.server_of(u.mikrotik_server_name, u.role, f.servers) AS served_by,
               console.account_name(u.phone_number) AS account,
               u.is_blocked AND NOT console.is_soft_block(u.blocked_reason) AS is_hard_block,
               console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date,
                                     u.is_unlimited_user, u.total_quota_purchased_mb, u.total_quota_used_mb,
                                     u.auto_debt_offset_mb, t.mb, statement_timestamp()) AS access
          FROM public.users u
         CROSS JOIN threshold t
         CROSS JOIN (SELECT console.default_servers() AS servers OFFSET 0) f
         WHERE ids IS NULL OR u.id = ANY (ids)
    ), served AS MATERIALIZED (
        SELECT s.served_by, console.user_router(s.served_by) AS router
          FROM (SELECT DISTINCT p.served_by FROM person p) s
    )
    SELECT p.id, s.router, p.access, r.strictness, r.list_name,
           format('status=%s|user=%s|uid=%s|role=%s', p.access, p.account, p.id, p.role),
           p.account, nullif(p.mikrotik_password, ''), p.own_server,
           CASE WHEN p.access = 'active' AND p.role = 'KOMANDAN' THEN coalesce(g.komandan, 'komandan')
                WHEN own.counts THEN p.own_profile
                ELSE r.profile END,
           CASE WHEN p.access = 'active' AND p.role = 'KOMANDAN' THEN g.komandan IS NOT NULL
                ELSE own.counts OR r.is_profile_set END,
           g.base,
           CASE WHEN p.is_unlimited_user THEN 0
                ELSE least(greatest(p.total_quota_purchased_mb, 0) + greatest(p.auto_debt_offset_mb, 0),
                           8000000000000) * 1048576 END,
           p.is_hard_block OR p.access = 'inactive',
           p.approval_status = 'APPROVED' AND coalesce(p.mikrotik_password, '') <> '',
           CASE WHEN p.is_hard_block THEN 'blocked' WHEN r.is_bypassed THEN 'bypassed' ELSE 'regular' END,
           d.id, upper(replace(d.mac_address, '-', ':')), nullif(d.ip_address, ''),
           d.is_authorized AND NOT EXISTS (
               SELECT
                 FROM public.user_devices o
                WHERE o.mac_address IN (d.mac_address, upper(d.mac_address), lower(d.mac_address))
                  AND o.user_id <> d.user_id AND o.is_authorized
                  AND (o.last_seen_at, o.id) > (d.last_seen_at, d.id)),
           d.last_bytes_total IS NOT NULL AND d.last_hotspot_host_id IS NULL,
           c.user_id IS NOT NULL, p.mikrotik_user_exists, nullif(p.served_by, '')
      FROM person p
     CROSS JOIN given g
      JOIN rule r ON r.status = p.access
      JOIN served s ON s.served_by = p.served_by
     CROSS JOIN LATERAL (SELECT p.access = 'active' AND NOT r.is_profile_set AND p.own_profile IS NOT NULL
                                AND lower(p.own_profile) <> ALL (g.of_states) AS counts) own
      LEFT JOIN console.router_claim c ON c.router = s.router AND c.user_id = p.id
      LEFT JOIN public.user_devices d ON d.user_id = p.id
$$;

-- As in 0045; who has no hotspot server of his own has the default.
CREATE OR REPLACE FUNCTION console.devices()
RETURNS TABLE (id uuid, router text, mac text, address text, host_name text, comment text, account text,
               host_id text, bytes bigint, uptime_s integer, is_here boolean, is_listed boolean,
               first_seen_at timestamptz, last_seen_at timestamptz, device_id uuid, is_authorized boolean,
               user_id uuid, told text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH seen AS MATERIALIZED (
        SELECT h.*, d.id AS device_id, d.user_id AS owner_id, d.is_authorized, l.id AS login_id, c.id AS named_id
          FROM console.router_host_seen h
          LEFT JOIN LATERAL (
               SELECT o.id, o.user_id, o.is_authorized
                 FROM public.user_devices o
                WHERE o.mac_address IN (h.mac, lower(h.mac), replace(h.mac, ':', '-'), lower(replace(h.mac, ':', '-')))
                ORDER BY o.is_authorized DESC, o.last_seen_at DESC, o.id DESC
                LIMIT 1) d ON true
          LEFT JOIN public.users l ON l.id = h.login_user_id
          LEFT JOIN public.users c ON c.id = h.comment_user_id
    ), server AS MATERIALIZED (
        SELECT n.name, console.user_router(n.name) AS router
          FROM (SELECT DISTINCT console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers())) AS name
                  FROM public.users u) n
    )
    SELECT s.id, s.router, s.mac, s.address, s.host_name, s.comment, s.account, s.host_id, s.bytes, s.uptime_s,
           s.is_here, s.is_listed, s.first_seen_at, s.last_seen_at, s.device_id, coalesce(s.is_authorized, false),
           coalesce(s.owner_id, s.login_id, s.named_id),
           CASE WHEN s.owner_id IS NOT NULL THEN 'mac' WHEN s.login_id IS NOT NULL THEN 'login'
                WHEN s.named_id IS NOT NULL THEN 'comment' END
      FROM seen s
    UNION ALL
    SELECT d.id, v.router, upper(replace(d.mac_address, '-', ':')), nullif(d.ip_address, ''), d.label, NULL, NULL,
           NULL, d.last_bytes_total, NULL, NULL, false, d.first_seen_at, d.last_seen_at, d.id, d.is_authorized,
           d.user_id, 'mac'
      FROM public.user_devices d
      JOIN public.users u ON u.id = d.user_id
      JOIN server v ON v.name = console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers()))
     -- Not as a join: where it takes the devices for few, the planner would walk through all hosts for each.
     WHERE d.id NOT IN (SELECT s.device_id FROM seen s WHERE s.device_id IS NOT NULL)
$$;

-- One who was warned of the limit is not warned again before his debt has fallen below the warning: his notice goes then.
ALTER TABLE console.debt_notice DROP CONSTRAINT debt_notice_policy_check;
ALTER TABLE console.debt_notice ADD CONSTRAINT debt_notice_policy_check
    CHECK (policy IN ('debt_overdue', 'debt_month_end', 'debt_limit'));

-- Who has come to the warning and not to the limit, where the limit blocks. is_told: was told of this rise already.
-- ids NULL: everybody.
CREATE FUNCTION console.debt_limit_warnings(ids uuid[])
RETURNS TABLE (user_id uuid, debt_mb numeric, limit_mb bigint, is_told boolean)
LANGUAGE sql STABLE AS $$
    SELECT u.id, a.mb, l.limit_mb, n.user_id IS NOT NULL
      FROM (SELECT console.setting_bigint('debt_limit_mb') AS limit_mb, console.setting_bigint('debt_warning_mb') AS warning_mb
             WHERE console.setting('debt_limit_policy') = 'on' OFFSET 0) l
     CROSS JOIN public.users u
     CROSS JOIN LATERAL (
           SELECT console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
                                       u.is_unlimited_user, u.role) AS mb) a
      LEFT JOIN console.debt_notice n ON n.user_id = u.id AND n.policy = 'debt_limit' AND n.occasion = 'warning'
     WHERE l.warning_mb > 0 AND (ids IS NULL OR u.id = ANY (ids))
       AND a.mb >= l.warning_mb AND a.mb < l.limit_mb AND console.policy_refusal(u) IS NULL
$$;

-- As in 0010, and the warning of the limit, which has no day (block_on NULL).
-- Who is to be told that a policy which is on will block him within the days of warning, occasion by occasion.
-- is_told: was already. ids NULL: everybody.
CREATE OR REPLACE FUNCTION console.debt_reminder_cases(ids uuid[])
RETURNS TABLE (user_id uuid, policy text, occasion text, block_on date, is_told boolean)
LANGUAGE sql STABLE AS $$
    SELECT c.user_id, 'debt_overdue', c.oldest_due::text, c.block_on, n.user_id IS NOT NULL
      FROM (SELECT console.setting_bigint('debt_warning_days')::integer AS days
             WHERE console.setting('debt_overdue_policy') = 'on') w
     CROSS JOIN console.debt_overdue_cases(ids) c
      JOIN public.users u ON u.id = c.user_id
      LEFT JOIN console.debt_notice n
             ON n.user_id = c.user_id AND n.policy = 'debt_overdue' AND n.occasion = c.oldest_due::text
     WHERE c.block_on > console.today() AND c.block_on - w.days <= console.today()
       AND console.policy_refusal(u) IS NULL
    UNION ALL
    SELECT c.user_id, 'debt_month_end', c.month,
           greatest(c.ends_on, console.today() + 1), c.is_reminded
      FROM console.debt_month_end() h
     CROSS JOIN LATERAL console.debt_month_end_cases(ids) c
      JOIN public.users u ON u.id = c.user_id
     WHERE h.wants_reminder AND NOT h.is_over AND h.ends_on - h.warning_days <= console.today()
       AND c.month = h.month AND u.manual_debt_mb > 0 AND console.policy_refusal(u) IS NULL
    UNION ALL
    SELECT w.user_id, 'debt_limit', 'warning', NULL, w.is_told FROM console.debt_limit_warnings(ids) w
$$;
