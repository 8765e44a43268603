-- applies: always
-- Sellers: customers who buy to sell on, at a price of their own, from their balance.

CREATE TABLE console.seller (
    id                 uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id            uuid NOT NULL UNIQUE, -- the customer: phone, balance and messages are that one's
    name               text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    discount_percent   integer NOT NULL DEFAULT 0 CHECK (discount_percent BETWEEN 0 AND 100),
    commission_percent integer NOT NULL DEFAULT 0 CHECK (commission_percent BETWEEN 0 AND 100),
    day_limit_rp       bigint CHECK (day_limit_rp > 0), -- bought in a day; NULL: as much as the balance holds
    note               text NOT NULL DEFAULT '',
    actor              text NOT NULL DEFAULT '',
    created_at         timestamptz NOT NULL DEFAULT now(),
    ended_at           timestamptz -- sells no more
);
CREATE INDEX seller_name ON console.seller (lower(name), id);
CREATE INDEX seller_created ON console.seller (created_at, id);

-- What a seller pays for a product or a package, where that is not the price less the discount.
CREATE TABLE console.seller_price (
    seller_id  uuid NOT NULL REFERENCES console.seller (id) ON DELETE CASCADE,
    product_id uuid REFERENCES console.product (id) ON DELETE CASCADE,
    package_id uuid,
    price_rp   bigint NOT NULL CHECK (price_rp > 0),
    CONSTRAINT seller_price_of_one CHECK ((product_id IS NULL) <> (package_id IS NULL))
);
CREATE UNIQUE INDEX seller_price_once ON console.seller_price (seller_id, coalesce(product_id, package_id));

-- What sellers bought, by the month in which it was paid: kept with their orders, so that no list sums them up.
CREATE TABLE console.seller_month (
    seller_id     uuid NOT NULL REFERENCES console.seller (id) ON DELETE CASCADE,
    month         date NOT NULL,
    orders        bigint NOT NULL,
    goods         bigint NOT NULL,
    list_rp       bigint NOT NULL, -- at the price of everybody else
    paid_rp       bigint NOT NULL,
    commission_rp bigint NOT NULL,
    PRIMARY KEY (seller_id, month)
);
CREATE INDEX seller_month_month ON console.seller_month (month DESC, seller_id);

ALTER TABLE console.shop_order ADD COLUMN commission_rp bigint NOT NULL DEFAULT 0 CHECK (commission_rp >= 0);
ALTER TABLE console.order_item ADD COLUMN list_price_rp bigint; -- of everybody else, on that day
CREATE INDEX shop_order_seller ON console.shop_order (seller_id, created_at) WHERE seller_id IS NOT NULL;
CREATE INDEX balance_entry_commission ON console.balance_entry (user_id) INCLUDE (rp) WHERE order_id LIKE 'KOMISI-%';

-- The seller that a customer is; NULL: none, or one that sells no more.
CREATE FUNCTION console.seller_of(customer uuid) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT s.id FROM console.seller s WHERE s.user_id = customer AND s.ended_at IS NULL
$$;

CREATE FUNCTION console.seller_label(s console.seller) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' ', s.name, (SELECT u.phone_number FROM public.users u WHERE u.id = s.user_id))
$$;

-- A price less a discount, which is rounded down.
CREATE FUNCTION console.seller_discounted(price_rp bigint, percent integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT price_rp - price_rp * percent / 100
$$;

-- What a seller pays for a package.
CREATE FUNCTION console.seller_package_price(seller uuid, package uuid) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(r.price_rp, console.seller_discounted(p.price, s.discount_percent))
      FROM console.seller s
     CROSS JOIN public.packages p
      LEFT JOIN console.seller_price r ON r.seller_id = s.id AND r.package_id = p.id
     WHERE s.id = seller AND p.id = package
$$;

CREATE OR REPLACE FUNCTION console.order_price_for(of_product uuid, for_buyer uuid) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(r.price_rp, console.seller_discounted(p.price_rp, s.discount_percent), p.price_rp)
      FROM console.product p
      LEFT JOIN console.seller s ON s.user_id = for_buyer AND s.ended_at IS NULL
      LEFT JOIN console.seller_price r ON r.seller_id = s.id AND r.product_id = p.id
     WHERE p.id = of_product
$$;

CREATE OR REPLACE FUNCTION console.order_seller(for_buyer uuid) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT console.seller_of(for_buyer)
$$;

-- What a seller has bought today, paid or still to be paid.
CREATE FUNCTION console.seller_bought_today(seller uuid) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(o.total_rp), 0)::bigint
      FROM console.shop_order o
     WHERE o.seller_id = seller AND o.state IN ('pending', 'awaiting_payment', 'paid')
       AND o.created_at >= console.today()::timestamp AT TIME ZONE console.zone()
