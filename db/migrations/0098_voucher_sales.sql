-- applies: always
-- Vouchers sold, given back, blocked, followed and ended.

ALTER TABLE console.charge
    DROP CONSTRAINT charge_kind_check,
    ADD CONSTRAINT charge_kind_check CHECK (kind IN ('package', 'debt', 'order', 'deposit', 'invoice', 'voucher'));
ALTER TABLE console.charge_effect
    DROP CONSTRAINT charge_effect_effect_check,
    ADD CONSTRAINT charge_effect_effect_check CHECK (effect IN ('package', 'debt', 'order', 'deposit', 'invoice', 'voucher'));
-- Of many that were sold at once some are given back, later others.
ALTER TABLE console.receipt DROP CONSTRAINT receipt_reverses_key;
CREATE INDEX receipt_reverses ON console.receipt (reverses) WHERE reverses IS NOT NULL;

ALTER TABLE console.voucher
    ADD COLUMN sold_rp       bigint,      -- what it was sold for, and what of that its seller keeps
    ADD COLUMN commission_rp bigint,
    ADD COLUMN seller        text,
    ADD COLUMN off_at        timestamptz; -- when we switched it off on the router; NULL: not we

-- What was sold and given back, voucher by voucher.
CREATE TABLE console.voucher_entry (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at            timestamptz NOT NULL DEFAULT clock_timestamp(),
    operation_id  uuid NOT NULL REFERENCES console.operation (id) ON DELETE RESTRICT,
    voucher_id    uuid NOT NULL REFERENCES console.voucher (id) ON DELETE RESTRICT,
    order_id      text NOT NULL REFERENCES console.charge (order_id) ON DELETE RESTRICT,
    seller        text NOT NULL,
    operator      text NOT NULL,
    method        text NOT NULL,
    rp            bigint NOT NULL CHECK (rp <> 0), -- below zero: given back
    commission_rp bigint NOT NULL
);
CREATE INDEX voucher_entry_order ON console.voucher_entry (order_id);
CREATE INDEX voucher_entry_voucher ON console.voucher_entry (voucher_id);
CREATE TRIGGER voucher_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON console.voucher_entry
    FOR EACH STATEMENT EXECUTE FUNCTION console.refuse_change();

-- The same by seller and day, kept with them.
CREATE TABLE console.voucher_day (
    id            bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    day           date NOT NULL,
    seller        text NOT NULL,
    sold          bigint NOT NULL,
    returned      bigint NOT NULL,
    cash_rp       bigint NOT NULL,
    transfer_rp   bigint NOT NULL,
    balance_rp    bigint NOT NULL,
    commission_rp bigint NOT NULL,
    PRIMARY KEY (day, seller)
);
CREATE INDEX voucher_day_day ON console.voucher_day (day, id);
CREATE FUNCTION console.voucher_entry_sum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO console.voucher_day AS d (day, seller, sold, returned, cash_rp, transfer_rp, balance_rp, commission_rp)
    SELECT (e.at AT TIME ZONE console.zone())::date, e.seller, count(*) FILTER (WHERE e.rp > 0), count(*) FILTER (WHERE e.rp < 0),
           coalesce(sum(e.rp) FILTER (WHERE e.method = 'cash'), 0), coalesce(sum(e.rp) FILTER (WHERE e.method = 'transfer'), 0),
           coalesce(sum(e.rp) FILTER (WHERE e.method = 'balance'), 0), sum(e.commission_rp)
      FROM came e
     GROUP BY 1, 2
     ORDER BY 1, 2
    ON CONFLICT (day, seller) DO UPDATE
    SET sold = d.sold + excluded.sold, returned = d.returned + excluded.returned, cash_rp = d.cash_rp + excluded.cash_rp,
        transfer_rp = d.transfer_rp + excluded.transfer_rp, balance_rp = d.balance_rp + excluded.balance_rp,
        commission_rp = d.commission_rp + excluded.commission_rp;
    RETURN NULL;
END $$;
CREATE TRIGGER voucher_entry_days AFTER INSERT ON console.voucher_entry
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION console.voucher_entry_sum();

-- One in words, for previews.
CREATE FUNCTION console.voucher_label(v console.voucher, l console.voucher_lot) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT v.code || ' · ' || coalesce(l.package, l.profile)
$$;

