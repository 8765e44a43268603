-- applies: always
-- transaction: no
-- What the lists look for in texts, each found by an index of its own table. On the portal's table, as in 0025, they are
-- built beside a running portal, and of built-in functions alone.

CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_transactions_order_search ON public.transactions
    USING gin (lower(midtrans_order_id::text) gin_trgm_ops);
CREATE INDEX CONCURRENTLY IF NOT EXISTS charge_order_search ON console.charge USING gin (lower(order_id) gin_trgm_ops);
CREATE INDEX CONCURRENTLY IF NOT EXISTS invoice_queue_error_search ON console.invoice_queue
    USING gin (lower(last_error) gin_trgm_ops) WHERE last_error IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS subscription_package_search ON console.subscription
    USING gin (lower(package) gin_trgm_ops);

-- What routers see, and devices of customers that no router sees, apart: a page of the list is taken of each along its own
-- indexes. As console.devices() had them; what is asked of a customer's device is asked of that one alone.
CREATE OR REPLACE FUNCTION console.devices_seen()
RETURNS TABLE (id uuid, router text, mac text, address text, host_name text, comment text, account text,
               host_id text, bytes bigint, uptime_s integer, is_here boolean, is_listed boolean,
               first_seen_at timestamptz, last_seen_at timestamptz, device_id uuid, is_authorized boolean,
               user_id uuid, told text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT h.id, h.router, h.mac, h.address, h.host_name, h.comment, h.account, h.host_id, h.bytes, h.uptime_s, h.is_here, h.is_listed,
           h.first_seen_at, h.last_seen_at, d.id AS device_id, coalesce(d.is_authorized, false) AS is_authorized,
           coalesce(d.user_id, l.id, c.id) AS user_id,
           CASE WHEN d.user_id IS NOT NULL THEN 'mac' WHEN l.id IS NOT NULL THEN 'login' WHEN c.id IS NOT NULL THEN 'comment' END AS told
      FROM console.router_host_seen h
      LEFT JOIN LATERAL (
           SELECT o.id, o.user_id, o.is_authorized
             FROM public.user_devices o
            WHERE o.mac_address IN (h.mac, lower(h.mac), replace(h.mac, ':', '-'), lower(replace(h.mac, ':', '-')))
            ORDER BY o.is_authorized DESC, o.last_seen_at DESC, o.id DESC
            LIMIT 1) d ON true
      LEFT JOIN public.users l ON l.id = h.login_user_id
      LEFT JOIN public.users c ON c.id = h.comment_user_id
$$;

CREATE OR REPLACE FUNCTION console.devices_not_seen()
RETURNS TABLE (id uuid, router text, mac text, address text, host_name text, comment text, account text,
               host_id text, bytes bigint, uptime_s integer, is_here boolean, is_listed boolean,
               first_seen_at timestamptz, last_seen_at timestamptz, device_id uuid, is_authorized boolean,
               user_id uuid, told text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT d.id, (SELECT console.user_router(console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers())))
                    FROM public.users u WHERE u.id = d.user_id),
           upper(replace(d.mac_address, '-', ':')), nullif(d.ip_address, '')::text, d.label::text, NULL::text, NULL::text,
           NULL::text, d.last_bytes_total, NULL::integer, false, false, d.first_seen_at, d.last_seen_at, d.id, d.is_authorized,
           d.user_id, 'mac'::text
      FROM public.user_devices d
     -- Not as a join: where it takes the devices for few, the planner would walk through all hosts for each. And without a
     -- sort, for a walk in the order of the list is planned without.
     WHERE NOT coalesce((SELECT true
                           FROM console.router_host_seen h
                          WHERE h.mac = upper(replace(d.mac_address, '-', ':'))
                            AND d.mac_address IN (h.mac, lower(h.mac), replace(h.mac, ':', '-'), lower(replace(h.mac, ':', '-')))
                            AND NOT EXISTS (SELECT
                                              FROM public.user_devices o
                                             WHERE o.mac_address IN (h.mac, lower(h.mac), replace(h.mac, ':', '-'),
                                                                     lower(replace(h.mac, ':', '-')))
                                               AND (o.is_authorized, o.last_seen_at, o.id) > (d.is_authorized, d.last_seen_at, d.id))
                          LIMIT 1), false)
$$;

CREATE OR REPLACE FUNCTION console.devices()
RETURNS TABLE (id uuid, router text, mac text, address text, host_name text, comment text, account text,
               host_id text, bytes bigint, uptime_s integer, is_here boolean, is_listed boolean,
               first_seen_at timestamptz, last_seen_at timestamptz, device_id uuid, is_authorized boolean,
               user_id uuid, told text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT * FROM console.devices_seen() UNION ALL SELECT * FROM console.devices_not_seen()
$$;

-- Their orders and texts, of columns that usage sync does not change, so that its updates stay heap-only.
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_user_devices_mac ON public.user_devices
    (upper(replace(mac_address::text, '-', ':')), id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_user_devices_address ON public.user_devices
    (coalesce(nullif(ip_address::text, ''), ''), id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_user_devices_label ON public.user_devices (lower(coalesce(label::text, '')), id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_user_devices_first_seen ON public.user_devices (first_seen_at, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_user_devices_refused ON public.user_devices (user_id) WHERE NOT is_authorized;
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_user_devices_search ON public.user_devices
    USING gin (lower(upper(replace(mac_address::text, '-', ':'))) gin_trgm_ops, lower(nullif(ip_address::text, '')) gin_trgm_ops,
               lower(label::text) gin_trgm_ops, lower(mac_address::text) gin_trgm_ops);

-- Customers in the orders of what describes them, and the texts of it. None of these columns is changed by usage sync.
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_users_blok ON public.users (lower(coalesce(blok, '')), id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_users_kamar ON public.users (lower(coalesce(kamar, '')), id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_users_profile ON public.users (lower(coalesce(mikrotik_profile_name, '')), id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_users_role ON public.users (role, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_users_approval ON public.users (approval_status, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_users_expiry ON public.users (coalesce(quota_expiry_date, 'infinity'), id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_users_texts ON public.users
    USING gin (lower(blok::text) gin_trgm_ops, lower(kamar::text) gin_trgm_ops, lower(mikrotik_profile_name::text) gin_trgm_ops,
               lower(mikrotik_server_name::text) gin_trgm_ops);
