-- applies: always
-- What repairs the shop's data where it breaks a rule, see console.finding_repair().

-- The stock that is shown becomes what there is: as one more row, so that no sale waits.
CREATE FUNCTION console.mend_stock_is_its_contents(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO console.product_count (product_id, free, reserved, used)
    SELECT key::uuid, n.free - c.free, n.reserved - c.reserved, n.used - c.used
      FROM (SELECT count(*) FILTER (WHERE NOT x.is_used AND x.reserved_by IS NULL) AS free,
                   count(*) FILTER (WHERE x.reserved_by IS NOT NULL) AS reserved, count(*) FILTER (WHERE x.is_used) AS used
              FROM console.product_content x WHERE x.product_id = key::uuid) n
     CROSS JOIN (SELECT coalesce(sum(k.free), 0) AS free, coalesce(sum(k.reserved), 0) AS reserved, coalesce(sum(k.used), 0) AS used
                   FROM console.product_count k WHERE k.product_id = key::uuid) c
     WHERE (n.free, n.reserved, n.used) <> (c.free, c.reserved, c.used);
    RETURN FOUND;
END $$;

-- A paid order gets what it lacks, if there is enough.
CREATE FUNCTION console.mend_orders_have_goods(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    line record;
    given integer := 0;
BEGIN
    PERFORM FROM console.shop_order o WHERE o.id = key::uuid AND o.state = 'paid' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    FOR line IN
        SELECT i.product_id, p.code,
               i.quantity - (SELECT count(*) FROM console.product_content c
                              WHERE c.product_id = i.product_id AND key::uuid IN (c.used_by_order_id, c.reserved_by))::integer AS missing
          FROM console.order_item i
          JOIN console.product p ON p.id = i.product_id
         WHERE i.order_id = key::uuid
         ORDER BY i.product_id
    LOOP
        IF line.missing > 0 AND console.product_take(key::uuid, line.product_id, line.missing) < line.missing THEN
            RAISE EXCEPTION 'there is not enough of % in stock', line.code USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    given := console.product_hand_out(key::uuid);
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after)
    SELECT o.id, o.actor, o.action, 'order', key, jsonb_build_object('handed_out', given)
      FROM console.operation o
     WHERE o.id = operation AND given > 0;
    RETURN given > 0;
END $$;

-- What is reserved for an order that has ended can be sold again.
CREATE FUNCTION console.mend_reserved_for_open_orders(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM console.shop_order o
      WHERE o.id = key::uuid AND o.state IN ('cancelled', 'expired', 'refunded') FOR NO KEY UPDATE;
    RETURN FOUND AND console.product_give_back(key::uuid) > 0;
END $$;

-- A content that somebody may have seen is never sold: it goes.
CREATE FUNCTION console.mend_used_by_orders(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM console.product_content c WHERE c.id = key::bigint AND c.is_used AND c.used_by_order_id IS NULL;
    RETURN FOUND;
END $$;
CREATE FUNCTION console.mend_contents_differ(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM console.product_content c WHERE c.id = key::bigint AND NOT c.is_used AND c.reserved_by IS NULL;
    RETURN FOUND;
END $$;

-- An order whose charge has ended ends with it.
CREATE FUNCTION console.mend_orders_follow_charges(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE console.shop_order o
       SET state = CASE c.state WHEN 'expired' THEN 'expired' ELSE 'cancelled' END, ended_at = clock_timestamp()
      FROM console.charge c
     WHERE o.id = key::uuid AND c.order_id = o.charge_order_id AND o.state = 'awaiting_payment'
       AND c.state IN ('expired', 'cancelled', 'failed');
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM console.product_give_back(key::uuid);
    RETURN true;
END $$;

-- The total of an order is what its lines and its charge say.
CREATE FUNCTION console.mend_order_totals(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE console.shop_order o SET total_rp = c.amount_rp
      FROM console.charge c
     WHERE o.id = key::uuid AND c.order_id = o.charge_order_id AND o.total_rp <> c.amount_rp
       AND c.amount_rp + o.discount_rp = (SELECT sum(i.quantity * i.unit_price_rp) FROM console.order_item i WHERE i.order_id = o.id);
    RETURN FOUND;
END $$;
