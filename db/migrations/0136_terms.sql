-- applies: always
-- What an operator said yes to is what is booked. The terms of a plan's row are a text that is made of what is to be booked,
-- and again of what was booked: they are compared before the commit.

-- "Rp 50.000 · 10.00 GB · 30 days · profile Gold": what is to be paid, and for what, of a charge or of what would become one. What
-- changes by itself (quota that was used meanwhile, stock, times) is none of it.
CREATE FUNCTION console.charge_terms(c console.charge) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF c.kind = 'package' THEN
        RETURN (SELECT concat_ws(' · ', console.rp_text(c.amount_rp),
                                 CASE WHEN p.data_quota_gb = 0 THEN 'unlimited access' ELSE p.data_quota_gb || ' GB' END,
                                 p.duration_days || CASE p.duration_days WHEN 1 THEN ' day' ELSE ' days' END, 'profile ' || f.profile_name)
                  FROM public.packages p
                  LEFT JOIN public.package_profiles f ON f.id = p.profile_id
                 WHERE p.id = c.package_id);
    ELSIF c.kind = 'debt' AND c.debt_parts IS NOT NULL THEN
        RETURN (SELECT console.rp_text(c.amount_rp) || ' · ' || sum(m.mb) || ' MB' FROM unnest(c.debt_parts) AS m (mb));
    END IF;
    RETURN console.rp_text(c.amount_rp);
END $$;

-- "Rp 50.000 · 10240 MB": of a debt item that is entered for what is given on credit.
CREATE FUNCTION console.advance_terms(item jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT console.rp_text((item ->> 'price_rp')::bigint)
           || CASE WHEN item ->> 'amount_mb' = '1' THEN '' ELSE ' · ' || (item ->> 'amount_mb') || ' MB' END
$$;

-- The same of a charge that the statement around it has just made.
CREATE FUNCTION console.charge_terms(oid text) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN (SELECT console.charge_terms(c) FROM console.charge c WHERE c.order_id = oid);
END $$;

-- Of what an offer would make, or shows again.
CREATE FUNCTION console.offer_terms(o console.charge_offer) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN o.refusal IS NOT NULL THEN NULL
                WHEN (o.draft).order_id IS NULL THEN console.charge_terms(o.draft)
                ELSE (SELECT console.charge_terms(c) FROM console.charge_known(ARRAY[(o.draft).order_id]) c) END
$$;

-- "Rp 45.000 · GAME:1,PULSA:2".
CREATE FUNCTION console.order_terms(of_order uuid) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN (SELECT console.rp_text(o.total_rp) || ' · ' || console.order_text(o.id) FROM console.shop_order o WHERE o.id = of_order);
END $$;
CREATE FUNCTION console.order_offer_terms(o console.charge_offer, items text) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN CASE WHEN o.refusal IS NOT NULL THEN NULL
                WHEN (o.draft).order_id IS NULL
                THEN console.rp_text((o.draft).amount_rp) || ' · ' || console.order_cart_text(items)
                ELSE console.order_terms((console.order_of_charge((o.draft).order_id)).id) END;
END $$;
-- What a voucher was just sold for.
CREATE FUNCTION console.voucher_terms(of_voucher uuid) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN (SELECT console.rp_text(v.sold_rp) FROM console.voucher v WHERE v.id = of_voucher);
END $$;

-- What an invoice comes to.
CREATE FUNCTION console.invoice_terms(of_invoice uuid) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN (SELECT console.rp_text(i.total_rp) FROM console.invoice i WHERE i.id = of_invoice);
END $$;

-- The invoices that an operation has made, each with its subscription.
CREATE FUNCTION console.invoices_made(operation uuid, made bigint) RETURNS TABLE (id uuid, terms text)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN QUERY
    SELECT (a.details ->> 'subscription_id')::uuid,
           console.rp_text((a.after ->> 'base_rp')::bigint + (a.after ->> 'tax_rp')::bigint)
      FROM console.audit_log a
     WHERE a.operation_id = operation AND a.entity_type = 'invoice' AND made > 0;
END $$;

-- The commission that an operation put on a seller's balance.
CREATE FUNCTION console.commission_terms(operation uuid, of_seller uuid) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN (SELECT console.rp_text((a.details ->> 'commission_rp')::bigint)
              FROM console.audit_log a
             WHERE a.operation_id = operation AND a.entity_type = 'seller' AND a.entity_id = of_seller::text
               AND a.details ? 'commission_rp');
END $$;

-- "Rp 450.000 to be in the drawer": of a till that is open, or was just closed.
CREATE FUNCTION console.till_terms(of_till uuid) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN (SELECT console.rp_text(coalesce(t.expected_rp, t.float_rp + s.cash_rp)) || ' to be in the drawer'
              FROM console.till t
             CROSS JOIN LATERAL console.till_sums(t.id) s
             WHERE t.id = of_till);
END $$;
