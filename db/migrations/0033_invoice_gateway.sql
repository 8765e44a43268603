-- applies: always
-- Invoices beside the other payments: what the gateway's last word is compared with, and what customers are told.

-- Whether a gateway's last word is another than ours (as of 0024). Xendit knows one end for a link that nobody paid,
-- whether its time was over or it was withdrawn.
CREATE OR REPLACE FUNCTION console.payment_differs(state text, gateway_status text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE lower(gateway_status)
               WHEN 'pending' THEN state NOT IN ('new', 'open')
               WHEN 'settlement' THEN state <> 'paid'
               WHEN 'capture' THEN state <> 'paid'
               WHEN 'success' THEN state <> 'paid'
               WHEN 'paid' THEN state <> 'paid'
               WHEN 'settled' THEN state <> 'paid'
               WHEN 'expire' THEN state <> 'expired'
               WHEN 'expired' THEN state NOT IN ('expired', 'cancelled')
               WHEN 'cancel' THEN state <> 'cancelled'
               WHEN 'cancelled' THEN state <> 'cancelled'
               WHEN 'deny' THEN state <> 'failed'
               WHEN 'failure' THEN state <> 'failed'
               WHEN 'failed' THEN state <> 'failed'
               WHEN 'refund' THEN state <> 'refunded'
               WHEN 'partial_refund' THEN state <> 'part_refunded'
               WHEN 'chargeback' THEN state <> 'charged_back'
               WHEN 'partial_chargeback' THEN state <> 'charged_back'
               ELSE false END
$$;

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
