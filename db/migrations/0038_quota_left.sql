-- applies: always
-- What is left of a customer's quota, one rule for status, panes, limits and previews; and automatic debt that is
-- paid or forgiven, which becomes quota.

-- Exact to 0.01; below zero where more was used, so who shows it says 0. What was used and paid for through the
-- offset is taken off what was used.
CREATE FUNCTION console.quota_left_mb(purchased_mb bigint, used_mb numeric, auto_debt_offset_mb bigint) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT round(purchased_mb - greatest(0, used_mb - auto_debt_offset_mb), 2)
$$;

-- How much of what was bought is used, whole and cut: 100 only where nothing is left.
CREATE FUNCTION console.quota_used_percent(purchased_mb bigint, used_mb numeric, auto_debt_offset_mb bigint)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN purchased_mb > 0 THEN div(greatest(0, used_mb - auto_debt_offset_mb) * 100, purchased_mb)::bigint
                WHEN used_mb > 0 THEN 100 ELSE 0 END
$$;

-- Access status: the first rule that fits. The one place where it is decided.
CREATE FUNCTION console.access_status(is_blocked boolean, is_active boolean, approval_status text,
                                      quota_expiry_date timestamptz, is_unlimited_user boolean,
                                      purchased_mb bigint, used_mb numeric, auto_debt_offset_mb bigint,
                                      fup_threshold_mb bigint, at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN is_blocked THEN 'blocked'
        WHEN NOT is_active OR approval_status IS DISTINCT FROM 'APPROVED' THEN 'inactive'
        WHEN quota_expiry_date < at THEN 'expired'
        WHEN is_unlimited_user THEN 'unlimited'
        WHEN purchased_mb <= 0 OR console.quota_left_mb(purchased_mb, used_mb, auto_debt_offset_mb) <= 0 THEN 'habis'
        WHEN purchased_mb > fup_threshold_mb
             AND console.quota_left_mb(purchased_mb, used_mb, auto_debt_offset_mb) <= fup_threshold_mb THEN 'fup'
        ELSE 'active'
    END
$$;

-- "blocked (late) · 3.2 GB of 10.0 GB used · 6.8 GB left · debt 1.0 GB": one state of one user.
CREATE OR REPLACE FUNCTION console.user_state_text(u public.users) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date, u.is_unlimited_user,
                                 u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb,
                                 console.setting_bigint('QUOTA_FUP_THRESHOLD_MB', 3072), now())
           || CASE WHEN u.is_blocked AND u.blocked_reason <> '' THEN ' (' || u.blocked_reason || ')' ELSE '' END
           || ' · ' || console.mb_text(u.total_quota_used_mb) || ' of ' || console.mb_text(u.total_quota_purchased_mb)
           || ' used'
           || CASE WHEN u.is_unlimited_user THEN '' ELSE
                  ' · ' || console.mb_text(greatest(0, console.quota_left_mb(
                      u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb))) || ' left' END
           || ' · debt '
           || console.mb_text(u.manual_debt_mb
                              + console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb,
                                                     u.auto_debt_offset_mb, u.is_unlimited_user, u.role))
$$;