$$;

-- Why a customer, being a seller, can't buy for so much; NULL where that is no reason.
CREATE FUNCTION console.seller_order_refusal(buyer uuid, rp bigint, coupon text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN coupon IS NOT NULL THEN 'a seller buys at the seller''s price, without a coupon'
                WHEN s.day_limit_rp < t.rp + seller_order_refusal.rp
                THEN 'may buy for ' || console.rp_text(s.day_limit_rp) || ' a day, and has for ' || console.rp_text(t.rp) END
      FROM console.seller s
     CROSS JOIN LATERAL (SELECT CASE WHEN s.day_limit_rp IS NOT NULL THEN console.seller_bought_today(s.id) END AS rp) t
     WHERE s.user_id = buyer AND s.ended_at IS NULL
$$;

-- What would be asked for a cart (as of 0087): a seller has a limit, and no coupons.
CREATE OR REPLACE FUNCTION console.offer_order(buyer uuid, items text, method text, bank text, coupon text)
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
                    ELSE coalesce(console.seller_order_refusal(buyer, t.rp, coupon),
                                  console.balance_refusal(buyer, method, t.rp - d.rp)) END)::console.charge_offer
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

-- The commission of an order, as agreed on the day of it, rounded down.
CREATE FUNCTION console.shop_order_commission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT NEW.total_rp * s.commission_percent / 100 INTO STRICT NEW.commission_rp
      FROM console.seller s
     WHERE s.id = NEW.seller_id;
    RETURN NEW;
END $$;
CREATE TRIGGER shop_order_commission BEFORE INSERT ON console.shop_order
    FOR EACH ROW WHEN (NEW.seller_id IS NOT NULL) EXECUTE FUNCTION console.shop_order_commission();

CREATE FUNCTION console.order_item_list_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT p.price_rp INTO NEW.list_price_rp FROM console.product p WHERE p.id = NEW.product_id;
    RETURN NEW;
END $$;
CREATE TRIGGER order_item_list_price BEFORE INSERT ON console.order_item
    FOR EACH ROW WHEN (NEW.list_price_rp IS NULL) EXECUTE FUNCTION console.order_item_list_price();

-- What a seller's orders come to, by month: what seller_month has to say.
CREATE FUNCTION console.seller_months(of_seller uuid, of_order uuid)
RETURNS TABLE (seller_id uuid, month date, orders bigint, goods bigint, list_rp bigint, paid_rp bigint, commission_rp bigint)
LANGUAGE sql STABLE AS $$
    SELECT o.seller_id, date_trunc('month', o.paid_at AT TIME ZONE console.zone())::date, count(*), sum(i.goods)::bigint,
           sum(i.rp)::bigint, sum(o.total_rp)::bigint, sum(o.commission_rp)::bigint
      FROM console.shop_order o
     CROSS JOIN LATERAL (
           SELECT coalesce(sum(x.quantity), 0) AS goods,
                  coalesce(sum(x.quantity * coalesce(x.list_price_rp, x.unit_price_rp)), 0) AS rp
             FROM console.order_item x
            WHERE x.order_id = o.id) i
     WHERE o.seller_id IS NOT NULL AND o.state = 'paid'
       AND (of_seller IS NULL OR o.seller_id = of_seller) AND (of_order IS NULL OR o.id = of_order)
     GROUP BY 1, 2
$$;

