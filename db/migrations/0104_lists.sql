-- applies: always
-- transaction: no
-- Orders of lists that nothing gave: of contents, deposits, receipts, vouchers and sales of Mikhmon, findings, invoices
-- and charges. Nothing of these is written by usage sync.

CREATE INDEX CONCURRENTLY IF NOT EXISTS product_content_created ON console.product_content (created_at, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS product_content_used ON console.product_content (coalesce(used_at, '-infinity'), id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS product_content_state ON console.product_content
    ((CASE WHEN is_used THEN 'handed_out' WHEN reserved_by IS NOT NULL THEN 'reserved' ELSE 'free' END), id);

CREATE INDEX CONCURRENTLY IF NOT EXISTS deposit_status ON console.deposit (status, gateway_order_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS deposit_payable ON console.deposit (payable_rp, gateway_order_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS deposit_fee ON console.deposit (fee_rp, gateway_order_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS deposit_method ON console.deposit (coalesce(method, ''), gateway_order_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS deposit_completed ON console.deposit (coalesce(completed_at, '-infinity'), gateway_order_id);

CREATE INDEX CONCURRENTLY IF NOT EXISTS receipt_amount ON console.receipt (amount_rp, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS receipt_method ON console.receipt (coalesce(method, ''), id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS receipt_subject ON console.receipt (lower(subject), id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS receipt_operator ON console.receipt (operator, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS receipt_kind ON console.receipt (kind, id);

CREATE INDEX CONCURRENTLY IF NOT EXISTS mikhmon_voucher_state ON console.mikhmon_voucher (state, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS mikhmon_voucher_ends ON console.mikhmon_voucher (coalesce(ends_at, 'infinity'), id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS mikhmon_voucher_place ON console.mikhmon_voucher (router, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS mikhmon_sale_name ON console.mikhmon_sale (lower(name), id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS mikhmon_sale_profile ON console.mikhmon_sale (profile, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS mikhmon_sale_price ON console.mikhmon_sale (coalesce(price_rp, 0), id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS mikhmon_sale_selling ON console.mikhmon_sale (coalesce(selling_rp, 0), id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS mikhmon_sale_batch ON console.mikhmon_sale (batch, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS mikhmon_sale_router ON console.mikhmon_sale (router, id);

CREATE INDEX CONCURRENTLY IF NOT EXISTS finding_kind ON console.finding (kind, id) WHERE closed_at IS NULL;

CREATE INDEX CONCURRENTLY IF NOT EXISTS invoice_number_place ON console.invoice (invoice_number, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS invoice_brand ON console.invoice (brand, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS invoice_paid ON console.invoice (coalesce(paid_at, '-infinity'), id);

CREATE INDEX CONCURRENTLY IF NOT EXISTS charge_kind ON console.charge (kind, order_id);

-- On the portal's table; a login writes it, usage sync does not.
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_users_login ON public.users (coalesce(last_login_at, '-infinity'), id);

-- As in 0066; which router serves whom is worked out once for each server's name, not for each device.
CREATE OR REPLACE FUNCTION console.devices_not_seen()
RETURNS TABLE (id uuid, router text, mac text, address text, host_name text, comment text, account text,
               host_id text, bytes bigint, uptime_s integer, is_here boolean, is_listed boolean,
               first_seen_at timestamptz, last_seen_at timestamptz, device_id uuid, is_authorized boolean,
               user_id uuid, told text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT d.id, (SELECT coalesce((SELECT console.server_routers())
                                      ->> console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers())),
                                  (SELECT console.user_router(NULL)))
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