-- What an offset comes to as quota: what it takes off what was used, in whole MB, so that what is left stays.
CREATE FUNCTION console.offset_as_quota_mb(used_mb numeric, auto_debt_offset_mb bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ceil(least(used_mb, auto_debt_offset_mb))::bigint
$$;

-- What a preview adds where somebody pays or is given quota and has nothing to use all the same: it all went
-- into what he had used already. Below 1 MB is what rounding leaves.
CREATE FUNCTION console.nothing_left_text(u public.users, n public.users) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN n.is_unlimited_user
                     OR (n.total_quota_purchased_mb <= u.total_quota_purchased_mb
                         AND n.manual_debt_mb >= u.manual_debt_mb)
                     OR (n.total_quota_purchased_mb > 0
                         AND console.quota_left_mb(n.total_quota_purchased_mb, n.total_quota_used_mb,
                                                   n.auto_debt_offset_mb) >= 1) THEN ''
                ELSE ' · but nothing is left to use: another package is needed' END
$$;

-- How a user stands with some columns changed: his state, until when, and whether there is anything to use.
CREATE FUNCTION console.user_outlook_text(u public.users, change jsonb) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT console.user_state_text(n) || console.user_validity_text(n, change || '{"quota_expiry_date": null}')
           || console.nothing_left_text(u, n)
      FROM jsonb_populate_record(u, change) n
$$;

-- Whoever pays, is given or loses quota is shown with what comes of it; for other changes the state is enough.
CREATE OR REPLACE FUNCTION console.user_preview(u public.users, change jsonb, OUT label text, OUT before text, OUT after text)
LANGUAGE sql STABLE AS $$
    SELECT u.full_name || ' ' || u.phone_number,
           console.user_state_text(u) || console.user_validity_text(u, change),
           CASE WHEN change ?| '{total_quota_purchased_mb,total_quota_used_mb,manual_debt_mb,is_unlimited_user}' THEN
                    console.user_outlook_text(u, change)
                ELSE console.user_state_text(n) || console.user_validity_text(n, change) END
      FROM jsonb_populate_record(u, change) n
$$;

-- As in 0031. limit_bytes is what may be used in all before nothing is left: what was bought and what the offset
-- takes off. The router counts from the first byte of an account and knows of no offset; with what was bought alone
-- it would refuse who has paid. What is left itself is no limit: it would have to be written with every reading.
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
               u.is_blocked AND NOT console.is_debt_limit_block(u.blocked_reason)
               AND NOT console.is_isolir_block(u.blocked_reason) AS is_hard_block,
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

DROP FUNCTION console.access_status(boolean, boolean, text, timestamptz, boolean, bigint, numeric, bigint, timestamptz);

-- What the audit says of a user who has so many items open after a settlement, of so many MB together, and whose
-- quota grows by so much: his block ends with the last item where debt was its reason.
-- Automatic debt that is paid, by quota or by money, or forgiven becomes quota, in whole MB rounded up; the offset
-- stays as it is. There are portals that say that purchased - used is left, and would keep who has paid at habis if
-- the offset grew instead; others take the offset into account. This way all of them say the same.
-- A payment of the debt alone is for what was used already: nothing (up to 1 MB, by rounding) is left after it, as
-- with every portal, the next MB that is bought can be used in full, and a preview says so. To leave
-- something would give away what nobody has paid for.
CREATE FUNCTION console.debtor_paid(u public.users, open_items bigint, open_mb bigint, becomes_quota bigint)
RETURNS TABLE (before jsonb, after jsonb, is_lifted boolean)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT jsonb_build_object('manual_debt_mb', u.manual_debt_mb,
                              'total_quota_purchased_mb', u.total_quota_purchased_mb,
                              'is_blocked', u.is_blocked, 'blocked_reason', u.blocked_reason,
                              'blocked_at', u.blocked_at, 'blocked_by_id', u.blocked_by_id) - x.same_columns,
           jsonb_build_object('manual_debt_mb', open_mb,
                              'total_quota_purchased_mb', u.total_quota_purchased_mb + becomes_quota,
                              'is_blocked', false, 'blocked_reason', NULL,
                              'blocked_at', NULL, 'blocked_by_id', NULL) - x.same_columns,
           x.is_lifted
      FROM (SELECT l.is_lifted,
                   ARRAY[CASE WHEN open_mb = u.manual_debt_mb THEN 'manual_debt_mb' END,
                         CASE WHEN becomes_quota = 0 THEN 'total_quota_purchased_mb' END]
                   || CASE WHEN l.is_lifted
                           THEN ARRAY[CASE WHEN u.blocked_at IS NULL THEN 'blocked_at' END,
                                      CASE WHEN u.blocked_by_id IS NULL THEN 'blocked_by_id' END]
                           ELSE '{is_blocked,blocked_reason,blocked_at,blocked_by_id}' END AS same_columns
              FROM (SELECT open_items = 0 AND u.is_blocked
                           AND console.is_lifted_without_debt(u.blocked_reason, console.auto_debt_mb(
                                   u.total_quota_used_mb, u.total_quota_purchased_mb + becomes_quota,
                                   u.auto_debt_offset_mb, u.is_unlimited_user, u.role)) AS is_lifted) l) x
$$;

DROP FUNCTION console.quota_added(uuid[], bigint, text);

-- Quota that is added, as the audit tells it: a row for each user, with the columns that change (none where mb is
-- 0), and one for each item that gets something; source is what stands in last_paid_source of these. Where it pays
-- the last debt of who is kept out for debt, he is let in again. ends_unlimited: unlimited access ends with it, and
-- what stands against him is forgiven (console.sleeping_debt_mb).
CREATE FUNCTION console.quota_added(ids uuid[], mb bigint, source text, ends_unlimited boolean)
RETURNS TABLE (entity_type text, entity_id uuid, before jsonb, after jsonb, details jsonb)
LANGUAGE sql STABLE AS $$
    WITH line AS MATERIALIZED (
        SELECT * FROM console.quota_allocation(ids, mb)
    )
    SELECT 'user', u.id, d.before - same.kept, d.after - same.kept, NULL::jsonb
      FROM line l
      JOIN public.users u ON u.id = l.user_id
     CROSS JOIN LATERAL (
           SELECT CASE WHEN ends_unlimited AND u.is_unlimited_user THEN
                      console.sleeping_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb,
                                               u.auto_debt_offset_mb, u.role) ELSE 0 END AS mb) f
     CROSS JOIN LATERAL console.debtor_paid(u, l.open_items, l.open_mb - l.pays_manual,
                                            l.pays_auto + l.becomes_quota + f.mb) d
     CROSS JOIN LATERAL (
           -- A block is lifted by a payment alone.
           SELECT CASE WHEN l.pays_auto + l.pays_manual > 0 THEN '{}'
                       ELSE '{is_blocked,blocked_reason,blocked_at,blocked_by_id}' END::text[] AS kept) same
     WHERE l.place = 1
    UNION ALL
    SELECT 'user_quota_debt', d.id, c.before, c.after, jsonb_build_object('user_id', d.user_id, 'payment', 'quota')
      FROM line l
      JOIN public.user_quota_debts d ON d.id = l.debt_id
     CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) p
     CROSS JOIN LATERAL console.debt_paid(d, l.pays, source, p.list) c
     WHERE l.pays > 0