-- An order that is paid counts from then on; one whose money went back counts no more. The seller's row is locked by the
-- operation, as its customer.
CREATE FUNCTION console.shop_order_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'paid' THEN
        INSERT INTO console.seller_month AS m SELECT * FROM console.seller_months(NEW.seller_id, NEW.id)
        ON CONFLICT (seller_id, month) DO UPDATE
           SET orders = m.orders + excluded.orders, goods = m.goods + excluded.goods, list_rp = m.list_rp + excluded.list_rp,
               paid_rp = m.paid_rp + excluded.paid_rp, commission_rp = m.commission_rp + excluded.commission_rp;
    ELSIF OLD.state = 'paid' THEN
        UPDATE console.seller_month m
           SET orders = m.orders - 1, goods = m.goods - i.goods, list_rp = m.list_rp - i.rp,
               paid_rp = m.paid_rp - NEW.total_rp, commission_rp = m.commission_rp - NEW.commission_rp
          FROM (SELECT coalesce(sum(x.quantity), 0) AS goods,
                       coalesce(sum(x.quantity * coalesce(x.list_price_rp, x.unit_price_rp)), 0) AS rp
                  FROM console.order_item x
                 WHERE x.order_id = NEW.id) i
         WHERE m.seller_id = NEW.seller_id
           AND m.month = date_trunc('month', OLD.paid_at AT TIME ZONE console.zone())::date;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER shop_order_counts AFTER UPDATE OF state ON console.shop_order
    FOR EACH ROW WHEN (NEW.seller_id IS NOT NULL AND OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION console.shop_order_counts();

-- Commission that stands on the balance already, and what is due yet: below zero where orders were refunded after it.
CREATE FUNCTION console.seller_commission_paid(s console.seller) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(b.rp), 0)::bigint
      FROM console.balance_entry b
     WHERE b.user_id = s.user_id AND b.order_id LIKE 'KOMISI-%'
$$;
CREATE FUNCTION console.seller_commission_due(s console.seller) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT sum(m.commission_rp) FROM console.seller_month m WHERE m.seller_id = s.id), 0)::bigint
           - console.seller_commission_paid(s)
$$;