-- Why a voucher can't be sold; NULL where it can.
CREATE FUNCTION console.voucher_sell_refusal(v console.voucher, l console.voucher_lot) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN v.state NOT IN ('made', 'printed') THEN 'is not in stock'
                WHEN v.on_router IS NULL THEN 'is not on the router yet: look at the outbox'
                WHEN v.odd = 'comment' THEN 'somebody changed its comment on the router: look there first'
                WHEN v.odd = 'off' THEN 'somebody switched it off on the router: look there first'
                WHEN l.price_rp = 0 THEN 'costs nothing: there is nothing to take' END
$$;

-- Why nobody pays so for so much; NULL where it can be paid.
CREATE FUNCTION console.voucher_pay_refusal(method text, customer text, rp bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN customer IS NOT NULL AND u.id IS NULL THEN 'nobody has the number ' || customer
                WHEN method = 'balance' AND customer IS NULL THEN 'only a customer has a balance: say whose order it is'
                WHEN method = 'balance' THEN console.balance_refusal(u.id, method, rp)
                ELSE console.till_refusal(method) END
      FROM (SELECT) one
      LEFT JOIN public.users u ON u.phone_number = customer
$$;

-- Sells vouchers, all by one charge and one receipt. Those that were sold.
CREATE FUNCTION console.voucher_sell(operation uuid, ids uuid[], method text, customer text, note text) RETURNS SETOF uuid
LANGUAGE plpgsql AS $$
DECLARE
    buyer uuid;
    sellable uuid[];
    c console.charge;
BEGIN
    SELECT u.id INTO buyer FROM public.users u WHERE u.phone_number = customer FOR NO KEY UPDATE;
    PERFORM FROM console.voucher v WHERE v.id = ANY (ids) ORDER BY v.id FOR UPDATE;
    SELECT array_agg(v.id), sum(l.price_rp),
           left(string_agg(DISTINCT coalesce(l.package, l.profile), ', ') || CASE WHEN count(*) > 1 THEN ' x ' || count(*) ELSE '' END, 200)
      INTO sellable, c.amount_rp, c.subject
      FROM console.voucher v
      JOIN console.voucher_lot l ON l.id = v.lot_id
     WHERE v.id = ANY (ids) AND console.voucher_sell_refusal(v, l) IS NULL;
    IF sellable IS NULL OR console.voucher_pay_refusal(method, customer, c.amount_rp) IS NOT NULL THEN
        RETURN;
    END IF;
    c.kind := 'voucher';
    c.method := method;
    c.user_id := buyer;
    c.discount_rp := 0;
    c.note := note;
    c := console.charge_new(operation, c);
    UPDATE console.voucher v
       SET state = 'bought', sold_at = clock_timestamp(), order_id = c.order_id, sold_rp = l.price_rp, commission_rp = l.commission_rp,
           seller = coalesce(l.seller, c.actor)
      FROM console.voucher_lot l
     WHERE v.id = ANY (sellable) AND l.id = v.lot_id;
    PERFORM console.charge_pay_at_once(operation, c);
    PERFORM console.charge_audit(operation, c, NULL, jsonb_strip_nulls(jsonb_build_object(
        'state', 'paid', 'kind', c.kind, 'method', c.method, 'subject', c.subject, 'amount_rp', c.amount_rp, 'note', c.note,
        'receipt', (SELECT r.number FROM console.receipt r WHERE r.order_id = c.order_id AND r.kind = 'payment'))));
    PERFORM console.voucher_enter(operation, sellable, 1);
    RETURN QUERY SELECT unnest(sellable);
END $$;

-- Writes what was sold (1) or given back (-1), and the audit of it.
CREATE FUNCTION console.voucher_enter(operation uuid, ids uuid[], sign integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO console.voucher_entry (operation_id, voucher_id, order_id, seller, operator, method, rp, commission_rp)
    SELECT operation, v.id, v.order_id, v.seller, o.actor, c.method, sign * v.sold_rp, sign * v.commission_rp
      FROM console.voucher v
      JOIN console.charge c ON c.order_id = v.order_id
      JOIN console.operation o ON o.id = operation
     WHERE v.id = ANY (ids)
     ORDER BY v.serial;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, 'voucher', v.id::text, jsonb_build_object('sold', sign < 0), jsonb_build_object('sold', sign > 0),
           jsonb_build_object('order_id', v.order_id, 'rp', sign * v.sold_rp)
      FROM console.voucher v
      JOIN console.operation o ON o.id = operation
     WHERE v.id = ANY (ids)
     ORDER BY v.serial;
$$;

-- What the buyer of vouchers got: the codes themselves where they are few.
CREATE FUNCTION console.voucher_gives(oid text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN count(*) > 10 THEN count(*) || ' vouchers'
                ELSE string_agg(v.code || CASE WHEN v.password IS NOT NULL THEN ' / ' || v.password ELSE '' END, ', ' ORDER BY v.serial) END
      FROM console.voucher v
     WHERE v.order_id = oid
$$;

-- Gives what was paid for (as of 0087): vouchers were taken out of the stock where the charge was made.
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
    ELSIF effect = 'voucher' THEN
        c.gives := console.voucher_gives(oid);
        UPDATE console.charge h SET gives = c.gives WHERE h.order_id = oid;
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

-- Money that was taken for vouchers goes back with them alone.
ALTER FUNCTION console.charge_reverse_refusal(console.charge) RENAME TO charge_reverse_refusal_but_vouchers;
CREATE FUNCTION console.charge_reverse_refusal(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.kind = 'voucher' THEN 'was taken for vouchers: take those back (vouchers.return)'
                ELSE console.charge_reverse_refusal_but_vouchers(c) END
$$;
ALTER FUNCTION console.charge_refund_refusal(console.charge) RENAME TO charge_refund_refusal_but_vouchers;
CREATE FUNCTION console.charge_refund_refusal(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.kind = 'voucher' THEN 'was taken for vouchers: take those back (vouchers.return)'
                ELSE console.charge_refund_refusal_but_vouchers(c) END
$$;
ALTER FUNCTION console.charge_undo_refusal(console.charge) RENAME TO charge_undo_refusal_but_vouchers;
CREATE FUNCTION console.charge_undo_refusal(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.kind = 'voucher' THEN 'was taken for vouchers: take those back (vouchers.return)'
                ELSE console.charge_undo_refusal_but_vouchers(c) END
$$;

-- Why a voucher isn't taken back; NULL where it is.
CREATE FUNCTION console.voucher_return_refusal(v console.voucher, method text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN v.state IN ('used', 'expired') THEN 'was used: only unused ones are taken back'
                WHEN v.state <> 'bought' THEN 'was not sold'
                WHEN v.odd IS NOT NULL THEN 'somebody changed it on the router: look there first'
                ELSE console.till_refusal(method) END
$$;

-- Takes vouchers back: the money of each sale by a receipt of its own, in the till of who gives it back. Those that were.
CREATE FUNCTION console.voucher_return(operation uuid, ids uuid[], goods text, why text) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
    paid console.receipt;
    back uuid[];
    all_back uuid[] := '{}';
    said CONSTANT console.charge_said := ROW('refunded', NULL, NULL, NULL, NULL, NULL, 'operator');
    oid text;
    next_state text;
    sum_rp bigint;
BEGIN
    FOR oid IN SELECT DISTINCT v.order_id FROM console.voucher v WHERE v.id = ANY (ids) AND v.order_id IS NOT NULL ORDER BY 1 LOOP
        c := console.charge_lock(oid);
        PERFORM FROM console.voucher v WHERE v.order_id = oid ORDER BY v.id FOR UPDATE;
        SELECT array_agg(v.id), sum(v.sold_rp) INTO back, sum_rp
          FROM console.voucher v
         WHERE v.id = ANY (ids) AND v.order_id = oid AND console.voucher_return_refusal(v, c.method) IS NULL;
        CONTINUE WHEN back IS NULL;
        PERFORM console.voucher_enter(operation, back, -1);
        INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
        SELECT operation, c.user_id, sum_rp, oid || '.' || (SELECT count(*) FROM console.receipt r WHERE r.order_id = oid), why
         WHERE c.method = 'balance';
        SELECT r.* INTO STRICT paid FROM console.receipt r WHERE r.order_id = oid AND r.kind = 'payment';
        paid.reverses := paid.id;
        paid.kind := 'reversal';
        paid.amount_rp := -sum_rp;
        paid.note := why;
        paid.gives := NULL;
        paid.till_id := NULL;
        UPDATE console.voucher v
           SET state = CASE WHEN goods <> 'stock' THEN 'void' WHEN v.printed_at IS NULL THEN 'made' ELSE 'printed' END, reason = why,
               sold_at = NULL, order_id = NULL, sold_rp = NULL, commission_rp = NULL, seller = NULL,
               ended_at = CASE WHEN goods <> 'stock' THEN clock_timestamp() END
         WHERE v.id = ANY (back);
        next_state := CASE WHEN EXISTS (SELECT FROM console.voucher v WHERE v.order_id = oid) THEN 'part_refunded' ELSE 'refunded' END;
        PERFORM console.charge_set(oid, next_state, said, why, NULL) WHERE c.state <> next_state;
        PERFORM console.receipt_write(operation, paid);
        PERFORM console.charge_audit(operation, c, jsonb_build_object('state', c.state), jsonb_build_object('state', next_state),
                                     jsonb_build_object('reason', why, 'rp', -sum_rp));
        all_back := all_back || back;
    END LOOP;
    PERFORM console.voucher_settle(operation, all_back) WHERE goods <> 'stock';
    RETURN QUERY SELECT unnest(all_back);
END $$;

-- What became of a batch on the router (as of 0097): one that is blocked went there switched off.
CREATE OR REPLACE FUNCTION console.voucher_put_done(there uuid[], taken uuid[], why text) RETURNS void LANGUAGE sql AS $$
    UPDATE console.voucher v
       SET on_router = coalesce(v.on_router, clock_timestamp()), off_at = CASE WHEN v.state = 'blocked' THEN clock_timestamp() END
     WHERE v.id = ANY (there);
    UPDATE console.voucher v SET state = 'void', blocked_from = NULL, reason = why, ended_at = clock_timestamp()
     WHERE v.id = ANY (taken) AND v.state IN ('made', 'printed', 'blocked');
$$;

-- Has the routers of vouchers brought to what their states say.
CREATE FUNCTION console.voucher_settle(operation uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id)
    SELECT operation, 'router:' || r.router, 'voucher_settle', 'router', md5('voucher_settle:' || r.router)::uuid
      FROM (SELECT DISTINCT v.router FROM console.voucher v WHERE v.id = ANY (ids) AND v.on_router IS NOT NULL) r
     ORDER BY r.router
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at
$$;

-- Why a voucher can't be blocked, or let in again; NULL where it can.
CREATE FUNCTION console.voucher_block_refusal(v console.voucher) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN v.state = 'blocked' THEN 'is blocked already' WHEN v.state IN ('expired', 'void') THEN 'is let in no more as it is' END
$$;
CREATE FUNCTION console.voucher_unblock_refusal(v console.voucher) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN v.state <> 'blocked' THEN 'is not blocked' END
$$;

-- Blocks vouchers (why given), or lets them in again (why NULL). Those that changed.
CREATE FUNCTION console.voucher_block(operation uuid, ids uuid[], is_block boolean, why text) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
    changed uuid[];
BEGIN
    PERFORM FROM console.voucher v WHERE v.id = ANY (ids) ORDER BY v.id FOR UPDATE;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, 'voucher', v.id::text, jsonb_build_object('state', v.state),
           jsonb_build_object('state', CASE WHEN is_block THEN 'blocked' ELSE v.blocked_from END), jsonb_strip_nulls(jsonb_build_object('reason', why))
      FROM console.operation o
     CROSS JOIN console.voucher v
     WHERE o.id = operation AND v.id = ANY (ids)
       AND CASE WHEN is_block THEN console.voucher_block_refusal(v) ELSE console.voucher_unblock_refusal(v) END IS NULL
     ORDER BY v.serial;
    WITH moved AS (
        UPDATE console.voucher v
           SET state = CASE WHEN is_block THEN 'blocked' ELSE v.blocked_from END,
               blocked_from = CASE WHEN is_block THEN v.state END, reason = CASE WHEN is_block THEN why END
         WHERE v.id = ANY (ids)
           AND CASE WHEN is_block THEN console.voucher_block_refusal(v) ELSE console.voucher_unblock_refusal(v) END IS NULL
        RETURNING v.id
    )
    SELECT array_agg(m.id) INTO changed FROM moved m;
    PERFORM console.voucher_settle(operation, changed);
    RETURN QUERY SELECT unnest(changed);
END $$;

-- A session that has ended and stands in no counter yet: it is looked for once more.
ALTER TABLE console.voucher_session ADD COLUMN is_gone boolean NOT NULL DEFAULT false;

-- What was used since the last look, and the sessions of this look in place of those of the last. The counters of a user are
-- written when a session ends, and what runs is in none: so both are compared by themselves. A counter that is lower than it was
-- was reset, and counts from zero. A session that is gone and stands in no counter was cut by a power cut: what was counted of it
-- stays. Counters are read before sessions, so one that ends in between is found in them by the next look. of, sessions, seconds,
-- bytes are those that run.
CREATE FUNCTION console.voucher_used_since(ids uuid[], was_s bigint[], was_bytes bigint[], now_s bigint[], now_bytes bigint[],
                                           of uuid[], sessions text[], seconds bigint[], bytes bigint[])
RETURNS TABLE (id uuid, add_s bigint, add_bytes bigint) LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY
    WITH counter AS MATERIALIZED (
        SELECT w.id, CASE WHEN r.is_reset THEN w.now_s ELSE w.now_s - w.was_s END AS s,
               CASE WHEN r.is_reset THEN w.now_bytes ELSE w.now_bytes - w.was_bytes END AS b
          FROM unnest(ids, was_s, was_bytes, now_s, now_bytes) AS w (id, was_s, was_bytes, now_s, now_bytes)
         CROSS JOIN LATERAL (SELECT w.now_s < w.was_s OR w.now_bytes < w.was_bytes AS is_reset) r
    ), pair AS MATERIALIZED (
        SELECT coalesce(n.id, o.voucher_id) AS id, coalesce(n.session, o.session) AS session, n.s, n.b, o.seconds AS old_s,
               o.bytes AS old_b, o.is_gone, coalesce(NOT o.is_gone AND n.s >= o.seconds AND n.b >= o.bytes, false) AS goes_on
          FROM unnest(of, sessions, seconds, bytes) AS n (id, session, s, b)
          FULL JOIN (SELECT x.* FROM console.voucher_session x WHERE x.voucher_id = ANY (ids)) o
            ON o.voucher_id = n.id AND o.session = n.session
    ), ended AS (
        -- of what ended, all that fits into what was written, or the longest one that does
        SELECT p.id, p.session, p.old_s, p.old_b, p.is_gone, p.s IS NULL AS is_away,
               (sum(p.old_s) OVER whole <= c.s AND sum(p.old_b) OVER whole <= c.b)
               OR (f.fits AND row_number() OVER (PARTITION BY p.id, f.fits ORDER BY p.old_s DESC, p.session) = 1) AS is_written
          FROM pair p
          JOIN counter c ON c.id = p.id
         CROSS JOIN LATERAL (SELECT p.old_s <= c.s AND p.old_b <= c.b AS fits) f
         WHERE NOT p.goes_on AND p.old_s IS NOT NULL
        WINDOW whole AS (PARTITION BY p.id)
    ), forgotten AS (
        DELETE FROM console.voucher_session x
         USING ended d
         WHERE x.voucher_id = d.id AND x.session = d.session AND d.is_away AND (d.is_written OR d.is_gone)
    ), awaited AS (
        UPDATE console.voucher_session x SET is_gone = true
          FROM ended d
         WHERE x.voucher_id = d.id AND x.session = d.session AND d.is_away AND NOT d.is_written AND NOT d.is_gone
    ), kept AS (
        INSERT INTO console.voucher_session AS x (voucher_id, session, seconds, bytes)
        SELECT p.id, p.session, p.s, p.b FROM pair p WHERE p.s IS NOT NULL
        ON CONFLICT (voucher_id, session) DO UPDATE SET seconds = excluded.seconds, bytes = excluded.bytes, is_gone = false
        WHERE (x.seconds, x.bytes, x.is_gone) IS DISTINCT FROM (excluded.seconds, excluded.bytes, false)
    )
    SELECT c.id, (c.s + coalesce(r.s, 0) - coalesce(w.s, 0))::bigint, (c.b + coalesce(r.b, 0) - coalesce(w.b, 0))::bigint
      FROM counter c
      LEFT JOIN (SELECT p.id, sum(CASE WHEN p.goes_on THEN p.s - p.old_s ELSE p.s END) AS s,
                        sum(CASE WHEN p.goes_on THEN p.b - p.old_b ELSE p.b END) AS b
                   FROM pair p WHERE p.s IS NOT NULL GROUP BY p.id) r ON r.id = c.id
      LEFT JOIN (SELECT d.id, sum(d.old_s) AS s, sum(d.old_b) AS b FROM ended d WHERE d.is_written GROUP BY d.id) w ON w.id = c.id
     WHERE c.s <> 0 OR c.b <> 0 OR r.id IS NOT NULL;
END $$;

-- What a look at a router found of each of its vouchers: the counters of its user, whether somebody is in by it or a cookie would
-- let somebody in, whether it is switched off, whether the comment is ours. Those of which the router has nothing are missing.
CREATE TYPE console.voucher_look AS (ids uuid[], seconds bigint[], bytes bigint[], is_in boolean[], has_cookie boolean[], is_off boolean[],
                                     comments text[], missing uuid[], session_of uuid[], sessions text[], session_seconds bigint[],
                                     session_bytes bigint[]);

-- Takes a look into the vouchers: who logs in first begins to run, what is over ends, what is gone is put there again. Gives what
-- is to be done on the router: off (and out), out, on, remove.
CREATE FUNCTION console.voucher_follow(of_router text, w console.voucher_look)
RETURNS TABLE (id uuid, what text) LANGUAGE plpgsql AS $$
DECLARE
    lost uuid;
BEGIN
    PERFORM FROM console.voucher v WHERE v.id = ANY (w.ids) AND v.state IN ('bought', 'made', 'printed', 'used', 'blocked') ORDER BY v.id FOR NO KEY UPDATE;
    WITH look AS MATERIALIZED (
        SELECT g.*, v AS v, l AS l
          FROM unnest(w.ids, w.seconds, w.bytes, w.is_in, w.has_cookie, w.is_off, w.comments)
               AS g (id, seconds, bytes, is_in, has_cookie, is_off, comment)
          JOIN console.voucher v ON v.id = g.id AND v.router = of_router
          JOIN console.voucher_lot l ON l.id = v.lot_id
    ), used AS MATERIALIZED (
        SELECT u.*
          FROM (SELECT array_agg(k.id) AS ids, array_agg((k.v).row_s) AS s, array_agg((k.v).row_bytes) AS b, array_agg(k.seconds) AS now_s,
                       array_agg(k.bytes) AS now_b FROM look k) a
         CROSS JOIN LATERAL console.voucher_used_since(a.ids, a.s, a.b, a.now_s, a.now_b, w.session_of, w.sessions, w.session_seconds,
                                                       w.session_bytes) u
         WHERE a.ids IS NOT NULL
    ), judged AS (
        SELECT k.id, k.seconds, k.bytes, (k.v).used_s + coalesce(u.add_s, 0) AS used_s, (k.v).used_bytes + coalesce(u.add_bytes, 0) AS used_bytes,
               (k.v).first_login IS NULL AND (k.v).state <> 'void'
               AND (k.seconds > 0 OR k.bytes > 0 OR k.is_in OR k.has_cookie) AS begins,
               CASE WHEN k.comment IS DISTINCT FROM console.voucher_comment((k.l).number) THEN 'comment'
                    WHEN k.is_off AND (k.v).off_at IS NULL AND (k.v).state NOT IN ('blocked', 'expired', 'void') THEN 'off' END AS odd,
               (k.l).validity_s AS validity_s, (k.v).state AS state, (k.v).blocked_from AS blocked_from
          FROM look k
          LEFT JOIN used u ON u.id = k.id
    )
    UPDATE console.voucher v
       SET used_s = j.used_s, used_bytes = j.used_bytes, row_s = j.seconds, row_bytes = j.bytes, looked_at = now(), odd = j.odd,
           state = CASE WHEN j.begins AND v.state <> 'blocked' THEN 'used' ELSE v.state END,
           blocked_from = CASE WHEN j.begins AND v.state = 'blocked' THEN 'used' ELSE v.blocked_from END,
           first_login = CASE WHEN j.begins THEN now() - make_interval(secs => j.used_s) ELSE v.first_login END,
           ends_at = CASE WHEN j.begins THEN now() - make_interval(secs => j.used_s) + make_interval(secs => j.validity_s) ELSE v.ends_at END
      FROM judged j
     WHERE v.id = j.id AND (j.begins OR j.used_s <> v.used_s OR j.used_bytes <> v.used_bytes OR j.seconds <> v.row_s OR j.bytes <> v.row_bytes
                            OR j.odd IS DISTINCT FROM v.odd);

    UPDATE console.voucher v
       SET state = 'expired', blocked_from = NULL, ended_at = now()
      FROM console.voucher_lot l
     WHERE v.router = of_router AND v.on_router IS NOT NULL AND 'used' IN (v.state, v.blocked_from) AND l.id = v.lot_id
       AND (v.ends_at <= now() OR (l.limit_uptime_s > 0 AND v.used_s >= l.limit_uptime_s)
            OR (l.limit_bytes > 0 AND v.used_bytes >= l.limit_bytes));

    -- Somebody removed it there, or the router is a new one: what may still be used comes back, with what is left of it.
    UPDATE console.voucher v SET on_router = NULL, row_s = 0, row_bytes = 0, off_at = NULL WHERE v.id = ANY (w.missing);
    FOR lost IN SELECT DISTINCT v.lot_id FROM console.voucher v
                 WHERE v.id = ANY (w.missing) AND v.state NOT IN ('expired', 'void') ORDER BY 1 LOOP
        PERFORM console.voucher_put(NULL, lost);
    END LOOP;

    RETURN QUERY
    WITH told AS (
        SELECT v.id, CASE WHEN k.is_over AND v.ended_at < now() - interval '7 days'
                          THEN 'remove'
                          WHEN k.is_over AND NOT g.is_off THEN 'off'
                          WHEN k.is_over AND (g.is_in OR g.has_cookie) THEN 'out'
                          WHEN NOT k.is_over AND g.is_off AND v.off_at IS NOT NULL THEN 'on' END AS what
          FROM unnest(w.ids, w.is_in, w.has_cookie, w.is_off) AS g (id, is_in, has_cookie, is_off)
          JOIN console.voucher v ON v.id = g.id AND v.router = of_router
         CROSS JOIN LATERAL (SELECT v.state IN ('expired', 'blocked', 'void') AS is_over) k
    ), noted AS (
        UPDATE console.voucher v SET off_at = CASE t.what WHEN 'off' THEN now() END
          FROM told t
         WHERE v.id = t.id AND t.what = 'off' AND v.off_at IS NULL
    )
    SELECT t.id, t.what FROM told t WHERE t.what IS NOT NULL;
    -- what is on again
    UPDATE console.voucher v SET off_at = NULL
      FROM unnest(w.ids, w.is_off) AS g (id, is_off)
     WHERE v.id = g.id AND NOT g.is_off AND v.off_at IS NOT NULL AND v.off_at < now();
END $$;

-- Mikhmon's vouchers by the same sums. What was seen of them before has the running sessions in it: so does their first look.
ALTER TABLE console.mikhmon_voucher ADD COLUMN row_s bigint, ADD COLUMN row_bytes bigint;
DROP FUNCTION console.mikhmon_follow(text, text[], text[], bigint[], bigint[], boolean[], boolean[]);
CREATE FUNCTION console.mikhmon_follow(of_router text, w console.voucher_look) RETURNS TABLE (id uuid, what text) LANGUAGE plpgsql AS $$
BEGIN
    WITH look AS MATERIALIZED (
        SELECT g.*, v AS v, l AS l,
               (SELECT coalesce(sum(s.s), 0) FROM unnest(w.session_of, w.session_seconds) AS s (id, s) WHERE s.id = g.id) AS in_s,
               (SELECT coalesce(sum(s.b), 0) FROM unnest(w.session_of, w.session_bytes) AS s (id, b) WHERE s.id = g.id) AS in_b
          FROM unnest(w.ids, w.seconds, w.bytes, w.is_in) AS g (id, seconds, bytes, is_in)
          JOIN console.mikhmon_voucher v ON v.id = g.id AND v.router = of_router
          JOIN console.takeover t ON t.id = v.takeover_id AND t.state IN ('taken', 'confirmed')
          JOIN console.mikhmon_lot l ON l.id = v.lot_id
    ), used AS MATERIALIZED (
        SELECT u.*
          FROM (SELECT array_agg(k.id) AS ids, array_agg(coalesce((k.v).row_s, k.seconds)) AS s,
                       array_agg(coalesce((k.v).row_bytes, k.bytes)) AS b, array_agg(k.seconds) AS now_s, array_agg(k.bytes) AS now_b
                  FROM look k) a
         CROSS JOIN LATERAL console.voucher_used_since(a.ids, a.s, a.b, a.now_s, a.now_b, w.session_of, w.sessions, w.session_seconds,
                                                       w.session_bytes) u
         WHERE a.ids IS NOT NULL
    ), said AS MATERIALIZED (
        SELECT k.id, (k.v).lot_id AS lot_id, k.seconds, k.bytes, (k.l).validity_s AS validity_s,
               (k.v).used_s + CASE WHEN (k.v).row_s IS NULL THEN greatest(k.seconds + k.in_s - (k.v).seen_s, 0)
                                   ELSE coalesce(u.add_s, 0) END AS used_s,
               (k.v).used_bytes + CASE WHEN (k.v).row_s IS NULL THEN greatest(k.bytes + k.in_b - (k.v).seen_bytes, 0)
                                       ELSE coalesce(u.add_bytes, 0) END AS used_bytes,
               (k.v).state = 'unsold' AND (k.seconds > 0 OR k.bytes > 0 OR k.is_in) AS begins
          FROM look k
          LEFT JOIN used u ON u.id = k.id
    ), moved AS (
        UPDATE console.mikhmon_voucher v
           SET state = CASE WHEN s.begins THEN 'running' ELSE v.state END,
               first_login = CASE WHEN s.begins THEN now() - make_interval(secs => s.used_s) ELSE v.first_login END,
               ends_at = CASE WHEN s.begins THEN now() - make_interval(secs => s.used_s) + make_interval(secs => s.validity_s) ELSE v.ends_at END,
               used_s = s.used_s, used_bytes = s.used_bytes, row_s = s.seconds, row_bytes = s.bytes
          FROM said s
         WHERE v.id = s.id AND (s.begins OR v.row_s IS NULL OR s.seconds <> v.row_s OR s.bytes <> v.row_bytes OR s.used_s <> v.used_s
                                OR s.used_bytes <> v.used_bytes)
        RETURNING v.id, v.takeover_id, v.router, v.name, v.first_login, v.lot_id, s.begins
    )
    INSERT INTO console.mikhmon_sale (takeover_id, voucher_id, router, sold_at, name, price_rp, selling_rp, profile, batch, is_ours)
    SELECT m.takeover_id, m.id, m.router, m.first_login, m.name, l.price_rp, l.selling_rp, l.profile, l.batch, true
      FROM moved m
      JOIN console.mikhmon_lot l ON l.id = m.lot_id
     WHERE m.begins;

    UPDATE console.mikhmon_voucher v
       SET state = 'expired'
      FROM console.mikhmon_lot l, console.takeover t
     WHERE v.router = of_router AND v.state = 'running' AND l.id = v.lot_id AND t.id = v.takeover_id AND t.state IN ('taken', 'confirmed')
       AND (v.ends_at <= now() OR (l.limit_uptime_s > 0 AND v.used_s >= l.limit_uptime_s)
            OR (l.limit_bytes > 0 AND v.used_bytes >= l.limit_bytes));

    RETURN QUERY
    SELECT v.id, CASE WHEN g.is_off THEN 'out' ELSE 'off' END
      FROM unnest(w.ids, w.is_in, w.is_off) AS g (id, is_in, is_off)
      JOIN console.mikhmon_voucher v ON v.id = g.id AND v.router = of_router
      JOIN console.takeover t ON t.id = v.takeover_id AND t.state IN ('taken', 'confirmed')
     WHERE v.state = 'expired' AND ((NOT g.is_off AND NOT v.ends_itself) OR g.is_in);
END $$;
