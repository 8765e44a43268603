-- applies: always
-- Orders: a cart that is reserved where it is made, handed out where it is paid, and given back where it ends unpaid.

CREATE INDEX shop_order_state ON console.shop_order (state, created_at DESC);
CREATE INDEX shop_order_total ON console.shop_order (total_rp, id);

-- What one of a product costs a buyer (NULL: somebody at the counter).
CREATE FUNCTION console.order_price_for(of_product uuid, for_buyer uuid) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT p.price_rp FROM console.product p WHERE p.id = of_product
$$;

-- Who sells it on; NULL: nobody, it is the buyer's own.
CREATE FUNCTION console.order_seller(for_buyer uuid) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT NULL::uuid
$$;

-- A cart as it is given, "PULSA:2, GAME": each product once, in the order in which it is named. quantity NULL: what stands
-- there is no number.
CREATE FUNCTION console.order_cart(items text) RETURNS TABLE (place bigint, code text, quantity bigint)
LANGUAGE sql IMMUTABLE AS $$
    SELECT min(l.place), l.code, CASE WHEN bool_and(l.quantity IS NOT NULL) THEN sum(l.quantity)::bigint END
      FROM (SELECT p.place, upper(btrim(split_part(p.part, ':', 1), E' \t\r\n')) AS code,
                   CASE WHEN strpos(p.part, ':') = 0 THEN 1
                        WHEN btrim(split_part(p.part, ':', 2), E' \t\r\n') ~ '^\d{1,6}$' AND split_part(p.part, ':', 3) = ''
                        THEN btrim(split_part(p.part, ':', 2), E' \t\r\n')::bigint END AS quantity
              FROM regexp_split_to_table(items, '[,;\n]') WITH ORDINALITY AS p (part, place)
             WHERE btrim(p.part, E' \t\r\n') <> '') l
     GROUP BY l.code
     ORDER BY 1
$$;

