-- applies: always
-- Money below zero reads alike everywhere, a till that goes below zero is said before, and what has no price is not sold.

-- "Rp 12.500", "-Rp 12.500" (as of 0008).
CREATE OR REPLACE FUNCTION console.rp_text(rp numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT replace(to_char(rp, 'FMMI"Rp "999,999,999,999,999,999,990'), ',', '.')
$$;

-- That the drawer of who does it has not so much cash to give back; NULL where it has.
CREATE FUNCTION console.till_note(cash_rp numeric) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    held numeric;
BEGIN
    IF coalesce(cash_rp, 0) <= 0 THEN
        RETURN NULL;
    END IF;
    SELECT t.float_rp + s.cash_rp INTO held
      FROM console.till t
     CROSS JOIN LATERAL console.till_sums(t.id) s
     WHERE t.operator = console.actor() AND t.closed_at IS NULL;
    RETURN CASE WHEN held IS NULL THEN 'no till of yours is open: one is opened ' || console.rp_text(cash_rp) || ' below zero'
                WHEN held < cash_rp THEN 'your till holds ' || console.rp_text(held) || ': it goes ' || console.rp_text(cash_rp - held)
                                         || ' below zero' END;
END $$;

-- The lines of a cart (as of 0087).
CREATE OR REPLACE FUNCTION console.order_lines(items text, buyer uuid, held_by uuid)
RETURNS TABLE (place bigint, code text, product_id uuid, name text, quantity bigint, price_rp bigint, free bigint, refusal text)
LANGUAGE sql STABLE AS $$
    SELECT c.place, c.code, p.id, p.name, c.quantity, r.price_rp, n.free,
           CASE WHEN p.id IS NULL THEN 'there is no product ' || c.code
                WHEN c.quantity IS NULL OR c.quantity < 1 THEN 'how many of ' || c.code || '? Write ' || c.code || ':2'
                WHEN c.quantity > 1000 THEN 'an order has at most 1000 of ' || c.code
                WHEN NOT p.is_active THEN c.code || ' is withdrawn: nobody can buy it'
                WHEN p.price_rp <= 0 THEN c.code || ' has no price: give it one first (stock.edit)'
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
