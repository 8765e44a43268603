-- applies: always
-- What the routers should hold: one set-based answer for one user and for all, read by sync and by
-- whoever compares a whole router with the database.

-- What each access status means on a router, from the open ones to the strict ones. profile NULL:
-- the profile is left as it is.
CREATE FUNCTION console.access_rule()
RETURNS TABLE (status text, strictness integer, list_name text, profile text, is_bypassed boolean)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT r.status, r.strictness, console.setting('MIKROTIK_ADDRESS_LIST_' || r.list_key, r.list_default),
           console.setting('MIKROTIK_' || r.profile_key || '_PROFILE', NULL),
           r.status = ANY (regexp_split_to_array(
               lower(console.setting('HOTSPOT_BYPASS_STATUSES', 'active,fup,unlimited')), '[^a-z]+'))
      FROM (VALUES ('unlimited', 0, 'ACTIVE',   'active',   'UNLIMITED'),
                   ('active',    1, 'ACTIVE',   'active',   'ACTIVE'),
                   ('fup',       2, 'FUP',      'fup',      'FUP'),
                   ('habis',     3, 'HABIS',    'habis',    'HABIS'),
                   ('expired',   4, 'EXPIRED',  'expired',  'EXPIRED'),
                   ('inactive',  5, 'INACTIVE', 'inactive', 'INACTIVE'),
                   ('blocked',   6, 'BLOCKED',  'blocked',  'BLOCKED'))
           AS r (status, strictness, list_key, list_default, profile_key)
$$;

-- The desired state of the given users, of all with NULL: a row for each device, one with device
-- columns NULL for a user without any.
--   mark         what our comments say between the prefix and the date
--   limit_bytes  limit-bytes-total, 0 = none. limit-uptime is left alone: a router adds up the time
--                of all sessions of a user, so that no value of it means an expiry date.
--   is_current   the device counts for this user: authorised, and where two users have its MAC,
--                the one of them seen last
--   takes_baseline  a reset asked that the router's counters be taken as they are
CREATE FUNCTION console.desired_state(ids uuid[])
RETURNS TABLE (user_id uuid, router text, status text, strictness integer, list_name text, mark text,
               account text, password text, server text, profile text, first_profile text, limit_bytes bigint,
               is_disabled boolean, wants_account boolean, binding_type text,
               device_id uuid, mac text, ip text, is_current boolean, takes_baseline boolean)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH rule AS MATERIALIZED (
        SELECT * FROM console.access_rule()
    ), threshold AS MATERIALIZED (
        SELECT console.setting_bigint('QUOTA_FUP_THRESHOLD_MB', 3072) AS mb
    ), person AS MATERIALIZED (
        SELECT u.*, coalesce(u.mikrotik_server_name, '') AS served_by,
               CASE WHEN u.phone_number LIKE '+62%' THEN '0' || substr(u.phone_number, 4)
                    ELSE u.phone_number END AS local_phone,
               u.is_blocked AND coalesce(u.blocked_reason, '') NOT LIKE 'quota\_debt\_limit|%' AS is_hard_block,
               console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date,
                                     u.is_unlimited_user, u.total_quota_purchased_mb, u.total_quota_used_mb,
                                     t.mb, statement_timestamp()) AS access
          FROM public.users u
         CROSS JOIN threshold t
         WHERE ids IS NULL OR u.id = ANY (ids)
    ), served AS MATERIALIZED (
        SELECT s.served_by, console.user_router(s.served_by) AS router
          FROM (SELECT DISTINCT p.served_by FROM person p) s
    )
    SELECT p.id, s.router, p.access, r.strictness, r.list_name,
           format('status=%s|user=%s|uid=%s|role=%s', p.access, p.local_phone, p.id, p.role),
           p.local_phone, nullif(p.mikrotik_password, ''), nullif(p.served_by, ''), r.profile,
           coalesce(r.profile, nullif(p.mikrotik_profile_name, '')),
           CASE WHEN p.is_unlimited_user THEN 0
                ELSE least(greatest(p.total_quota_purchased_mb, 0), 8000000000000) * 1048576 END,
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
           d.last_bytes_total IS NOT NULL AND d.last_hotspot_host_id IS NULL
      FROM person p
      JOIN rule r ON r.status = p.access
      JOIN served s ON s.served_by = p.served_by
      LEFT JOIN public.user_devices d ON d.user_id = p.id
$$;
