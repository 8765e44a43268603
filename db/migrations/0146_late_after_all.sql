-- applies: always
-- What a paid charge never brought about is applied by hand: with what payments.apply_late does of late money.

-- Paid, and nothing came of it: neither here nor by the portal, which applies what it began or heard of first.
CREATE FUNCTION console.charge_lacks_effect(c console.charge) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT c.state IN ('paid', 'part_refunded') AND NOT c.is_adopted
           AND NOT EXISTS (SELECT FROM console.charge_effect e WHERE e.order_id = c.order_id)
           AND NOT EXISTS (SELECT FROM console.audit_log a
                            WHERE a.entity_id = c.order_id AND a.details ->> 'applied_by' = 'portal')
$$;

-- Why nothing of a charge waits to be applied (as of 0087); what is paid and was not applied waits, too.
CREATE OR REPLACE FUNCTION console.charge_late_refusal(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.waits_for = console.odd_word_waits(c.odd_word) THEN NULL
                WHEN console.charge_lacks_effect(c)
                THEN CASE WHEN c.kind NOT IN ('invoice', 'order') AND NOT EXISTS (SELECT FROM public.users u WHERE u.id = c.user_id)
                          THEN 'its customer is gone: give the money back'
                          ELSE console.charge_goods_gone(c) END
                WHEN c.state NOT IN ('late', 'mismatch')
                THEN 'is ' || replace(c.state, '_', ' ') || ': nothing waits to be applied'
                WHEN (c.kind NOT IN ('invoice', 'order') OR console.charge_goods_gone(c) IS NOT NULL)
                     AND NOT EXISTS (SELECT FROM public.users u WHERE u.id = c.user_id)
                THEN CASE c.kind WHEN 'order' THEN 'its goods are gone, and nobody has a balance: give the money back'
                                 ELSE 'its customer is gone: give the money back' END END
$$;

-- Takes what waits (as of 0044); of what is paid the state stays, and its effect is brought about.
CREATE OR REPLACE FUNCTION console.charge_take_late(operation uuid, oid text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := console.charge_lock(oid);
BEGIN
    IF c.odd_word IS NOT NULL AND c.waits_for = console.odd_word_waits(c.odd_word) THEN
        UPDATE console.charge x SET waits_for = NULL, updated_at = clock_timestamp() WHERE x.order_id = oid;
        PERFORM console.charge_audit(operation, c, jsonb_build_object('waits_for', c.waits_for), '{"waits_for": null}',
                                     jsonb_build_object('set_aside', c.odd_word));
        RETURN true;
    ELSIF NOT console.charge_lacks_effect(c) THEN
        RETURN console.charge_take_late_money(operation, oid);
    ELSIF console.charge_late_refusal(c) IS NOT NULL THEN
        RETURN false;
    END IF;
    PERFORM console.charge_apply(operation, oid, c.kind);
    PERFORM console.charge_audit(operation, c, jsonb_build_object('state', c.state), jsonb_build_object('state', c.state),
                                 '{"applied": "after all"}');
    RETURN true;
END $$;

-- The receipt of a charge that was paid (as of 0075), once: what is applied after all may have one.
CREATE OR REPLACE FUNCTION console.receipt_issue(operation uuid, c console.charge) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM console.receipt r WHERE r.order_id = c.order_id AND r.kind = 'payment') THEN
        RETURN;
    END IF;
    PERFORM console.receipt_write(operation, jsonb_populate_record(NULL::console.receipt, jsonb_build_object(
        'kind', 'payment', 'method', c.method, 'bank', c.bank, 'amount_rp', coalesce(c.paid_amount_rp, c.amount_rp),
        'subject', c.subject, 'gives', c.gives, 'note', c.note, 'user_id', c.user_id, 'order_id', c.order_id,
        'invoice_id', c.invoice_id)));
END $$;
