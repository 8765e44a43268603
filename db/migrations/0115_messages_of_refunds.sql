-- applies: always
-- Messages of money that went back, every message of an order with many goods, and what states no rule allows.

-- Goods that one message has no room for come in further ones: each stands here, too. part 1: the message that shows the charge.
ALTER TABLE console.payment_message_log ADD COLUMN part integer NOT NULL DEFAULT 1 CHECK (part > 0);
ALTER TABLE console.payment_message_log DROP CONSTRAINT payment_message_log_order_id_role_chat_id_key;
ALTER TABLE console.payment_message_log ADD CONSTRAINT payment_message_log_once UNIQUE (order_id, role, chat_id, part);

-- What customer and admins are told of the state of a charge (as of 0102): of money that went back, too.
CREATE FUNCTION console.charge_event_told(of_state text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN of_state IN ('paid', 'part_refunded') THEN 'paid'
                WHEN of_state IN ('late', 'mismatch') THEN 'late'
                WHEN of_state = 'expired' THEN 'expired'
                WHEN of_state IN ('cancelled', 'failed') THEN 'cancelled'
                WHEN of_state IN ('refunded', 'charged_back') THEN 'refunded' END
$$;
CREATE OR REPLACE FUNCTION console.charge_tell(operation uuid, c console.charge, next_state text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF c.kind <> 'invoice' OR next_state IN ('paid', 'part_refunded', 'late', 'mismatch', 'refunded', 'charged_back') THEN
        PERFORM console.charge_tell_sale(operation, c, next_state);
    END IF;
END $$;
CREATE OR REPLACE FUNCTION console.charge_tell_sale(operation uuid, c console.charge, next_state text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    event CONSTANT text := console.charge_event_told(next_state);
BEGIN
    IF event IN ('paid', 'late') OR event IS NOT NULL AND c.state <> 'new' THEN
        PERFORM console.charge_wish(operation, c, 'message:user', 'charge_message', event);
    END IF;
END $$;

-- Notes that the money of a charge goes back, or went (as of 0081), and tells of it when it went.
CREATE OR REPLACE FUNCTION console.charge_note_refund(operation uuid, oid text, note text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    c CONSTANT console.charge := console.charge_lock(oid);
    off_rp CONSTANT bigint := console.charge_off_balance_rp(c);
BEGIN
    IF console.charge_refund_refusal(c) IS NOT NULL THEN
        RETURN false;
    END IF;
    INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
    SELECT operation, c.user_id, -off_rp, oid, 'given back: ' || note WHERE off_rp > 0;
    IF NOT console.charge_note_refund_unreceipted(operation, oid, note) THEN
        RETURN false;
    END IF;
    PERFORM console.receipt_reverse(operation, oid, charge_note_refund.note), console.charge_tell(operation, h, h.state)
       FROM console.charge h
      WHERE h.order_id = oid AND h.state = 'refunded' AND c.state <> 'refunded';
    RETURN true;
END $$;

-- Takes back what was taken at the counter (as of 0075), and tells of it.
ALTER FUNCTION console.charge_reverse_counter(uuid, text, text) RENAME TO charge_reverse_counter_untold;
CREATE FUNCTION console.charge_reverse_counter(operation uuid, oid text, why text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF NOT console.charge_reverse_counter_untold(operation, oid, why) THEN
        RETURN false;
    END IF;
    PERFORM console.charge_tell(operation, h, h.state) FROM console.charge h WHERE h.order_id = oid AND h.state = 'refunded';
    RETURN true;
END $$;

-- Whether a message shows what is over: how to pay, or what was paid and went back since.
CREATE FUNCTION console.message_is_left(l console.payment_message_log, c console.charge) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT l.state = 'sent' AND c.state IN ('expired', 'cancelled', 'failed')
           OR l.state IN ('sent', 'edited') AND c.state IN ('refunded', 'charged_back') AND l.at < c.updated_at
$$;

-- A message that is left behind is taken away, and its chat is told what became of the charge, as when that ended (as of 0090).
CREATE OR REPLACE FUNCTION console.mend_messages_end(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM console.charge_wish(operation, c, 'message:user', 'charge_message', console.charge_event_told(c.state))
       FROM console.payment_message_log l
       JOIN console.charge c ON c.order_id = l.order_id
      WHERE l.id = key::bigint AND console.message_is_left(l, c);
    RETURN FOUND;
END $$;

-- Contents of an order that are reserved beyond what is still due of it.
CREATE FUNCTION console.order_surplus(of_order uuid) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT r.id
      FROM (SELECT c.id, c.product_id, row_number() OVER (PARTITION BY c.product_id ORDER BY c.id) AS n
              FROM console.product_content c WHERE c.reserved_by = of_order) r
      LEFT JOIN console.order_item i ON i.order_id = of_order AND i.product_id = r.product_id
     WHERE r.n > coalesce(i.quantity, 0) - (SELECT count(*) FROM console.product_content u
                                             WHERE u.used_by_order_id = of_order AND u.product_id = r.product_id)
$$;

-- The use of a coupon that fits the state of its charge; NULL: what stands there does.
CREATE FUNCTION console.coupon_use_due(state text, use text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(CASE WHEN state IN ('new', 'open', 'mismatch') THEN 'reserved'
                       WHEN state IN ('expired', 'cancelled', 'failed', 'late') THEN 'released'
                       WHEN use <> 'reserved' THEN use
                       WHEN state IN ('paid', 'part_refunded') THEN 'used' ELSE 'released' END, use)
$$;

-- States of orders that rules lead to from the first one.
CREATE FUNCTION console.order_states() RETURNS SETOF text LANGUAGE sql STABLE AS $$
    WITH RECURSIVE reached (state) AS (
        SELECT 'pending' UNION SELECT m.to_state FROM reached r JOIN console.shop_order_move m ON m.from_state = r.state
    )
    SELECT r.state FROM reached r
$$;

-- What no rule allows becomes what one does; key: what it is of, and its number.
CREATE FUNCTION console.mend_states_allowed(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    of_kind CONSTANT text := split_part(mend_states_allowed.key, ':', 1);
    it CONSTANT text := substr(mend_states_allowed.key, length(of_kind) + 2);
    d console.deposit;
    code text;
BEGIN
    IF of_kind = 'surplus' THEN
        PERFORM FROM console.shop_order o WHERE o.id = it::uuid FOR NO KEY UPDATE;
        UPDATE console.product_content c SET reserved_by = NULL
         WHERE c.id IN (SELECT s FROM console.order_surplus(it::uuid) s) AND c.reserved_by = it::uuid;
    ELSIF of_kind = 'order' THEN
        UPDATE console.shop_order o
           SET ended_at = CASE WHEN o.state IN ('pending', 'awaiting_payment') THEN NULL
                               ELSE coalesce((SELECT h.updated_at FROM console.charge h WHERE h.order_id = o.charge_order_id),
                                             o.paid_at, o.created_at) END
         WHERE o.id = it::uuid AND (o.state IN ('pending', 'awaiting_payment')) = (o.ended_at IS NOT NULL);
    ELSIF of_kind = 'content' THEN
        UPDATE console.product_content c SET is_used = true, used_at = clock_timestamp(), reserved_by = NULL
         WHERE c.id = it::bigint AND NOT c.is_used AND c.used_by_order_id IS NOT NULL;
    ELSIF of_kind = 'coupon' THEN
        UPDATE console.charge h SET coupon_state = console.coupon_use_due(h.state, h.coupon_state)
         WHERE h.order_id = it AND console.coupon_use_due(h.state, h.coupon_state) IS NOT NULL
        RETURNING h.coupon_code INTO code;
        IF FOUND THEN
            PERFORM console.mend_coupons_counted(operation, code);
            RETURN true;
        END IF;
    ELSE
        SELECT x.* INTO d FROM console.deposit x WHERE x.gateway_order_id = it FOR UPDATE;
        PERFORM FROM public.users u WHERE u.id = d.user_id FOR NO KEY UPDATE;
        IF d.id IS NULL OR NOT console.deposit_is_unbooked(d) THEN
            RETURN false;
        END IF;
        INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
        VALUES (operation, d.user_id, d.amount_rp, it, 'Deposit');
        INSERT INTO console.charge_effect (order_id, operation_id, effect) VALUES (it, operation, 'deposit') ON CONFLICT DO NOTHING;
        UPDATE console.deposit x SET status = 'completed', completed_at = clock_timestamp() WHERE x.gateway_order_id = it;
    END IF;
    RETURN FOUND;
END $$;

-- Whether a deposit waits for money, or counts as ended, and its charge was paid: nothing of it came onto the balance.
CREATE FUNCTION console.deposit_is_unbooked(d console.deposit) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT d.status <> 'completed'
           AND EXISTS (SELECT FROM console.charge c WHERE c.order_id = d.gateway_order_id AND c.state IN ('paid', 'part_refunded'))
           AND NOT EXISTS (SELECT FROM console.balance_entry b WHERE b.order_id = d.gateway_order_id)
$$;

-- Who has which package, and what was sold of it in 30 days, counted now: what a tally is to say, and what may have
-- changed of both since a moment.
CREATE FUNCTION console.package_counted(counted_last timestamptz)
RETURNS TABLE (id uuid, name text, customers bigint, sold bigint, sold_rp numeric, sold_changed bigint, customers_changed bigint)
LANGUAGE sql STABLE AS $$
    SELECT p.id, p.name, (SELECT count(*) FROM console.package_customers(p.id)), s.sold, s.sold_rp, s.changed, s.changed + s.over + g.given
      FROM public.packages p
     CROSS JOIN LATERAL (
           SELECT count(*) FILTER (WHERE t.status = 'SUCCESS' AND coalesce(t.payment_time, '-infinity') > now() - interval '30 days') AS sold,
                  coalesce(sum(t.amount) FILTER (WHERE t.status = 'SUCCESS' AND coalesce(t.payment_time, '-infinity') > now() - interval '30 days'), 0)
                      AS sold_rp,
                  count(*) FILTER (WHERE t.updated_at >= counted_last
                                         OR t.payment_time BETWEEN counted_last - interval '30 days' AND now() - interval '30 days') AS changed,
                  count(*) FILTER (WHERE t.payment_time BETWEEN counted_last - make_interval(days => p.duration_days)
                                                            AND now() - make_interval(days => p.duration_days)) AS over
             FROM public.transactions t
            WHERE t.package_id = p.id) s
     CROSS JOIN LATERAL (
           SELECT count(*) AS given
             FROM console.operation o
             JOIN console.audit_log a ON a.operation_id = o.id
            WHERE o.at >= counted_last
               OR o.args ->> 'package' = p.name AND o.at BETWEEN counted_last - make_interval(days => p.duration_days)
                                                             AND now() - make_interval(days => p.duration_days)) g
$$;

-- A tally becomes what is counted.
CREATE FUNCTION console.mend_package_tallies(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM console.package_tally y
     WHERE y.package_id = key::uuid AND NOT EXISTS (SELECT FROM public.packages p WHERE p.id = key::uuid);
    IF FOUND THEN
        RETURN true;
    END IF;
    UPDATE console.package_tally y
       SET customers = n.customers, sold = n.sold, sold_rp = n.sold_rp, counted_at = now()
      FROM console.package_counted(now()) n
     WHERE y.package_id = key::uuid AND n.id = y.package_id AND (y.customers, y.sold, y.sold_rp) <> (n.customers, n.sold, n.sold_rp);
    RETURN FOUND;
END $$;
