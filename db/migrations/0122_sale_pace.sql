-- applies: always
-- A sale over the counter, and what its router should hold, in less time: several settings are one look, what is paid at once is
-- written as it is in the end.

-- A setting's value (as of 0102). How the portal's word is to be read is asked only where there is one.
CREATE OR REPLACE FUNCTION console.setting(key text, fallback text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    said text;
    is_ours boolean;
    is_portals boolean;
BEGIN
    SELECT v.value, v.key IS NOT NULL,
           EXISTS (SELECT FROM public.application_settings s
                    WHERE s.setting_key = ANY (string_to_array(coalesce(i.portal_keys, setting.key), ' '))
                      AND btrim(s.setting_value) <> '')
      INTO said, is_ours, is_portals
      FROM (SELECT setting.key AS key) k
      LEFT JOIN console.setting_value v ON v.key = k.key
      LEFT JOIN console.setting_info i ON i.key = k.key;
    IF is_portals AND NOT is_ours THEN
        SELECT p.value INTO said FROM console.portal_setting(setting.key) p;
    END IF;
    RETURN coalesce(said, fallback);
END $$;

-- Values of several settings, each in its key's place; NULL: nobody has set it.
CREATE FUNCTION console.settings(keys text[]) RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT array_agg(CASE WHEN v.key IS NOT NULL THEN v.value
                                  WHEN EXISTS (SELECT FROM public.application_settings s
                                                WHERE s.setting_key = ANY (string_to_array(coalesce(i.portal_keys, k.key), ' '))
                                                  AND btrim(s.setting_value) <> '')
                                      THEN (SELECT p.value FROM console.portal_setting(k.key) p) END
                             ORDER BY k.place)
              FROM unnest(settings.keys) WITH ORDINALITY AS k (key, place)
              LEFT JOIN console.setting_value v ON v.key = k.key
              LEFT JOIN console.setting_info i ON i.key = k.key);
END $$;

-- What a status means on a router (as of 0040).
CREATE OR REPLACE FUNCTION console.access_rule()
RETURNS TABLE (status text, strictness integer, list_name text, profile text, is_profile_set boolean, is_bypassed boolean)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 7 AS $$
DECLARE
    said CONSTANT text[] := console.settings(ARRAY[
        'MIKROTIK_ADDRESS_LIST_ACTIVE', 'MIKROTIK_ADDRESS_LIST_FUP', 'MIKROTIK_ADDRESS_LIST_HABIS',
        'MIKROTIK_ADDRESS_LIST_EXPIRED', 'MIKROTIK_ADDRESS_LIST_INACTIVE', 'MIKROTIK_ADDRESS_LIST_BLOCKED',
        'MIKROTIK_UNLIMITED_PROFILE', 'MIKROTIK_ACTIVE_PROFILE', 'MIKROTIK_FUP_PROFILE', 'MIKROTIK_HABIS_PROFILE',
        'MIKROTIK_EXPIRED_PROFILE', 'MIKROTIK_INACTIVE_PROFILE', 'MIKROTIK_BLOCKED_PROFILE', 'MIKROTIK_DEFAULT_PROFILE',
        'HOTSPOT_BYPASS_STATUSES']);
    bypassed CONSTANT text := coalesce(said[15], 'active,fup,unlimited');
    states CONSTANT text[] := regexp_split_to_array(lower(bypassed), '[^a-z]+');
    is_said CONSTANT boolean := states && '{unlimited,active,fup,habis,expired,inactive,blocked}' OR bypassed = '[]';