-- Why so much commission (NULL: all that is due; below zero: taken back) is not put on the balance; NULL where it is.
CREATE FUNCTION console.seller_commission_refusal(s console.seller, rp bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN coalesce(seller_commission_refusal.rp, d.due) = 0 THEN 'no commission is due'
                WHEN coalesce(seller_commission_refusal.rp, d.due) > d.due OR d.due < 0 AND seller_commission_refusal.rp IS NULL
                THEN 'only ' || console.rp_text(greatest(0, d.due)) || ' of commission are due'
                WHEN seller_commission_refusal.rp < 0 AND console.seller_commission_paid(s) < -seller_commission_refusal.rp
                THEN 'only ' || console.rp_text(console.seller_commission_paid(s)) || ' of commission were put on the balance'
                WHEN seller_commission_refusal.rp < 0 AND console.balance_rp(s.user_id) < -seller_commission_refusal.rp
                THEN 'has only ' || console.rp_text(console.balance_rp(s.user_id)) || ' on the balance' END
      FROM (SELECT console.seller_commission_due(s) AS due) d
$$;

-- The audit row of a seller.
CREATE FUNCTION console.seller_audit(operation uuid, s console.seller, before jsonb, after jsonb, details jsonb DEFAULT '{}')
RETURNS void LANGUAGE sql AS $$
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, 'seller', s.id::text, before, after, jsonb_build_object('user_id', s.user_id) || details
      FROM console.operation o
     WHERE o.id = operation
$$;

-- Puts commission on a balance, whose customer is locked; false where it is refused by now.
CREATE FUNCTION console.seller_pay_commission(operation uuid, of_seller uuid, rp bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    s console.seller;
    given bigint;
    was bigint;
    oid CONSTANT text := 'KOMISI-' || console.random_hex();
BEGIN
    SELECT * INTO s FROM console.seller x WHERE x.id = of_seller FOR NO KEY UPDATE;
    IF s.id IS NULL OR console.seller_commission_refusal(s, rp) IS NOT NULL THEN
        RETURN false;
    END IF;
    given := coalesce(rp, console.seller_commission_due(s));
    was := console.balance_rp(s.user_id);
    INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
    VALUES (operation, s.user_id, given, oid, 'commission');
    PERFORM console.seller_audit(operation, s, NULL, NULL, jsonb_build_object(
        'balance_before_rp', was, 'balance_after_rp', was + given, 'entry', oid, 'commission_rp', given));
    RETURN true;
END $$;

-- "15 % less · 2 % commission · Rp 500.000 a day": on what terms one sells.
CREATE FUNCTION console.seller_text(s console.seller) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', s.name, s.discount_percent || ' % less', nullif(s.commission_percent, 0) || ' % commission',
                     console.rp_text(s.day_limit_rp) || ' a day', nullif(s.note, ''),
                     CASE WHEN s.ended_at IS NOT NULL THEN 'sells no more' END)
$$;

-- A seller as written anew, of each NULL for as it is and - for none.
CREATE FUNCTION console.seller_wanted(s console.seller, new_name text, discount integer, commission integer, day_limit text,
                                      new_note text) RETURNS console.seller
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    s.name := coalesce(new_name, s.name);
    s.discount_percent := coalesce(discount, s.discount_percent, 0);
    s.commission_percent := coalesce(commission, s.commission_percent, 0);
    IF day_limit IS NOT NULL THEN
        s.day_limit_rp := nullif(day_limit, '-')::bigint;
    END IF;
    s.note := coalesce(CASE new_note WHEN '-' THEN '' ELSE new_note END, s.note, '');
    RETURN s;
END $$;

-- What a price of a seller's list is for: one of both is given.
CREATE FUNCTION console.seller_priced(product text, package text, OUT id uuid, OUT is_product boolean, OUT name text,
                                      OUT list_rp bigint, OUT refusal text)
LANGUAGE sql STABLE AS $$
    SELECT coalesce(p.id, k.id), p.id IS NOT NULL, coalesce(p.code, k.name), coalesce(p.price_rp, k.price),
           CASE WHEN (product IS NULL) = (package IS NULL) THEN 'say what it is a price of: a product, or a package'
                WHEN product IS NOT NULL AND p.id IS NULL THEN 'there is no product ' || product
                WHEN package IS NOT NULL AND k.id IS NULL THEN 'there is no package ' || package END
      FROM (SELECT) one
      LEFT JOIN console.product p ON p.code = console.product_code_given(product)
      LEFT JOIN public.packages k ON k.name = package
$$;

-- "PULSA Rp 9.500, GAME Rp 40.000": the prices that were agreed one by one.
CREATE FUNCTION console.seller_prices_text(seller uuid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT string_agg(x.name || ' ' || console.rp_text(x.price_rp), ', ' ORDER BY x.name)
      FROM (SELECT coalesce(p.code, k.name) AS name, r.price_rp
              FROM console.seller_price r
              LEFT JOIN console.product p ON p.id = r.product_id
              LEFT JOIN public.packages k ON k.id = r.package_id
             WHERE r.seller_id = seller) x
$$;

-- Writes a price of a seller's list; rp NULL: the price less the discount counts again. False: it stood there.
CREATE FUNCTION console.seller_set_price(operation uuid, of_seller uuid, product text, package text, rp bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    s console.seller;
    g CONSTANT record := console.seller_priced(product, package);
    was bigint;
BEGIN
    SELECT * INTO s FROM console.seller x WHERE x.id = of_seller FOR NO KEY UPDATE;
    SELECT r.price_rp INTO was FROM console.seller_price r WHERE r.seller_id = of_seller AND g.id IN (r.product_id, r.package_id);
    IF s.id IS NULL OR g.refusal IS NOT NULL OR was IS NOT DISTINCT FROM rp THEN
        RETURN false;
    END IF;
    DELETE FROM console.seller_price r WHERE r.seller_id = of_seller AND g.id IN (r.product_id, r.package_id);
    INSERT INTO console.seller_price (seller_id, product_id, package_id, price_rp)
    SELECT of_seller, CASE WHEN g.is_product THEN g.id END, CASE WHEN NOT g.is_product THEN g.id END, rp WHERE rp IS NOT NULL;
    PERFORM console.seller_audit(operation, s, jsonb_build_object('price_rp', was), jsonb_build_object('price_rp', rp),
                                 jsonb_build_object('of', g.name));
    RETURN true;
END $$;

-- Has sellers sell no more, or again; those whom that changed.
CREATE FUNCTION console.seller_turn(operation uuid, ids uuid[], to_active boolean) RETURNS uuid[]
LANGUAGE sql AS $$
    WITH turned AS (
        UPDATE console.seller s SET ended_at = CASE WHEN NOT to_active THEN now() END
         WHERE s.id = ANY (ids) AND (s.ended_at IS NULL) <> to_active
        RETURNING s.id, s.user_id
    ), noted AS (
        INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
        SELECT o.id, o.actor, o.action, 'seller', t.id::text, jsonb_build_object('sells', NOT to_active),
               jsonb_build_object('sells', to_active), jsonb_build_object('user_id', t.user_id)
          FROM console.operation o CROSS JOIN turned t
         WHERE o.id = operation
    )
    SELECT array_agg(t.id) FROM turned t
$$;

-- A seller's months say what the orders are.
CREATE FUNCTION console.mend_seller_months(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    was jsonb;
    is_now jsonb;
    s console.seller;
BEGIN
    SELECT x.* INTO s FROM console.seller x WHERE x.id = key::uuid;
    PERFORM FROM public.users u WHERE u.id = s.user_id FOR NO KEY UPDATE;
    SELECT jsonb_agg(to_jsonb(m) - 'seller_id' ORDER BY m.month) INTO was FROM console.seller_month m
     WHERE m.seller_id = s.id AND m.orders + m.goods + m.list_rp + m.paid_rp + m.commission_rp <> 0;
    SELECT jsonb_agg(to_jsonb(m) - 'seller_id' ORDER BY m.month) INTO is_now FROM console.seller_months(s.id, NULL) m;
    IF was IS NOT DISTINCT FROM is_now THEN
        RETURN false;
    END IF;
    DELETE FROM console.seller_month m WHERE m.seller_id = s.id;
    INSERT INTO console.seller_month SELECT * FROM console.seller_months(s.id, NULL);
    PERFORM console.seller_audit(operation, s, jsonb_build_object('months', was), jsonb_build_object('months', is_now));
    RETURN true;
END $$;

-- What a customer has beside the record itself (as of 0068): a seller's terms, too.
CREATE OR REPLACE FUNCTION console.user_remains(customer uuid) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(concat_ws(', ',
               CASE WHEN EXISTS (SELECT FROM public.user_devices d WHERE d.user_id = customer) THEN 'has devices' END,
               CASE WHEN EXISTS (SELECT FROM public.daily_usage_logs l WHERE l.user_id = customer) THEN 'has used quota' END,
               CASE WHEN EXISTS (SELECT FROM public.quota_mutation_ledger l
                                  WHERE l.user_id = customer AND l.source <> 'console.users.add')
                    THEN 'has changes of quota' END,
               CASE WHEN EXISTS (SELECT FROM public.user_quota_debts d WHERE d.user_id = customer) THEN 'has debt items' END,
               CASE WHEN EXISTS (SELECT FROM public.transactions t WHERE t.user_id = customer)
                      OR EXISTS (SELECT FROM console.charge c WHERE c.user_id = customer) THEN 'has payments' END,
               CASE WHEN EXISTS (SELECT FROM console.subscription s WHERE s.user_id = customer)
                      OR EXISTS (SELECT FROM console.invoice i WHERE i.user_id = customer) THEN 'has subscriptions' END,
               CASE WHEN EXISTS (SELECT FROM console.balance_entry b WHERE b.user_id = customer) THEN 'has a balance' END,
               CASE WHEN EXISTS (SELECT FROM console.seller s WHERE s.user_id = customer) THEN 'is a seller' END), '')
$$;
