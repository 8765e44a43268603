-- applies: always
-- Rows that a portal made on a router carry no mark of ours. Whose they are is told by what their comments say, by a
-- hotspot user's name, by a device's MAC; which customers' rows we keep in order is noted here.

-- The name of a hotspot user as the portal makes it: digits alone, the country code 62 as 0, the digits of a number
-- from elsewhere as they are. (The portal puts 0 before whatever begins with 8, and so must we.)
CREATE FUNCTION console.account_name(phone text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN d.digits LIKE '62%' THEN '0' || substr(d.digits, 3)
                WHEN d.digits LIKE '8%' THEN '0' || d.digits
                WHEN d.digits = '' THEN phone
                ELSE d.digits END
      FROM (SELECT regexp_replace(phone, '[^0-9]', '', 'g') AS digits) d
$$;

-- A customer whose rows on a router are ours to keep in order, whoever made them.
CREATE TABLE console.router_claim (
    router       text NOT NULL REFERENCES console.router (name) ON DELETE CASCADE,
    user_id      uuid NOT NULL REFERENCES public.users (id) ON DELETE CASCADE,
    id           uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    claimed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    operation_id uuid REFERENCES console.operation (id), -- NULL: a sync that touched the customer
    PRIMARY KEY (router, user_id)
);
CREATE INDEX router_claim_user ON console.router_claim (user_id);

DROP FUNCTION console.desired_state(uuid[]);
DROP FUNCTION console.access_rule();

-- What each access status means on a router, from the open ones to the strict ones. Where no profile is set it is the
-- portal's: that of ACTIVE is the default profile, the others are called like their status, blocked ones are inactive.
CREATE FUNCTION console.access_rule()
RETURNS TABLE (status text, strictness integer, list_name text, profile text, is_profile_set boolean,
               is_bypassed boolean)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT r.status, r.strictness, console.setting('MIKROTIK_ADDRESS_LIST_' || r.list_key, r.list_default),
           coalesce(p.name, r.profile_default, console.setting('MIKROTIK_DEFAULT_PROFILE', 'default')),
           p.name IS NOT NULL,
           CASE WHEN b.states && ARRAY['unlimited', 'active', 'fup', 'habis', 'expired', 'inactive', 'blocked']
                     OR b.is_none THEN r.status = ANY (b.states)
                ELSE r.status IN ('active', 'fup', 'unlimited') END
      FROM (VALUES ('unlimited', 0, 'ACTIVE',   'active',   'UNLIMITED', 'unlimited'),
                   ('active',    1, 'ACTIVE',   'active',   'ACTIVE',    NULL),
                   ('fup',       2, 'FUP',      'fup',      'FUP',       'fup'),
                   ('habis',     3, 'HABIS',    'habis',    'HABIS',     'habis'),
                   ('expired',   4, 'EXPIRED',  'expired',  'EXPIRED',   'expired'),
                   ('inactive',  5, 'INACTIVE', 'inactive', 'INACTIVE',  'inactive'),
                   ('blocked',   6, 'BLOCKED',  'blocked',  'BLOCKED',   'inactive'))
           AS r (status, strictness, list_key, list_default, profile_key, profile_default)
     CROSS JOIN LATERAL (SELECT console.setting('MIKROTIK_' || r.profile_key || '_PROFILE', NULL) AS name) p
     -- [] is none; a text that names no state is as none at all: as the portal reads it
     CROSS JOIN (SELECT regexp_split_to_array(lower(t.text), '[^a-z]+') AS states, t.text = '[]' AS is_none
                   FROM (SELECT console.setting('HOTSPOT_BYPASS_STATUSES', 'active,fup,unlimited') AS text) t) b
$$;

-- Every profile that somebody is put on for what he is, and not for what he bought.
CREATE FUNCTION console.state_profiles() RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT array_agg(lower(r.profile)) || lower(console.setting('MIKROTIK_KOMANDAN_PROFILE', 'komandan'))
      FROM console.access_rule() r
     WHERE r.status <> 'active'
$$;

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
--   limit_bytes     limit-bytes-total, as in 0038: what may be used in all, 0 = none. limit-uptime is always 0: a router adds up the time of all sessions
--                   of a user, so that no value of it means an expiry date.
--   is_current      the device counts for this user: authorised, and where two users have its MAC, the one of them
--                   seen last
--   takes_baseline  a reset asked that the router's counters be taken as they are
--   is_claimed      all that is his on the router is ours to change
--   has_account     the hotspot user of his name is said to be his
CREATE FUNCTION console.desired_state(ids uuid[])
RETURNS TABLE (user_id uuid, router text, status text, strictness integer, list_name text, mark text,
               account text, password text, server text, profile text, is_profile_set boolean, base_profile text,
               limit_bytes bigint, is_disabled boolean, wants_account boolean, binding_type text,
               device_id uuid, mac text, ip text, is_current boolean, takes_baseline boolean, is_claimed boolean,
               has_account boolean)
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
               coalesce(u.mikrotik_server_name, '') AS served_by,
               console.account_name(u.phone_number) AS account,
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
           format('status=%s|user=%s|uid=%s|role=%s', p.access, p.account, p.id, p.role),
           p.account, nullif(p.mikrotik_password, ''), nullif(p.served_by, ''),
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
           c.user_id IS NOT NULL, p.mikrotik_user_exists
      FROM person p
     CROSS JOIN given g
      JOIN rule r ON r.status = p.access
      JOIN served s ON s.served_by = p.served_by
     CROSS JOIN LATERAL (SELECT p.access = 'active' AND NOT r.is_profile_set AND p.own_profile IS NOT NULL
                                AND lower(p.own_profile) <> ALL (g.of_states) AS counts) own
      LEFT JOIN console.router_claim c ON c.router = s.router AND c.user_id = p.id
      LEFT JOIN public.user_devices d ON d.user_id = p.id
$$;

-- Claims what the last look found to be claimable, of these users, of those routers (NULL: any), and asks that they be
-- brought there and the routers be looked at again. Gives the new claims.
CREATE FUNCTION console.claim(operation uuid, users uuid[], routers text[]) RETURNS SETOF uuid
LANGUAGE sql AS $$
    WITH claimed AS (
        INSERT INTO console.router_claim (router, user_id, operation_id)
        SELECT DISTINCT d.router, d.user_id, operation
          FROM console.drift d
          JOIN console.router r ON r.name = d.router AND r.is_enabled
          JOIN public.users u ON u.id = d.user_id
         WHERE d.kind IN ('claim_entry', 'claim_binding', 'claim_account')
           AND (users IS NULL OR d.user_id = ANY (users)) AND (routers IS NULL OR d.router = ANY (routers))
         ORDER BY d.router, d.user_id
        ON CONFLICT DO NOTHING
        RETURNING id, router, user_id
    ), wished AS (
        INSERT INTO console.outbox AS x (operation_id, target, effect, entity_type, entity_id, payload)
        SELECT operation, w.target, w.effect, w.entity_type, w.entity_id, w.payload
          FROM (SELECT 'router:' || c.router AS target, 'sync_user' AS effect, 'user' AS entity_type,
                       c.user_id AS entity_id, '{}'::jsonb AS payload, 1 AS place
                  FROM claimed c
                UNION ALL
                SELECT DISTINCT 'router:' || c.router, 'reconcile', 'router', md5('router:' || c.router)::uuid,
                       '{"mend": "no"}'::jsonb, 2
                  FROM claimed c) w
         ORDER BY w.target, w.place, w.entity_id
        ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
        DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at,
                      payload = CASE WHEN x.payload ->> 'mend' = 'safe' THEN x.payload ELSE excluded.payload END
    ), told AS (
        INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
        SELECT o.id, o.actor, o.action, 'router_claim', c.id::text,
               jsonb_build_object('router', c.router, 'user_id', c.user_id),
               jsonb_build_object('router', c.router, 'user_id', c.user_id)
          FROM console.operation o
         CROSS JOIN claimed c
         WHERE o.id = operation
         ORDER BY c.router, c.user_id
    )
    SELECT c.id FROM claimed c
$$;

-- "2 hotspot users, 3 ip-bindings, 1 list entry"; NULL: nothing.
CREATE FUNCTION console.claim_text(accounts bigint, bindings bigint, entries bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(concat_ws(', ',
               CASE WHEN accounts > 0 THEN accounts || CASE accounts WHEN 1 THEN ' hotspot user' ELSE ' hotspot users' END END,
               CASE WHEN bindings > 0 THEN bindings || CASE bindings WHEN 1 THEN ' ip-binding' ELSE ' ip-bindings' END END,
               CASE WHEN entries > 0 THEN entries || CASE entries WHEN 1 THEN ' list entry' ELSE ' list entries' END END), '')
$$;