$$;

-- What the audit says of a customer who gets a package, beside what its quota does: its validity and profile, and
-- its kind of access.
CREATE OR REPLACE FUNCTION console.package_bought(u public.users, package uuid) RETURNS TABLE (before jsonb, after jsonb)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT jsonb_build_object('mikrotik_profile_name', u.mikrotik_profile_name,
                              'quota_expiry_date', u.quota_expiry_date, 'is_unlimited_user', u.is_unlimited_user,
                              'total_quota_used_mb', u.total_quota_used_mb) - same.columns,
           jsonb_build_object('mikrotik_profile_name', p.profile_name,
                              'quota_expiry_date', p.expiry, 'is_unlimited_user', p.is_unlimited,
                              'total_quota_used_mb', u.total_quota_used_mb) - same.columns
      FROM (SELECT g.profile_name, k.data_quota_gb = 0 AS is_unlimited,
                   CASE console.setting('package_validity', 'now') WHEN 'extend'
                        THEN greatest(now(), u.quota_expiry_date) ELSE now() END
                   + make_interval(days => k.duration_days) AS expiry
              FROM public.packages k
              LEFT JOIN public.package_profiles g ON g.id = k.profile_id
             WHERE k.id = package) p
     CROSS JOIN LATERAL (
           SELECT ARRAY[CASE WHEN p.profile_name IS NULL OR u.mikrotik_profile_name = p.profile_name
                             THEN 'mikrotik_profile_name' END,
                        CASE WHEN u.is_unlimited_user = p.is_unlimited THEN 'is_unlimited_user' END,
                        CASE WHEN u.is_unlimited_user OR NOT p.is_unlimited THEN 'total_quota_used_mb' END]
                  AS columns) same
$$;

-- What a paid package changes, as the audit tells it: the operation carries it out afterwards.
CREATE OR REPLACE FUNCTION console.charge_package_rows(c console.charge)
RETURNS TABLE (entity_type text, entity_id uuid, before jsonb, after jsonb, details jsonb)
LANGUAGE sql STABLE AS $$
    SELECT q.entity_type, q.entity_id, q.before || coalesce(b.before, '{}'), q.after || coalesce(b.after, '{}'),
           CASE WHEN q.details IS NULL THEN '{}' ELSE q.details || jsonb_build_object('payment_note', c.order_id) END
      FROM public.packages p
     CROSS JOIN LATERAL console.quota_added(ARRAY[c.user_id], round(p.data_quota_gb * 1024)::bigint, 'console_package',
                                            p.data_quota_gb > 0) q
      LEFT JOIN LATERAL (SELECT x.before, x.after
                           FROM public.users u
                          CROSS JOIN LATERAL console.package_bought(u, c.package_id) x
                          WHERE u.id = q.entity_id) b ON q.entity_type = 'user'
     WHERE p.id = c.package_id
