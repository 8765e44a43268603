-- applies: always
-- Invoices beside the other payments: what customers and operators are told of them.

-- How a charge is paid, as customers call it: an invoice on Xendit's page.
CREATE FUNCTION console.message_method(c console.charge) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN c.method IS NULL AND c.gateway = 'xendit' THEN 'Xendit'
                ELSE console.message_method(c.method, c.bank) END
$$;

-- One piece of news of one charge (as of 0020). Where money for an invoice waits for a decision it is told as well that
-- the invoice is paid already: of two links that were both paid, the second is late.
ALTER FUNCTION console.charge_news(uuid, text, console.charge_said) RENAME TO charge_news_of_sale;
CREATE FUNCTION console.charge_news(operation uuid, oid text, said console.charge_said) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT console.charge_news_of_sale(operation, oid, said) THEN
        RETURN false;
    END IF;
    UPDATE console.charge h
       SET reason = concat_ws('; ', h.reason, console.charge_goods_gone(h))
     WHERE h.order_id = oid AND h.kind = 'invoice' AND h.state IN ('late', 'mismatch')
       AND h.reason IS DISTINCT FROM console.charge_goods_gone(h);
    RETURN true;
END $$;