-- The same cart reads the same, however it was written.
CREATE FUNCTION console.order_cart_text(items text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(c.code || ':' || c.quantity, ',' ORDER BY c.code) FROM console.order_cart(items) c
$$;
CREATE FUNCTION console.order_text(of_order uuid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT string_agg(p.code || ':' || i.quantity, ',' ORDER BY p.code)
      FROM console.order_item i
      JOIN console.product p ON p.id = i.product_id
     WHERE i.order_id = of_order
$$;

-- What was ordered, in words: "Pulsa 10rb x 2, Voucher".
CREATE FUNCTION console.order_words(of_order uuid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT string_agg(p.name || CASE WHEN i.quantity > 1 THEN ' x ' || i.quantity ELSE '' END, ', ' ORDER BY i.position)
      FROM console.order_item i
      JOIN console.product p ON p.id = i.product_id
     WHERE i.order_id = of_order
$$;

-- The order of a charge.
CREATE FUNCTION console.order_of_charge(oid text) RETURNS console.shop_order
LANGUAGE sql STABLE AS $$
    SELECT o.* FROM console.shop_order o WHERE o.charge_order_id = oid
$$;

-- A customer's open charge for the same cart.
CREATE FUNCTION console.order_open_for(buyer uuid, items text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT o.charge_order_id
      FROM console.shop_order o
      JOIN console.charge c ON c.order_id = o.charge_order_id AND c.state IN ('new', 'open')
     WHERE o.user_id = buyer AND o.state = 'awaiting_payment'
       AND console.order_text(o.id) = console.order_cart_text(items)
     ORDER BY o.created_at DESC
     LIMIT 1
$$;

-- The lines of a cart: what each costs, how many there are (with those that held_by has already), and why it can't be sold.
CREATE FUNCTION console.order_lines(items text, buyer uuid, held_by uuid)
RETURNS TABLE (place bigint, code text, product_id uuid, name text, quantity bigint, price_rp bigint, free bigint, refusal text)
LANGUAGE sql STABLE AS $$
    SELECT c.place, c.code, p.id, p.name, c.quantity, r.price_rp, n.free,
           CASE WHEN p.id IS NULL THEN 'there is no product ' || c.code
                WHEN c.quantity IS NULL OR c.quantity < 1 THEN 'how many of ' || c.code || '? Write ' || c.code || ':2'
                WHEN c.quantity > 1000 THEN 'an order has at most 1000 of ' || c.code
                WHEN NOT p.is_active THEN c.code || ' is withdrawn: nobody can buy it'
                WHEN n.free = 0 THEN 'nothing of ' || c.code || ' is in stock'
                WHEN n.free < c.quantity THEN 'only ' || n.free || ' of ' || c.code || ' are in stock' END
      FROM console.order_cart(items) c
      LEFT JOIN console.product p ON p.code = c.code
     CROSS JOIN LATERAL (SELECT console.order_price_for(p.id, buyer) AS price_rp) r
     CROSS JOIN LATERAL (
           SELECT greatest(0, coalesce((SELECT sum(k.free) FROM console.product_count k WHERE k.product_id = p.id), 0))::bigint
                  + (SELECT count(*) FROM console.product_content h
                      WHERE h.reserved_by = held_by AND h.product_id = p.id) AS free) n
     ORDER BY c.place
$$;

-- What would be asked for a cart; buyer NULL: of somebody at the counter.
CREATE FUNCTION console.offer_order(buyer uuid, items text, method text, bank text, coupon text)
RETURNS console.charge_offer LANGUAGE sql STABLE AS $$
    SELECT ROW(jsonb_populate_record(NULL::console.charge, jsonb_build_object(
                   'order_id', o.open_id, 'kind', 'order', 'user_id', buyer, 'subject', left(t.words, 200), 'method', method,
                   'bank', CASE WHEN method = 'va' THEN bank END, 'coupon_code', upper(btrim(coupon)), 'discount_rp', d.rp,
                   'amount_rp', t.rp - d.rp)),
               CASE WHEN o.open_id IS NOT NULL THEN NULL
                    WHEN buyer IS NOT NULL AND u.id IS NULL THEN 'there is no such customer'
                    WHEN buyer IS NOT NULL AND console.buyer_refusal(u) IS NOT NULL
                         AND NOT console.is_counter_method(method) THEN console.buyer_refusal(u)
                    WHEN buyer IS NULL AND method = 'balance' THEN 'only a customer has a balance: say whose order it is'
                    WHEN console.method_refusal(method, bank) IS NOT NULL THEN console.method_refusal(method, bank)
                    WHEN t.lines = 0 THEN 'nothing is ordered: name products, as in CODE:2'
                    WHEN t.refusals IS NOT NULL THEN t.refusals
                    WHEN console.coupon_refusal(coupon) IS NOT NULL THEN console.coupon_refusal(coupon)
                    WHEN t.rp <= 0 THEN 'it costs nothing: an order is for what is paid'
                    WHEN t.rp - d.rp <= 0 THEN 'the coupon leaves nothing to pay'
                    ELSE console.balance_refusal(buyer, method, t.rp - d.rp) END)::console.charge_offer
      FROM (SELECT CASE WHEN NOT console.is_counter_method(method) THEN console.order_open_for(buyer, items) END AS open_id) o
      LEFT JOIN public.users u ON u.id = buyer
     CROSS JOIN LATERAL (
           SELECT count(*) AS lines, coalesce(sum(l.quantity * l.price_rp), 0)::bigint AS rp,
                  string_agg(l.name || CASE WHEN l.quantity > 1 THEN ' x ' || l.quantity ELSE '' END, ', ' ORDER BY l.place)
                      AS words,
                  string_agg(l.refusal, '; ' ORDER BY l.place) AS refusals
             FROM console.order_lines(items, buyer, (console.order_of_charge(console.order_open_for(buyer, items))).id) l) t
     CROSS JOIN LATERAL (SELECT console.coupon_discount_rp(coupon, t.rp) AS rp) d
$$;

-- The audit row of an order.
CREATE FUNCTION console.order_audit(operation uuid, of_order uuid, before jsonb, after jsonb, details jsonb DEFAULT '{}')
RETURNS void LANGUAGE sql AS $$
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT p.id, p.actor, p.action, 'order', o.id::text, before, after,
           jsonb_strip_nulls(jsonb_build_object('number', o.number, 'user_id', o.user_id)) || details
      FROM console.operation p
     CROSS JOIN console.shop_order o
     WHERE p.id = operation AND o.id = of_order
$$;

-- Reserves what an order still lacks. False: there is not enough, and what there was is reserved.
CREATE FUNCTION console.order_reserve(of_order uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    line record;
BEGIN
    FOR line IN
        SELECT i.product_id, i.quantity - (SELECT count(*) FROM console.product_content c
                                            WHERE c.reserved_by = of_order AND c.product_id = i.product_id)::integer AS missing
          FROM console.order_item i
         WHERE i.order_id = of_order
         ORDER BY i.product_id
    LOOP
        IF line.missing > 0 AND console.product_take(of_order, line.product_id, line.missing) < line.missing THEN
            RETURN false;
        END IF;
    END LOOP;
    RETURN true;
END $$;

-- Makes an order of a cart with its charge, reserves what is in it, and pays it where it is paid at once. What is open at a
-- gateway for the same cart is shown again; what is taken at the counter replaces it, with what is reserved for it. The
-- buyer is locked (NULL: somebody at the counter). The order; NULL where it is refused by now.
CREATE FUNCTION console.order_make(operation uuid, buyer uuid, items text, method text, bank text, coupon text, note text,
                                   new_id uuid DEFAULT gen_random_uuid()) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    o CONSTANT console.charge_offer := console.offer_order(buyer, items, method, bank, coupon);
    c console.charge := o.draft;
    is_at_once boolean;
    replaced CONSTANT text := CASE WHEN c.order_id IS NULL AND o.refusal IS NULL THEN console.order_open_for(buyer, items) END;
    old CONSTANT console.shop_order := console.order_of_charge(coalesce(c.order_id, replaced));
BEGIN
    IF c.order_id IS NOT NULL THEN
        PERFORM console.charge_show_again(operation, c.order_id);
        PERFORM console.order_audit(operation, old.id, NULL, NULL, '{"shown_again": true}');
        RETURN old.id;
    ELSIF o.refusal IS NOT NULL THEN
        RETURN NULL;
    END IF;
    PERFORM console.charge_lock(replaced) WHERE replaced IS NOT NULL;
    IF c.coupon_code IS NOT NULL THEN
        -- What was reserved for the one that is replaced is this one's now: neither given back nor reserved again.
        UPDATE console.charge h SET coupon_state = 'released'
         WHERE h.order_id = replaced AND h.coupon_code = c.coupon_code AND h.coupon_state = 'reserved';
        IF NOT FOUND AND NOT console.coupon_reserve(c.coupon_code) THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO console.shop_order (id, user_id, seller_id, coupon_code, discount_rp, total_rp, note, actor)
    SELECT new_id, buyer, console.order_seller(buyer), c.coupon_code, c.discount_rp, c.amount_rp, order_make.note, p.actor
      FROM console.operation p
     WHERE p.id = operation;
    INSERT INTO console.order_item (order_id, position, product_id, quantity, unit_price_rp)
    SELECT new_id, row_number() OVER (ORDER BY l.place), l.product_id, l.quantity, l.price_rp
      FROM console.order_lines(items, buyer, old.id) l;
    UPDATE console.product_content h SET reserved_by = new_id WHERE h.reserved_by = old.id;
    IF NOT console.order_reserve(new_id) THEN
        RAISE EXCEPTION 'what is ordered is not there any more' USING ERRCODE = 'HC018';
    END IF;
    IF replaced IS NOT NULL THEN
        PERFORM console.charge_end(operation, replaced, 'cancelled', 'charge_cancel');
    END IF;
    c.note := order_make.note;
    c := console.charge_new(operation, c);
    is_at_once := c.mode IN ('balance', 'counter');
    IF replaced IS NOT NULL THEN
        UPDATE console.charge h SET replaced_by = c.order_id WHERE h.order_id = replaced;
    END IF;
    UPDATE console.shop_order s SET charge_order_id = c.order_id WHERE s.id = new_id;
    IF is_at_once THEN
        PERFORM console.charge_pay_at_once(operation, c);
    ELSE
        UPDATE console.shop_order s SET state = 'awaiting_payment' WHERE s.id = new_id;
        PERFORM console.charge_wish(operation, c, 'midtrans:main', 'charge_create');
    END IF;
    PERFORM console.charge_audit(operation, c, NULL, jsonb_strip_nulls(jsonb_build_object(
        'state', CASE WHEN is_at_once THEN 'paid' ELSE c.state END, 'kind', c.kind, 'method', c.method, 'bank', c.bank,
        'subject', c.subject, 'amount_rp', c.amount_rp, 'discount_rp', nullif(c.discount_rp, 0), 'coupon', c.coupon_code,
        'note', c.note, 'replaces', replaced,
        'receipt', (SELECT r.number FROM console.receipt r WHERE r.order_id = c.order_id AND r.kind = 'payment'))));
    PERFORM console.order_audit(operation, new_id, NULL, jsonb_build_object(
        'state', CASE WHEN is_at_once THEN 'paid' ELSE 'awaiting_payment' END, 'items', console.order_text(new_id),
        'total_rp', c.amount_rp), jsonb_build_object('order_id', c.order_id));
    RETURN new_id;
EXCEPTION WHEN SQLSTATE 'HC018' THEN
    RETURN NULL;
END $$;

-- Hands out what was ordered: what is reserved, and where that was given back meanwhile, what is free. Where others took
-- that in this very moment the transaction is run anew, and then waits for a decision.
CREATE FUNCTION console.order_deliver(operation uuid, c console.charge) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    o console.shop_order;
    before text;
    wanted bigint;
BEGIN
    SELECT * INTO STRICT o FROM console.shop_order s WHERE s.charge_order_id = c.order_id FOR NO KEY UPDATE;
    before := o.state;
    IF NOT console.order_reserve(o.id) THEN
        RAISE EXCEPTION 'order %: what was ordered is not there any more', o.number USING ERRCODE = 'serialization_failure';
    END IF;
    SELECT sum(i.quantity) INTO wanted FROM console.order_item i WHERE i.order_id = o.id;
    IF console.product_hand_out(o.id) IS DISTINCT FROM wanted THEN
        RAISE EXCEPTION 'order %: more is reserved than was ordered', o.number USING ERRCODE = 'check_violation';
    END IF;
    UPDATE console.shop_order s
       SET state = 'paid', paid_at = clock_timestamp(), ended_at = clock_timestamp(), reason = NULL
     WHERE s.id = o.id;
    PERFORM console.order_audit(operation, o.id, jsonb_build_object('state', before), '{"state": "paid"}',
                                jsonb_build_object('contents', wanted))
      WHERE before <> 'pending';
END $$;

-- Brings an order to where its charge went: what ends unpaid is given back. What was handed out the buyer knows, and stays
-- so where the money goes back.
CREATE FUNCTION console.order_follow(c console.charge, next_state text, why text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    o console.shop_order;
BEGIN
    SELECT * INTO o FROM console.shop_order s WHERE s.charge_order_id = c.order_id FOR NO KEY UPDATE;
    IF o.state IN ('pending', 'awaiting_payment')
       AND next_state IN ('expired', 'cancelled', 'failed', 'refund_due', 'refunded', 'charged_back') THEN
        PERFORM console.product_give_back(o.id);
        UPDATE console.shop_order s
           SET state = CASE next_state WHEN 'expired' THEN 'expired' ELSE 'cancelled' END, reason = why,
               ended_at = clock_timestamp()
         WHERE s.id = o.id;
    ELSIF o.state = 'paid' AND next_state IN ('refunded', 'charged_back') THEN
        UPDATE console.shop_order s SET state = 'refunded', reason = why, ended_at = clock_timestamp() WHERE s.id = o.id;
    END IF;
END $$;

-- Why what was ordered can't be handed out; NULL where it can.
CREATE FUNCTION console.order_goods_gone(oid text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT string_agg('only ' || n.free || ' of ' || p.code || ' are in stock', '; ' ORDER BY i.position)
      FROM console.shop_order o
      JOIN console.order_item i ON i.order_id = o.id
      JOIN console.product p ON p.id = i.product_id
     CROSS JOIN LATERAL (
           SELECT (SELECT count(*) FROM (SELECT FROM console.product_content c
                                          WHERE c.product_id = p.id AND NOT c.is_used AND c.reserved_by IS NULL
                                          LIMIT i.quantity) f)
                  + (SELECT count(*) FROM console.product_content h
                      WHERE h.reserved_by = o.id AND h.product_id = p.id) AS free) n
     WHERE o.charge_order_id = oid AND o.state <> 'paid' AND n.free < i.quantity
$$;

-- What was handed out for an order, a line each, under the names of the products where there are several. The goods
-- themselves: they stand in no log, audit or list.
CREATE FUNCTION console.order_goods(of_order uuid)
RETURNS TABLE (place bigint, code text, name text, terms text, content_id bigint, content text)
LANGUAGE sql STABLE AS $$
    SELECT row_number() OVER (ORDER BY i.position, c.id), p.code, p.name, p.terms, c.id, c.content
      FROM console.order_item i
      JOIN console.product p ON p.id = i.product_id
      JOIN console.product_content c ON c.used_by_order_id = i.order_id AND c.product_id = i.product_id
     WHERE i.order_id = of_order
$$;

-- The same as texts of messages: none longer than the messenger takes.
CREATE FUNCTION console.order_goods_texts(of_order uuid) RETURNS TABLE (part bigint, text text)
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE whole AS (
        SELECT g.place, CASE WHEN lag(g.code) OVER (ORDER BY g.place) IS DISTINCT FROM g.code
                             THEN g.name || CASE WHEN g.terms <> '' THEN ' (' || left(g.terms, 200) || ')' ELSE '' END || E':\n'
                             ELSE '' END || g.content AS text
          FROM console.order_goods(of_order) g
    ), line AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY w.place, s.n) AS place, substr(w.text, s.n * 3000 + 1, 3000) AS text
          FROM whole w
         CROSS JOIN LATERAL generate_series(0, (char_length(w.text) - 1) / 3000) AS s (n)
    ), packed AS (
        SELECT l.place, 1::bigint AS part, char_length(l.text) AS length FROM line l WHERE l.place = 1
        UNION ALL
        SELECT l.place, CASE WHEN p.length + char_length(l.text) < 3000 THEN p.part ELSE p.part + 1 END,
               CASE WHEN p.length + char_length(l.text) < 3000 THEN p.length + 1 + char_length(l.text)
                    ELSE char_length(l.text) END
          FROM packed p
          JOIN line l ON l.place = p.place + 1
    )
    SELECT p.part, string_agg(l.text, E'\n' ORDER BY l.place)
      FROM packed p
      JOIN line l ON l.place = p.place
     GROUP BY p.part
$$;

-- Whether the goods of an order may be seen whole: somebody has asked for them a short time ago, and the audit has who.
CREATE FUNCTION console.order_is_shown(of_order uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM console.audit_log a
                    WHERE a.entity_type = 'order' AND a.entity_id = of_order::text AND a.action = 'orders.show_goods'
                      AND a.at > now() - interval '5 min')
$$;

-- "awaiting payment · Rp 50.000 · qris": one state of one order, for previews.
CREATE FUNCTION console.order_state_text(o console.shop_order) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', replace(o.state, '_', ' '), console.rp_text(o.total_rp),
                     (SELECT c.method FROM console.charge c WHERE c.order_id = o.charge_order_id))
$$;
CREATE FUNCTION console.order_label(o console.shop_order) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', 'order ' || o.number,
                     (SELECT u.full_name || ' ' || u.phone_number FROM public.users u WHERE u.id = o.user_id),
                     console.order_words(o.id))
$$;

-- Why an order can't be cancelled; NULL where it can.
CREATE FUNCTION console.order_cancel_refusal(o console.shop_order) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE o.state WHEN 'awaiting_payment' THEN
                             (SELECT console.charge_end_refusal(c) FROM console.charge c WHERE c.order_id = o.charge_order_id)
                        WHEN 'paid' THEN 'is paid already: refund it instead (orders.refund)'
                        ELSE 'is ' || replace(o.state, '_', ' ') || ' already' END
$$;

-- Why the money of an order can't go back; NULL where it can.
CREATE FUNCTION console.order_refund_refusal(o console.shop_order) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN o.state <> 'paid' THEN 'is ' || replace(o.state, '_', ' ') || ': there is nothing to give back'
                ELSE (SELECT coalesce(console.charge_refund_refusal(c),
                                      CASE WHEN c.mode = 'counter' THEN console.till_refusal(c.method) END)
                        FROM console.charge c WHERE c.order_id = o.charge_order_id) END
$$;

-- Puts what was handed out for an order back in stock; how many.
CREATE FUNCTION console.order_restock(of_order uuid) RETURNS bigint LANGUAGE sql AS $$
    WITH back AS (
        UPDATE console.product_content c SET is_used = false, used_at = NULL, used_by_order_id = NULL
         WHERE c.used_by_order_id = of_order
        RETURNING c.id
    )
    SELECT count(*) FROM back
$$;

-- Gives the money of an order back, or notes that it is due: at the counter and on the balance it goes at once, at a gateway
-- it is due first and then done. goods: what becomes of them when the money is back, stock or lost.
CREATE FUNCTION console.order_refund(operation uuid, of_order uuid, why text, goods text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    o console.shop_order;
    c console.charge;
    back bigint;
    next_state text;
BEGIN
    SELECT * INTO o FROM console.shop_order s WHERE s.id = of_order;
    c := console.charge_lock(o.charge_order_id);
    SELECT * INTO o FROM console.shop_order s WHERE s.id = of_order FOR NO KEY UPDATE;
    IF console.order_refund_refusal(o) IS NOT NULL OR NOT console.charge_note_refund(operation, c.order_id, why) THEN
        RETURN false;
    END IF;
    IF c.state = 'paid' AND c.mode IN ('counter', 'balance') THEN
        PERFORM console.charge_note_refund(operation, c.order_id, why);
    END IF;
    SELECT s.state INTO next_state FROM console.shop_order s WHERE s.id = of_order;
    IF next_state = 'refunded' THEN
        back := CASE WHEN goods = 'stock' THEN console.order_restock(of_order) END;
        -- What becomes of the goods is decided with it.
        UPDATE console.charge h SET waits_for = NULL WHERE h.order_id = c.order_id AND h.waits_for = console.order_goods_wait();
    END IF;
    PERFORM console.order_audit(operation, of_order, jsonb_build_object('state', o.state),
                                jsonb_build_object('state', next_state),
                                jsonb_strip_nulls(jsonb_build_object('reason', why, 'goods', goods, 'back_in_stock', back,
                                    'order_id', c.order_id)));
    RETURN true;
END $$;

-- What waits where the money of an order went back by itself.
CREATE FUNCTION console.order_goods_wait() RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT 'the money went back, the customer knows the goods: put them back in stock (orders.restock), or note that they are lost'
$$;

-- What a charge was for can't be given any more (as of 0031): of an order, what is in stock counts.
CREATE OR REPLACE FUNCTION console.charge_goods_gone(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE c.kind
               WHEN 'invoice' THEN
                   (SELECT CASE WHEN i.status = 'paid' THEN 'invoice ' || i.invoice_number || ' is paid already'
                                WHEN i.status = 'cancelled' AND c.state NOT IN ('late', 'mismatch')
                                THEN 'invoice ' || i.invoice_number || ' was cancelled' END
                      FROM console.invoice i
                     WHERE i.id = c.invoice_id)
               WHEN 'order' THEN console.order_goods_gone(c.order_id)
               ELSE console.charge_goods_gone_of_sale(c) END
$$;

-- Why nothing of a charge waits to be applied (as of 0044). An order needs no customer, but where its money goes on a balance.
CREATE OR REPLACE FUNCTION console.charge_late_refusal(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.waits_for = console.odd_word_waits(c.odd_word) THEN NULL
                WHEN c.state NOT IN ('late', 'mismatch')
                THEN 'is ' || replace(c.state, '_', ' ') || ': nothing waits to be applied'
                WHEN (c.kind NOT IN ('invoice', 'order') OR console.charge_goods_gone(c) IS NOT NULL)
                     AND NOT EXISTS (SELECT FROM public.users u WHERE u.id = c.user_id)
                THEN CASE c.kind WHEN 'order' THEN 'its goods are gone, and nobody has a balance: give the money back'
                                 ELSE 'its customer is gone: give the money back' END END
$$;

-- Its order id, by what it is for (as of 0031).
CREATE OR REPLACE FUNCTION console.charge_order_id(draft console.charge) RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT CASE draft.kind
               WHEN 'debt' THEN console.debt_order_id(draft.debt_id)
               WHEN 'deposit' THEN 'TOPUP-' || console.random_hex()
               WHEN 'invoice' THEN 'INVOICE-' || console.random_hex()
               WHEN 'order' THEN 'ORDER-' || console.random_hex()
               ELSE coalesce(nullif(left(regexp_replace(console.setting('payment_order_prefix', 'BELI'),
                                                        '[^A-Za-z0-9._~-]', '', 'g'), 20), ''), 'BELI')
                    || '-' || console.random_hex() END
$$;

-- Gives what was paid for (as of 0075): the goods of an order, too.
CREATE OR REPLACE FUNCTION console.charge_apply(operation uuid, oid text, effect text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
    note jsonb := jsonb_build_object('order_id', oid);
BEGIN
    SELECT * INTO STRICT c FROM console.charge h WHERE h.order_id = oid;
    INSERT INTO console.charge_effect (order_id, operation_id, effect) VALUES (oid, operation, charge_apply.effect);
    c.gives := console.charge_gives(CASE WHEN effect = c.kind THEN c
                                         ELSE jsonb_populate_record(c, jsonb_build_object('kind', effect)) END);
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
    ELSIF effect = 'invoice' THEN
        PERFORM console.invoice_pay(operation, c);
    ELSIF effect = 'debt' THEN
        INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
        SELECT operation, c.user_id, c.rest_rp, oid, c.subject WHERE c.rest_rp > 0;
    ELSIF effect = 'order' THEN
        PERFORM console.order_deliver(operation, c);
    ELSE
        RAISE EXCEPTION 'charge %: nothing is known to be done for %', oid, effect USING ERRCODE = 'feature_not_supported';
    END IF;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, r.entity_type, r.entity_id::text, r.before, r.after, r.details || note
      FROM console.operation o
     CROSS JOIN LATERAL (SELECT * FROM console.charge_package_rows(c) WHERE effect = 'package'
                         UNION ALL
                         SELECT * FROM console.charge_debt_rows(c) WHERE effect = 'debt') r
     WHERE o.id = operation;
    PERFORM console.receipt_issue(operation, c);
END $$;

-- Moves a charge and all that mirrors it (as of 0044): its order, too.
CREATE OR REPLACE FUNCTION console.charge_set(oid text, next_state text, said console.charge_said, why text, waits text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
    is_paid CONSTANT boolean := next_state IN ('paid', 'late', 'mismatch');
BEGIN
    UPDATE console.charge h
       SET state = next_state, reason = why, waits_for = waits,
           gateway_status = coalesce(said.gateway_status, h.gateway_status),
           transaction_id = coalesce(nullif(said.transaction_id, '?'), h.transaction_id),
           paid_amount_rp = coalesce(h.paid_amount_rp, CASE WHEN is_paid AND said.amount_rp >= 0 THEN said.amount_rp END),
           paid_at = coalesce(h.paid_at,
                              CASE WHEN is_paid THEN coalesce(console.said_time(said.paid_at), clock_timestamp()) END),
           updated_at = clock_timestamp()
     WHERE h.order_id = oid
    RETURNING * INTO c;
    UPDATE public.transactions t
       SET status = CASE WHEN next_state IN ('paid', 'part_refunded') THEN 'SUCCESS'
                         WHEN next_state IN ('expired', 'cancelled', 'failed') THEN upper(next_state)
                         WHEN next_state IN ('refunded', 'charged_back') THEN 'CANCELLED'
                         WHEN next_state = 'mismatch' AND t.status <> 'SUCCESS' THEN 'UNKNOWN'
                         ELSE t.status END,
           payment_time = CASE WHEN next_state = 'paid' THEN c.paid_at ELSE t.payment_time END,
           midtrans_transaction_id = coalesce(c.transaction_id, t.midtrans_transaction_id), updated_at = now()
     WHERE t.midtrans_order_id = oid;
    PERFORM console.charge_event(c, said, next_state);
    UPDATE console.deposit d
       SET status = CASE WHEN next_state = 'paid' THEN 'completed' ELSE next_state END,
           completed_at = CASE WHEN next_state = 'paid' THEN clock_timestamp() END
     WHERE d.gateway_order_id = oid AND next_state IN ('paid', 'expired', 'cancelled', 'failed');
    PERFORM console.charge_coupon(oid, CASE next_state WHEN 'paid' THEN 'used' ELSE 'released' END)
      WHERE next_state IN ('paid', 'expired', 'cancelled', 'failed', 'refund_due', 'refunded', 'charged_back');
    PERFORM console.order_follow(c, next_state, why) WHERE c.kind = 'order';
END $$;

-- What becomes of what was applied when its money went back (as of 0081): goods are known to the customer.
CREATE OR REPLACE FUNCTION console.charge_money_back(operation uuid, c console.charge) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    applied_by CONSTANT text := console.charge_applied_by(c);
BEGIN
    IF applied_by = 'portal' THEN
        RETURN 'the money went back; the portal applied it, and has to take it back';
    ELSIF applied_by IS NULL THEN
        RETURN NULL;
    ELSIF console.charge_on_balance_rp(c) = 0
          AND EXISTS (SELECT FROM console.charge_effect e WHERE e.order_id = c.order_id AND e.effect = 'deposit') THEN
        RETURN NULL;
    ELSIF EXISTS (SELECT FROM console.charge_effect e WHERE e.order_id = c.order_id AND e.effect = 'order') THEN
        RETURN console.order_goods_wait();
    ELSIF console.setting('payment_refund', 'hold') <> 'reverse' THEN
        RETURN 'the money went back, what was applied stands: undo it, or note that it stays';
    END IF;
    RETURN 'the money went back, what was applied stands: ' || console.charge_reverse(operation, c.order_id);
END $$;

-- Why what was given for a charge may not be taken back by an undo (as of 0075): goods don't come back by one.
CREATE OR REPLACE FUNCTION console.charge_undo_refusal(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.kind = 'order' THEN 'was paid for by ' || c.order_id || ': refund its order instead (orders.refund)'
                WHEN c.gateway = 'counter' AND c.state <> 'refunded'
                THEN 'was paid for at the counter by ' || c.order_id || ': reverse that (payments.reverse)'
                WHEN c.gateway = 'counter' THEN 'was reversed at the counter: sell it again'
                ELSE console.charge_undo_refusal_of_gateway(c) END
$$;

-- The cart of a form: one product with its quantity, and further lines.
CREATE FUNCTION console.order_given(product text, quantity text, items text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(concat_ws(',', product || ':' || coalesce(quantity, '1'), items), '')
$$;

-- Ends an order that waits for its payment, at its gateway first.
CREATE FUNCTION console.order_cancel(operation uuid, of_order uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    o console.shop_order;
    became text;
BEGIN
    SELECT s.* INTO o FROM console.shop_order s WHERE s.id = of_order;
    IF console.order_cancel_refusal(o) IS NOT NULL
       OR NOT console.charge_end(operation, o.charge_order_id, 'cancelled', 'charge_cancel') THEN
        RETURN false;
    END IF;
    SELECT s.state INTO became FROM console.shop_order s WHERE s.id = of_order;
    PERFORM console.order_audit(operation, of_order, jsonb_build_object('state', o.state), jsonb_build_object('state', became),
                                jsonb_build_object('order_id', o.charge_order_id));
    RETURN true;
END $$;

-- What comes of a refund.
CREATE FUNCTION console.order_refund_text(o console.shop_order, goods text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ',
               CASE WHEN c.state = 'paid' AND c.mode NOT IN ('counter', 'balance') THEN 'refund due: give it back at the gateway, then refund once more'
                    ELSE console.rp_text(coalesce(c.paid_amount_rp, c.amount_rp)) || ' go back' END,
               CASE WHEN c.state = 'paid' AND c.mode NOT IN ('counter', 'balance') THEN NULL
                    WHEN goods = 'stock' THEN n.contents || ' contents back in stock' ELSE n.contents || ' contents lost' END)
      FROM console.charge c
     CROSS JOIN (SELECT count(*) AS contents FROM console.product_content p WHERE p.used_by_order_id = o.id) n
     WHERE c.order_id = o.charge_order_id
$$;

-- Why the goods of an order are not sent; NULL where they are.
CREATE FUNCTION console.order_deliver_refusal(o console.shop_order) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN o.state <> 'paid' THEN 'is ' || replace(o.state, '_', ' ') || ': there is nothing to deliver'
                WHEN o.user_id IS NULL THEN 'was sold at the counter: show the goods instead (orders.show_goods)' END
$$;
CREATE FUNCTION console.order_deliver_again(operation uuid, of_order uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    o console.shop_order;
    c console.charge;
BEGIN
    SELECT s.* INTO o FROM console.shop_order s WHERE s.id = of_order;
    IF console.order_deliver_refusal(o) IS NOT NULL THEN
        RETURN false;
    END IF;
    c := console.charge_lock(o.charge_order_id);
    PERFORM console.charge_wish(operation, c, 'message:user', 'charge_message', 'delivered');
    PERFORM console.order_audit(operation, of_order, NULL, NULL, '{"asked": "charge_message"}');
    RETURN true;
END $$;

-- Notes that somebody looks at the goods of an order.
CREATE FUNCTION console.order_look(operation uuid, of_order uuid) RETURNS boolean LANGUAGE sql AS $$
    SELECT console.order_audit(operation, of_order, NULL, NULL,
                               jsonb_build_object('contents', (SELECT count(*) FROM console.order_goods(of_order))));
    SELECT true
$$;

-- Why the goods of an order stay with the customer; NULL where they can come back.
CREATE FUNCTION console.order_restock_refusal(o console.shop_order) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN o.state = 'paid' THEN 'is paid: refund it first (orders.refund)'
                WHEN NOT EXISTS (SELECT FROM console.product_content c WHERE c.used_by_order_id = o.id)
                THEN 'nothing of it is with the customer' END
$$;
CREATE FUNCTION console.order_put_back(operation uuid, of_order uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    o console.shop_order;
    back bigint;
BEGIN
    SELECT s.* INTO o FROM console.shop_order s WHERE s.id = of_order;
    PERFORM console.charge_lock(o.charge_order_id);
    SELECT s.* INTO o FROM console.shop_order s WHERE s.id = of_order FOR NO KEY UPDATE;
    IF o.id IS NULL OR console.order_restock_refusal(o) IS NOT NULL THEN
        RETURN false;
    END IF;
    back := console.order_restock(of_order);
    UPDATE console.charge h SET waits_for = NULL WHERE h.order_id = o.charge_order_id AND h.waits_for = console.order_goods_wait();
    PERFORM console.order_audit(operation, of_order, '{"goods": "lost"}', '{"goods": "stock"}',
                                jsonb_build_object('back_in_stock', back));
    RETURN true;
END $$;