$$;

-- The same for a debt that is paid: his items, as far as they were the reason of the charge, and his block.
CREATE OR REPLACE FUNCTION console.charge_debt_rows(c console.charge)
RETURNS TABLE (entity_type text, entity_id uuid, before jsonb, after jsonb, details jsonb)
LANGUAGE sql STABLE AS $$
    WITH item AS MATERIALIZED (
        SELECT * FROM console.charge_debts(c)
    ), still_open AS MATERIALIZED (
        SELECT count(*) AS items, coalesce(sum(d.amount_mb - d.paid_mb), 0)::bigint AS mb
          FROM public.user_quota_debts d
         WHERE d.user_id = c.user_id AND NOT d.is_paid AND NOT EXISTS (SELECT FROM item i WHERE i.id = d.id)
    )
    SELECT 'user', u.id, s.before, s.after, '{}'::jsonb
      FROM public.users u
     CROSS JOIN still_open o
     CROSS JOIN LATERAL console.debtor_paid(u, o.items, o.mb, console.charge_auto_debt_mb(c)) s
     WHERE u.id = c.user_id
    UNION ALL
    SELECT 'user_quota_debt', i.id, p.before, p.after,
           jsonb_build_object('user_id', c.user_id, 'payment', 'settled', 'payment_note', c.order_id)
      FROM item i
     CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) l
     CROSS JOIN LATERAL console.debt_paid(i, greatest(0, i.amount_mb - i.paid_mb), 'console_payment', l.list) p
$$;

DROP FUNCTION console.debtor_settled(public.users, bigint, bigint, bigint);

-- What comes of a charge for its customer, once it is paid. NULL where nothing of his access or balance does.
CREATE FUNCTION console.charge_outlook_text(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE c.kind WHEN 'deposit'
                       THEN 'balance then ' || console.rp_text(console.balance_rp(u.id) + c.amount_rp) || ', '
                       ELSE 'then ' END || console.user_outlook_text(u, r.after)
      FROM (SELECT p.entity_type, p.entity_id, p.after FROM console.charge_package_rows(c) p WHERE c.kind = 'package'
            UNION ALL
            SELECT d.entity_type, d.entity_id, d.after FROM console.charge_debt_rows(c) d WHERE c.kind = 'debt'
            UNION ALL
            SELECT 'user', c.user_id, '{}' WHERE c.kind = 'deposit') r
      JOIN public.users u ON u.id = r.entity_id
     WHERE r.entity_type = 'user'
$$;

-- A line of a plan: who, what he has open or not, what he is asked for, and what comes of it.
CREATE OR REPLACE FUNCTION console.offer_preview(u public.users, o console.charge_offer)
RETURNS TABLE (label text, before text, after text) LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT u.full_name || ' ' || u.phone_number,
           CASE WHEN c.order_id IS NULL THEN 'nothing is asked for' ELSE console.charge_state_text(c) END,
           CASE WHEN o.refusal IS NOT NULL THEN NULL
                WHEN c.order_id IS NOT NULL THEN c.order_id || ' is shown again'
                     || CASE WHEN c.expires_at <= clock_timestamp()
                             THEN '; its time is over, and it is ended: ask once more then'
                             ELSE '; cancel it first to ask in another way' END
                ELSE concat_ws(' · ', d.subject, console.rp_text(d.amount_rp),
                               CASE WHEN d.discount_rp > 0
                                    THEN console.rp_text(d.discount_rp) || ' less by ' || d.coupon_code END,
                               CASE d.method WHEN 'va' THEN 'va ' || d.bank WHEN 'balance' THEN 'paid from the balance'
                                             ELSE d.method END,
                               console.charge_outlook_text(o.draft)) END
      FROM (SELECT (o.draft).*) d
      LEFT JOIN console.charge_known(ARRAY[d.order_id]) c ON true
$$;