BEGIN
    RETURN QUERY
    SELECT r.status, r.strictness, coalesce(r.list_said, r.list_default),
           coalesce(r.profile_said, r.profile_default, said[14], 'default'), r.profile_said IS NOT NULL,
           r.status = ANY (CASE WHEN is_said THEN states ELSE '{active,fup,unlimited}' END)
      FROM (VALUES ('unlimited', 0, said[1], 'active', said[7], 'unlimited'),
                   ('active', 1, said[1], 'active', said[8], NULL),
                   ('fup', 2, said[2], 'fup', said[9], 'fup'),
                   ('habis', 3, said[3], 'habis', said[10], 'habis'),
                   ('expired', 4, said[4], 'expired', said[11], 'expired'),
                   ('inactive', 5, said[5], 'inactive', said[12], 'inactive'),
                   ('blocked', 6, said[6], 'blocked', said[13], 'inactive'))
           AS r (status, strictness, list_said, list_default, profile_said, profile_default);
END $$;

-- Which servers customers without one of their own belong to (as of 0050).
CREATE OR REPLACE FUNCTION console.default_servers() RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    said CONSTANT text[] := console.settings('{MIKROTIK_DEFAULT_SERVER_KOMANDAN,MIKROTIK_DEFAULT_SERVER,MIKROTIK_DEFAULT_SERVER_USER}');
BEGIN
    RETURN ARRAY[nullif(said[1], ''), coalesce(nullif(said[2], ''), nullif(said[3], ''))];
END $$;

-- A charge that is paid over the counter: it, what the portal knows of it and its events, as they stand once it is paid.
CREATE FUNCTION console.charge_new_paid(operation uuid, draft console.charge) RETURNS console.charge LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := draft;
    created CONSTANT console.charge_said := ROW('new', NULL, NULL, NULL, NULL, NULL, 'operator');
    paid CONSTANT console.charge_said := ROW('paid', NULL, NULL, draft.amount_rp, 'IDR', NULL, 'operator');
BEGIN
    c.order_id := console.charge_order_id(draft);
    c.paid_amount_rp := c.amount_rp;
    INSERT INTO console.charge (order_id, kind, gateway, mode, method, user_id, package_id, debt_id, debt_ids, debt_parts,
                                auto_debt_mb, subject, coupon_code, coupon_state, discount_rp, amount_rp, rest_rp, note, actor,
                                state, paid_amount_rp, paid_at, gives)
    SELECT c.order_id, c.kind, 'counter', 'counter', c.method, c.user_id, c.package_id, c.debt_id, c.debt_ids, c.debt_parts,
           c.auto_debt_mb, c.subject, c.coupon_code, CASE WHEN c.coupon_code IS NOT NULL THEN 'reserved' END, c.discount_rp,
           c.amount_rp, c.rest_rp, c.note, o.actor, 'paid', c.amount_rp, clock_timestamp(), console.charge_gives(c)
      FROM console.operation o
     WHERE o.id = operation
    RETURNING * INTO STRICT c;
    IF c.kind IN ('package', 'debt') THEN
        INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount, status, payment_method, payment_time)
        VALUES (c.id, c.user_id, c.package_id, c.order_id, c.amount_rp, 'SUCCESS', c.method, c.paid_at);
        INSERT INTO public.transaction_events (id, transaction_id, source, event_type, status, payload)
        VALUES (gen_random_uuid(), c.id, 'APP', 'created', 'PENDING', jsonb_strip_nulls(to_jsonb(created))::text),
               (gen_random_uuid(), c.id, 'APP', 'paid', 'SUCCESS', jsonb_strip_nulls(to_jsonb(paid))::text);
    ELSIF c.kind = 'deposit' THEN
        INSERT INTO console.deposit (id, user_id, amount_rp, payable_rp, method, gateway_order_id, status, completed_at)
        VALUES (c.id, c.user_id, c.amount_rp, c.amount_rp, c.method, c.order_id, 'completed', clock_timestamp());
    END IF;
    IF c.coupon_code IS NOT NULL THEN
        PERFORM console.charge_coupon(c.order_id, 'used');
    END IF;
    RETURN c;
END $$;

