-- applies: always
-- What a running portal's own rows and settings mean, read as the portal reads them.

-- Why somebody is blocked, where a program wrote the reason: the word before its first bar. The one list of such
-- words; the portal writes more than one for some.
--   is_soft     he keeps his account, and no binding shuts him out: the list alone leads him to where he pays
--   lifted_by   what lets him in again by itself: the last item of debt, that and his automatic debt, or his invoice
CREATE FUNCTION console.block_rule() RETURNS TABLE (word text, cause text, is_soft boolean, lifted_by text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 6 AS $$
    VALUES ('quota_debt_limit', 'debt_limit', true, 'all_debt'),
           ('quota_auto_debt_limit', 'debt_limit', true, 'all_debt'),
           ('quota_manual_debt_end_of_month', 'month_end', false, 'items'),
           ('quota_debt_end_of_month', 'month_end', false, 'items'),
           ('tunggakan_overdue', 'overdue', false, 'items'),
           ('isolir_tagihan', 'isolir', true, 'invoice')
$$;

-- The word that a reason begins with, as the portal compares it: without regard to case and to blanks around it.
CREATE FUNCTION console.block_word(reason text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT substring(lower(ltrim(reason, E' \t\n\v\f\r') COLLATE "C") FROM '^([^|]*)\|')
$$;

-- NULL: no program's word, so somebody blocked him by hand.
CREATE FUNCTION console.block_cause(reason text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT r.cause FROM console.block_rule() r WHERE r.word = console.block_word(reason)
$$;

CREATE FUNCTION console.is_soft_block(reason text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce((SELECT r.is_soft FROM console.block_rule() r WHERE r.word = console.block_word(reason)), false)
$$;

CREATE OR REPLACE FUNCTION console.is_debt_limit_block(reason text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(console.block_cause(reason) = 'debt_limit', false)
$$;

CREATE OR REPLACE FUNCTION console.is_isolir_block(reason text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(console.block_cause(reason) = 'isolir', false)
$$;

CREATE OR REPLACE FUNCTION console.is_lifted_without_debt(reason text, auto_debt_mb numeric) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce((SELECT r.lifted_by = 'items' OR (r.lifted_by = 'all_debt' AND auto_debt_mb = 0)
                       FROM console.block_rule() r
                      WHERE r.word = console.block_word(reason)), false)
$$;

DROP FUNCTION console.is_debt_block(text);
DROP FUNCTION console.is_manual_debt_block(text);

-- As in 0038, but that the list of reasons says which blocks are soft.
CREATE OR REPLACE FUNCTION console.desired_state(ids uuid[])
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
        SELECT u.id, u.phone_number, u.role, u.approval_status, u.is_unlimited_user, u.total_quota_purchased_mb,
               u.auto_debt_offset_mb, u.mikrotik_password, u.mikrotik_profile_name,
               coalesce(u.mikrotik_server_name, '') AS served_by,
               CASE WHEN u.phone_number LIKE '+62%' THEN '0' || substr(u.phone_number, 4)
                    ELSE u.phone_number END AS local_phone,
               u.is_blocked AND NOT console.is_soft_block(u.blocked_reason) AS is_hard_block,
               console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date,
                                     u.is_unlimited_user, u.total_quota_purchased_mb, u.total_quota_used_mb,
                                     u.auto_debt_offset_mb, t.mb, statement_timestamp()) AS access
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
           d.last_bytes_total IS NOT NULL AND d.last_hotspot_host_id IS NULL
      FROM person p
      JOIN rule r ON r.status = p.access
      JOIN served s ON s.served_by = p.served_by
      LEFT JOIN public.user_devices d ON d.user_id = p.id
$$;
