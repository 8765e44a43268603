-- applies: always
-- A sale at the counter in less time. A function in SQL that is not taken apart into the statement is planned anew at each
-- call; one in PL/pgSQL is planned once for a connection. So those that each sale calls are in PL/pgSQL, and look for nothing
-- that the case at hand does not need.

-- What is open for the same thing (as of 0039).
CREATE OR REPLACE FUNCTION console.charge_open_for(buyer uuid, of_kind text, thing uuid, rp bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    newest record;
    portals record;
BEGIN
    SELECT c.order_id, c.created_at INTO newest
      FROM console.charge c
     WHERE c.user_id = buyer AND c.kind = of_kind AND c.state IN ('new', 'open')
       AND CASE of_kind WHEN 'package' THEN c.package_id = thing
                        WHEN 'debt' THEN c.debt_id IS NOT DISTINCT FROM thing
                        ELSE c.amount_rp = rp END
     ORDER BY c.created_at DESC
     LIMIT 1;
    IF NOT EXISTS (SELECT FROM public.transactions t WHERE t.user_id = buyer AND console.is_open_transaction(t.status)) THEN
        RETURN newest.order_id;
    END IF;
    SELECT p.order_id, p.created_at INTO portals
      FROM public.transactions t
     CROSS JOIN LATERAL console.charge_of_portal(ARRAY[t.midtrans_order_id]) p
     WHERE t.user_id = buyer AND console.is_open_transaction(t.status) AND p.kind = of_kind
       AND coalesce(p.package_id, p.debt_id) IS NOT DISTINCT FROM thing
       AND clock_timestamp() < coalesce(t.expiry_time, t.created_at + make_interval(mins => console.setting_bigint(
                                        'payment_default_expiry_minutes', 1440)::integer))
     ORDER BY p.created_at DESC
     LIMIT 1;
    RETURN CASE WHEN portals.created_at > newest.created_at OR newest.order_id IS NULL THEN portals.order_id
                ELSE newest.order_id END;
END $$;

-- Why nobody is asked to pay so (as of 0075).
CREATE OR REPLACE FUNCTION console.method_refusal(method text, bank text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    offered text;
    word text;
BEGIN
    IF console.is_counter_method(method) THEN
        RETURN console.till_refusal(method);
    ELSIF method = 'balance' THEN
        RETURN NULL;
    END IF;
    offered := console.methods_offered();
    word := (SELECT w.word FROM console.payment_method_of(method, bank) w);
    RETURN CASE WHEN coalesce(word, '') <> ALL (string_to_array(offered, ' '))
                THEN 'is not asked to pay by ' || coalesce(word, method) || ': payment_methods offers '
                     || coalesce(nullif(replace(offered, ' ', ', '), ''), 'nothing') END;
END $$;

-- Why money is not taken at once for what a gateway's has paid since the plan was made (as of 0081).
CREATE OR REPLACE FUNCTION console.paid_meanwhile_refusal(buyer uuid, of_kind text, thing uuid, rp bigint, method text)
RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF console.planned_at() IS NULL OR NOT (console.is_counter_method(method) OR method = 'balance') THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT 'was paid for just now by ' || p.order_id || ': look again before money is taken a second time'
              FROM console.charge_paid_for(buyer, of_kind, thing, rp, console.planned_at()) p);
END $$;

-- What would be asked of a customer (as of 0081).
CREATE OR REPLACE FUNCTION console.offer_package(u public.users, package_name text, method text, bank text, coupon text)
RETURNS console.charge_offer LANGUAGE plpgsql STABLE AS $$
DECLARE
    p public.packages;
    d console.charge;
    code CONSTANT text := upper(btrim(coupon));
    is_at_once CONSTANT boolean := console.is_counter_method(method);
    open_id text;
    reserved_rp bigint;
    refusal text;
BEGIN
    SELECT k.* INTO p FROM public.packages k WHERE k.name = package_name;
    IF p.id IS NOT NULL THEN
        open_id := console.charge_open_for(u.id, 'package', p.id, NULL);
    END IF;
    IF coupon IS NOT NULL AND is_at_once THEN
        reserved_rp := (SELECT c.discount_rp FROM console.charge c
                         WHERE c.order_id = open_id AND c.coupon_code = code AND c.coupon_state = 'reserved');
    END IF;
    d.order_id := CASE WHEN NOT is_at_once THEN open_id END;
    d.kind := 'package';
    d.user_id := u.id;
    d.package_id := p.id;
    d.subject := p.name;
    d.method := method;
    d.bank := CASE WHEN method = 'va' THEN bank END;
    d.coupon_code := code;
    d.discount_rp := CASE WHEN coupon IS NULL THEN 0 ELSE coalesce(reserved_rp, console.coupon_discount_rp(coupon, p.price)) END;
    d.amount_rp := p.price - d.discount_rp;
    refusal := CASE
        WHEN d.order_id IS NOT NULL THEN NULL
        WHEN console.buyer_refusal(u) IS NOT NULL THEN console.buyer_refusal(u)
        ELSE console.method_refusal(method, bank) END;
    IF d.order_id IS NULL AND refusal IS NULL THEN
        refusal := CASE
            WHEN p.id IS NULL THEN 'there is no package ' || package_name
            WHEN NOT p.is_active THEN 'package ' || package_name || ' is sold no more'
            WHEN p.price <= 0 THEN 'package ' || package_name || ' has no price'
            WHEN coupon IS NOT NULL AND reserved_rp IS NULL THEN console.coupon_refusal(coupon) END;
        refusal := CASE
            WHEN refusal IS NOT NULL THEN refusal
            WHEN d.amount_rp <= 0 THEN 'the coupon leaves nothing to pay: give the package by hand'
            WHEN method = 'balance' THEN
                coalesce(console.paid_meanwhile_refusal(u.id, 'package', p.id, NULL, method),
                         console.balance_refusal(u.id, method, d.amount_rp))
            ELSE console.paid_meanwhile_refusal(u.id, 'package', p.id, NULL, method) END;
    END IF;
    RETURN ROW(d, refusal)::console.charge_offer;
END $$;

-- Sells (as of 0075). The offer is worked out once: of (offer).* each column would be.
CREATE OR REPLACE FUNCTION console.sell_package(operation uuid, buyer uuid, package_name text, method text, bank text, coupon text,
                                                note text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    u public.users;
    o console.charge_offer;
BEGIN
    SELECT x.* INTO u FROM public.users x WHERE x.id = buyer;
    o := console.offer_package(u, package_name, method, bank, coupon);
    o.draft.note := note;
    RETURN console.charge_take_offer(operation, o);
END $$;
CREATE OR REPLACE FUNCTION console.sell_debt(operation uuid, buyer uuid, debt uuid, method text, bank text, amount text, note text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    u public.users;
    o console.charge_offer;
BEGIN
    SELECT x.* INTO u FROM public.users x WHERE x.id = buyer;
    o := console.offer_debt(u, debt, method, bank, amount);
    o.draft.note := note;
    RETURN console.charge_take_offer(operation, o);
END $$;
CREATE OR REPLACE FUNCTION console.sell_topup(operation uuid, buyer uuid, rp bigint, method text, bank text, note text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    u public.users;
    o console.charge_offer;
BEGIN
    SELECT x.* INTO u FROM public.users x WHERE x.id = buyer;
    o := console.offer_topup(u, rp, method, bank);
    o.draft.note := note;
    RETURN console.charge_take_offer(operation, o);
END $$;

-- A line of the portal's events for a charge (as of 0020).
CREATE OR REPLACE FUNCTION console.charge_event(c console.charge, said console.charge_said, event text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF c.kind NOT IN ('package', 'debt') THEN
        RETURN; -- nothing of the portal's mirrors it
    END IF;
    INSERT INTO public.transaction_events (id, transaction_id, source, event_type, status, payload)
    SELECT gen_random_uuid(), t.id,
           CASE said.source WHEN 'notification' THEN 'MIDTRANS_WEBHOOK' WHEN 'poll' THEN 'MIDTRANS_STATUS'
                            WHEN 'answer' THEN 'MIDTRANS_STATUS' ELSE 'APP' END,
           event, t.status, jsonb_strip_nulls(to_jsonb(said))::text
      FROM public.transactions t
     WHERE t.midtrans_order_id = c.order_id;
END $$;

-- What its customer gets for a charge (as of 0075).
CREATE OR REPLACE FUNCTION console.charge_gives(c console.charge) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF c.kind = 'package' THEN
        RETURN (SELECT concat_ws(', ', CASE WHEN p.data_quota_gb = 0 THEN 'unlimited access' END,
                                 console.mb_text(nullif(q.pays_auto + q.pays_manual, 0)) || ' pay debt',
                                 console.mb_text(nullif(q.becomes_quota, 0)) || ' become quota',
                                 'until ' || to_char((b.after ->> 'quota_expiry_date')::timestamptz AT TIME ZONE console.zone(),
                                                     'YYYY-MM-DD HH24:MI'))
                  FROM public.packages p
                  JOIN public.users u ON u.id = c.user_id
                 CROSS JOIN LATERAL console.quota_allocation(ARRAY[u.id], round(p.data_quota_gb * 1024)::bigint) q
                 CROSS JOIN LATERAL console.package_bought(u, p.id) b
                 WHERE p.id = c.package_id AND q.place = 1);
    ELSIF c.kind = 'debt' THEN
        RETURN (SELECT concat_ws(', ', CASE WHEN sum(r.mb) FILTER (WHERE NOT r.is_whole) > 0
                                            THEN console.mb_text(sum(r.mb) FILTER (WHERE NOT r.is_whole)) || ' of debt paid' END,
                                 CASE WHEN bool_or(r.is_whole) THEN 'debt of unlimited access paid' END,
                                 console.mb_text(nullif(console.charge_auto_debt_mb(c), 0)) || ' of automatic debt paid',
                                 console.rp_text(c.rest_rp) || ' on the balance')
                  FROM (SELECT (w.after ->> 'paid_mb')::bigint - (w.before ->> 'paid_mb')::bigint AS mb,
                               console.is_unlimited_debt(d.amount_mb, d.price_rp) AS is_whole
                          FROM console.charge_debt_rows(c) w
                          JOIN public.user_quota_debts d ON d.id = w.entity_id
                         WHERE w.entity_type = 'user_quota_debt') r);
    ELSIF c.kind = 'deposit' THEN
        RETURN console.rp_text(coalesce(c.paid_amount_rp, c.amount_rp)) || ' on the balance';
    END IF;
    RETURN (SELECT 'invoice ' || i.invoice_number || ' paid' FROM console.invoice i
             WHERE c.kind = 'invoice' AND i.id = c.invoice_id);
END $$;

-- Gives what was paid for, and the receipt (as of 0075).
CREATE OR REPLACE FUNCTION console.charge_apply(operation uuid, oid text, effect text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
    given console.charge;
    note jsonb := jsonb_build_object('order_id', oid);
BEGIN
    SELECT * INTO STRICT c FROM console.charge h WHERE h.order_id = oid;
    INSERT INTO console.charge_effect (order_id, operation_id, effect) VALUES (oid, operation, charge_apply.effect);
    given := c;
    given.kind := charge_apply.effect;
    c.gives := console.charge_gives(given);
    UPDATE console.charge h SET gives = c.gives WHERE h.order_id = oid;
    IF effect = 'deposit' THEN
        INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
        VALUES (operation, c.user_id, coalesce(c.paid_amount_rp, c.amount_rp), oid, c.subject);
    ELSIF effect = 'package' THEN
        UPDATE public.users u SET mikrotik_password = console.random_pin()
         WHERE u.id = c.user_id AND coalesce(u.mikrotik_password, '') = '';
        IF FOUND THEN
            note := note || '{"hotspot_password": "set"}';
        END IF;
        INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
        SELECT o.id, o.actor, o.action, r.entity_type, r.entity_id::text, r.before, r.after, r.details || note
          FROM console.operation o
         CROSS JOIN LATERAL console.charge_package_rows(c) r
         WHERE o.id = operation;
    ELSIF effect = 'invoice' THEN
        PERFORM console.invoice_pay(operation, c);
    ELSIF effect = 'debt' THEN
        INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
        SELECT operation, c.user_id, c.rest_rp, oid, c.subject WHERE c.rest_rp > 0;
        INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
        SELECT o.id, o.actor, o.action, r.entity_type, r.entity_id::text, r.before, r.after, r.details || note
          FROM console.operation o
         CROSS JOIN LATERAL console.charge_debt_rows(c) r
         WHERE o.id = operation;
    ELSE
        RAISE EXCEPTION 'charge %: nothing is known to be done for %', oid, effect USING ERRCODE = 'feature_not_supported';
    END IF;
    PERFORM console.receipt_issue(operation, c);
END $$;

-- The desired state of users (as of 0050); the profiles of states come from the rules that are read anyway.
CREATE OR REPLACE FUNCTION console.desired_state(ids uuid[])
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
        SELECT (SELECT array_agg(lower(r.profile)) FILTER (WHERE r.status <> 'active') FROM rule r)
               || lower(coalesce(k.name, 'komandan')) AS of_states, k.name AS komandan,
               (SELECT r.profile FROM rule r WHERE r.status = 'active') AS base
          FROM (SELECT console.setting('MIKROTIK_KOMANDAN_PROFILE', NULL) AS name) k
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