-- Gives what was paid for, and the receipt (as of 0098). Of a charge that was written as paid it is known already what it gives.
CREATE OR REPLACE FUNCTION console.charge_apply(operation uuid, oid text, effect text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
    note jsonb := jsonb_build_object('order_id', oid);
BEGIN
    SELECT * INTO STRICT c FROM console.charge h WHERE h.order_id = oid;
    INSERT INTO console.charge_effect (order_id, operation_id, effect) VALUES (oid, operation, charge_apply.effect);
    IF c.gives IS NULL OR effect <> c.kind THEN
        c.gives := console.charge_gives(CASE WHEN effect = c.kind THEN c
                                             ELSE jsonb_populate_record(c, jsonb_build_object('kind', effect)) END);
        UPDATE console.charge h SET gives = c.gives WHERE h.order_id = oid;
    END IF;
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
    ELSIF effect = 'order' THEN
        PERFORM console.order_deliver(operation, c);
    ELSIF effect = 'voucher' THEN
        c.gives := console.voucher_gives(oid);
        UPDATE console.charge h SET gives = c.gives WHERE h.order_id = oid;
    ELSE
        RAISE EXCEPTION 'charge %: nothing is known to be done for %', oid, effect USING ERRCODE = 'feature_not_supported';
    END IF;
    PERFORM console.receipt_issue(operation, c);
END $$;

-- Asks for what was offered, takes the money for it, or shows what is open (as of 0081).
CREATE OR REPLACE FUNCTION console.charge_take_offer(operation uuid, o console.charge_offer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := o.draft;
    is_at_counter CONSTANT boolean := console.is_counter_method(c.method);
    replaced CONSTANT text := CASE WHEN c.order_id IS NULL AND o.refusal IS NULL THEN console.charge_replaced(c) END;
BEGIN
    IF c.order_id IS NOT NULL THEN
        PERFORM console.charge_show_again(operation, c.order_id);
        RETURN c.order_id;
    ELSIF o.refusal IS NOT NULL THEN
        RETURN NULL;
    END IF;
    IF c.coupon_code IS NOT NULL THEN
        -- What was reserved for the one that is replaced is this one's now: neither given back nor reserved again.
        UPDATE console.charge h SET coupon_state = 'released'
         WHERE h.order_id = replaced AND h.coupon_code = c.coupon_code AND h.coupon_state = 'reserved';
        IF NOT FOUND AND NOT console.coupon_reserve(c.coupon_code) THEN
            RETURN NULL;
        END IF;
    END IF;
    IF replaced IS NOT NULL THEN
        PERFORM console.charge_end(operation, replaced, 'cancelled', 'charge_cancel');
    END IF;
    c := CASE WHEN is_at_counter THEN console.charge_new_paid(operation, c) ELSE console.charge_new(operation, c) END;
    IF replaced IS NOT NULL THEN
        UPDATE console.charge h SET replaced_by = c.order_id WHERE h.order_id = replaced;
    END IF;
    IF is_at_counter THEN
        PERFORM console.charge_apply(operation, c.order_id, c.kind);
        PERFORM console.charge_tell(operation, c, 'paid');
    ELSIF c.mode = 'balance' THEN
        PERFORM console.charge_pay_at_once(operation, c);
    ELSE
        PERFORM console.charge_wish(operation, c, 'midtrans:main', 'charge_create');
    END IF;
    PERFORM console.charge_audit(operation, c, NULL, jsonb_strip_nulls(jsonb_build_object(
        'state', CASE WHEN c.mode IN ('balance', 'counter') THEN 'paid' ELSE c.state END, 'kind', c.kind, 'method', c.method,
        'bank', c.bank, 'subject', c.subject, 'amount_rp', c.amount_rp, 'discount_rp', nullif(c.discount_rp, 0),
        'coupon', c.coupon_code, 'note', c.note, 'replaces', replaced,
        'receipt', (SELECT r.number FROM console.receipt r WHERE r.order_id = c.order_id AND r.kind = 'payment'))));
    RETURN c.order_id;
END $$;
