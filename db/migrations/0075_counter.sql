-- applies: always
-- Money over the counter: cash and transfers, taken by an operator and paid at once in the one transaction that makes the
-- charge; receipts, numbered without a gap; and tills, the money of one operator between opening and closing.

ALTER TABLE console.charge
    ADD COLUMN debt_parts bigint[],                        -- MB of each of debt_ids; NULL: all that is left of them
    ADD COLUMN rest_rp    bigint CHECK (rest_rp > 0),      -- of the amount, what pays no whole MB: it goes on the balance
    ADD COLUMN note       text,                            -- of who took the money
    ADD COLUMN gives      text,                            -- what its customer got for it, in words; NULL: nothing yet
    DROP CONSTRAINT charge_gateway_check,
    ADD CONSTRAINT charge_gateway_check CHECK (gateway IN ('midtrans', 'xendit', 'balance', 'counter')),
    DROP CONSTRAINT charge_mode_check,
    ADD CONSTRAINT charge_mode_check CHECK (mode IN ('snap', 'core_api', 'invoice', 'session', 'balance', 'counter'));

-- What is taken at the counter stands beside an open charge at a gateway, which is being withdrawn.
DROP INDEX console.charge_one_open;
CREATE UNIQUE INDEX charge_one_open ON console.charge (user_id, kind, coalesce(package_id, debt_id, user_id))
    WHERE state IN ('new', 'open') AND kind IN ('package', 'debt') AND NOT is_adopted AND gateway <> 'counter';
-- What an operator used last (the habit of forms).
CREATE INDEX charge_actor ON console.charge (actor, created_at DESC);

-- Who does it: set in the transaction of a plan or an operation (operation_settings.sql).
CREATE FUNCTION console.actor() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('hotspot_console.actor', true), '')
$$;

CREATE TABLE console.till (
    id          uuid PRIMARY KEY,
    operator    text NOT NULL,
    opened_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    is_opened_by_sale boolean NOT NULL DEFAULT false,
    float_rp    bigint NOT NULL DEFAULT 0 CHECK (float_rp >= 0),  -- money in the drawer when it was opened
    closed_at   timestamptz,
    closed_by   text,
    expected_rp bigint,                                           -- cash that was to be in the drawer when it was closed
    counted_rp  bigint CHECK (counted_rp >= 0),
    reason      text,                                             -- of a difference
    CONSTRAINT till_closed_is_counted CHECK ((closed_at IS NULL) = (counted_rp IS NULL)
                                             AND (closed_at IS NULL) = (expected_rp IS NULL)
                                             AND (closed_at IS NULL) = (closed_by IS NULL)),
    CONSTRAINT till_difference_has_reason CHECK (counted_rp = expected_rp OR reason <> '')
);
CREATE UNIQUE INDEX till_one_open ON console.till (operator) WHERE closed_at IS NULL;
CREATE INDEX till_opened ON console.till (opened_at DESC, id);

-- The last number of a series. A receipt takes the next one with this row locked to the end of its transaction: what is
-- rolled back leaves no gap.
CREATE TABLE console.receipt_series (
    brand       text NOT NULL,     -- '': what is sold without one
    year        integer NOT NULL,  -- of the shop's days
    last_serial bigint NOT NULL CHECK (last_serial > 0),
    PRIMARY KEY (brand, year)
);

-- Receipts: one for each charge that was paid and applied here, and one for each that was taken back.
CREATE TABLE console.receipt (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    number       text NOT NULL,          -- as it is printed
    brand        text NOT NULL,
    year         integer NOT NULL,
    serial       bigint NOT NULL CHECK (serial > 0),
    at           timestamptz NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('payment', 'reversal')),
    operation_id uuid NOT NULL REFERENCES console.operation (id) ON DELETE RESTRICT,
    operator     text NOT NULL,          -- who took the money or gave it back; of a gateway's payment who noted it
    method       text,                   -- cash, transfer, balance, qris …; NULL: chosen on the gateway's page
    bank         text,
    amount_rp    bigint NOT NULL CHECK (CASE kind WHEN 'payment' THEN amount_rp > 0 ELSE amount_rp < 0 END),
    subject      text NOT NULL,          -- what it was for
    gives        text,                   -- what the customer got, in words
    note         text,                   -- of who took the money; why it was taken back
    user_id      uuid,
    order_id     text NOT NULL REFERENCES console.charge (order_id) ON DELETE RESTRICT,
    invoice_id   uuid REFERENCES console.invoice (id) ON DELETE RESTRICT,
    reverses     uuid UNIQUE REFERENCES console.receipt (id) ON DELETE RESTRICT,
    till_id      uuid REFERENCES console.till (id) ON DELETE RESTRICT, -- NULL: a gateway's, or nobody had a till open
    CONSTRAINT receipt_reversal_of_one CHECK ((kind = 'reversal') = (reverses IS NOT NULL)),
    UNIQUE (brand, year, serial)
);
CREATE UNIQUE INDEX receipt_one_payment ON console.receipt (order_id) WHERE kind = 'payment';
CREATE INDEX receipt_at ON console.receipt (at DESC, id);
CREATE INDEX receipt_number ON console.receipt (number);
CREATE INDEX receipt_till ON console.receipt (till_id) WHERE till_id IS NOT NULL;
CREATE INDEX receipt_user ON console.receipt (user_id, at DESC);
CREATE TRIGGER receipt_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON console.receipt
    FOR EACH STATEMENT EXECUTE FUNCTION console.refuse_change();

CREATE FUNCTION console.is_counter_method(method text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(method IN ('cash', 'transfer'), false)
$$;

-- A number as it is printed. Whatever the setting says, number, year and brand stand in it, or two receipts would read
-- alike.
CREATE FUNCTION console.receipt_number(form text, brand text, year integer, serial bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN brand <> '' AND strpos(form, '{brand}') = 0 THEN brand || '/' ELSE '' END
           || CASE WHEN strpos(form, '{year}') = 0 AND strpos(form, '{yy}') = 0 THEN year || '/' ELSE '' END
           || replace(replace(replace(replace(f.text, '{brand}', brand), '{year}', year::text),
                              '{yy}', right(year::text, 2)),
                      '{number}', CASE WHEN serial < 1000000 THEN lpad(serial::text, 6, '0') ELSE serial::text END)
      FROM (SELECT form || CASE WHEN strpos(form, '{number}') = 0 THEN '{number}' ELSE '' END AS text) f
$$;

-- The open till of who does it, kept open to the end of the transaction: who closes it waits, and counts this too. It is
-- opened by itself where the setting says so; NULL: there is none.
CREATE FUNCTION console.till_take(who text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    found_id uuid;
BEGIN
    LOOP
        SELECT t.id INTO found_id FROM console.till t WHERE t.operator = who AND t.closed_at IS NULL FOR SHARE;
        IF FOUND OR console.setting('till_opening', 'by_sale') <> 'by_sale' THEN
            RETURN found_id;
        END IF;
        INSERT INTO console.till (id, operator, is_opened_by_sale) VALUES (gen_random_uuid(), who, true)
        ON CONFLICT (operator) WHERE closed_at IS NULL DO NOTHING;
    END LOOP;
END $$;

-- Writes a receipt. The series' row comes last of what a charge locks.
CREATE FUNCTION console.receipt_write(operation uuid, r console.receipt) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    moment CONSTANT timestamptz := clock_timestamp();
BEGIN
    SELECT o.actor INTO STRICT r.operator FROM console.operation o WHERE o.id = operation;
    IF console.is_counter_method(r.method) THEN
        r.till_id := console.till_take(r.operator);
        IF r.till_id IS NULL AND r.method = 'cash' THEN
            RAISE EXCEPTION 'the till of % was closed just now', r.operator USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    r.brand := coalesce((SELECT i.brand FROM console.invoice i WHERE i.id = r.invoice_id), '');
    r.year := extract(year FROM moment AT TIME ZONE console.zone())::integer;
    INSERT INTO console.receipt_series AS s (brand, year, last_serial) VALUES (r.brand, r.year, 1)
    ON CONFLICT (brand, year) DO UPDATE SET last_serial = s.last_serial + 1
    RETURNING s.last_serial INTO r.serial;
    r.number := console.receipt_number(console.setting('receipt_number', 'KW-{year}-{number}'), r.brand, r.year, r.serial);
    INSERT INTO console.receipt (number, brand, year, serial, at, kind, operation_id, operator, method, bank, amount_rp,
                                 subject, gives, note, user_id, order_id, invoice_id, reverses, till_id)
    VALUES (r.number, r.brand, r.year, r.serial, clock_timestamp(), r.kind, operation, r.operator, r.method, r.bank,
            r.amount_rp, r.subject, r.gives, r.note, r.user_id, r.order_id, r.invoice_id, r.reverses, r.till_id);
    PERFORM pg_notify('hotspot_console', 'till');
END $$;

-- The receipt of a charge that was paid.
CREATE FUNCTION console.receipt_issue(operation uuid, c console.charge) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM console.receipt_write(operation, jsonb_populate_record(NULL::console.receipt, jsonb_build_object(
        'kind', 'payment', 'method', c.method, 'bank', c.bank, 'amount_rp', coalesce(c.paid_amount_rp, c.amount_rp),
        'subject', c.subject, 'gives', c.gives, 'note', c.note, 'user_id', c.user_id, 'order_id', c.order_id,
        'invoice_id', c.invoice_id)));
END $$;

-- The receipt that takes another back, where the money went back and none says so yet.
CREATE FUNCTION console.receipt_reverse(operation uuid, oid text, why text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    r console.receipt;
BEGIN
    SELECT p.* INTO r
      FROM console.receipt p
     WHERE p.order_id = oid AND p.kind = 'payment'
       AND NOT EXISTS (SELECT FROM console.receipt v WHERE v.reverses = p.id);
    IF FOUND THEN
        r.reverses := r.id;
        r.kind := 'reversal';
        r.amount_rp := -r.amount_rp;
        r.note := why;
        r.gives := NULL;
        r.till_id := NULL;
        PERFORM console.receipt_write(operation, r);
    END IF;
END $$;

-- Why nobody takes money so now; NULL where it may be taken.
CREATE FUNCTION console.till_refusal(method text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN method = 'cash' AND console.setting('till_opening', 'by_sale') = 'by_hand'
                     AND NOT EXISTS (SELECT FROM console.till t WHERE t.operator = console.actor() AND t.closed_at IS NULL)
                THEN 'cash needs an open till: open yours first (till.open)' END
$$;

-- Why nobody is asked to pay so (as of 0052). Cash and transfers are no way of the gateway's.
CREATE OR REPLACE FUNCTION console.method_refusal(method text, bank text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN console.is_counter_method(method) THEN console.till_refusal(method)
                WHEN method <> 'balance' AND coalesce(w.word, '') <> ALL (string_to_array(o.words, ' '))
                THEN 'is not asked to pay by ' || coalesce(w.word, method) || ': payment_methods offers '
                     || coalesce(nullif(replace(o.words, ' ', ', '), ''), 'nothing') END
      FROM (SELECT console.methods_offered() AS words) o
      LEFT JOIN LATERAL console.payment_method_of(method, bank) w ON true
$$;

-- What is open for the same thing, where it would be shown again; what is taken at the counter replaces it.
CREATE FUNCTION console.charge_shown_again(buyer uuid, of_kind text, thing uuid, rp bigint, method text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN NOT console.is_counter_method(method) THEN console.charge_open_for(buyer, of_kind, thing, rp) END
$$;

-- What would be asked of a customer (as of 0052).
CREATE OR REPLACE FUNCTION console.offer_package(u public.users, package_name text, method text, bank text, coupon text)
RETURNS console.charge_offer LANGUAGE sql STABLE AS $$
    SELECT ROW(jsonb_populate_record(NULL::console.charge, jsonb_build_object(
                   'order_id', o.open_id, 'kind', 'package', 'user_id', u.id, 'package_id', p.id, 'subject', p.name,
                   'method', method, 'bank', CASE WHEN method = 'va' THEN bank END,
                   'coupon_code', upper(btrim(coupon)), 'discount_rp', d.rp, 'amount_rp', p.price - d.rp)),
               CASE WHEN o.open_id IS NOT NULL THEN NULL
                    WHEN console.buyer_refusal(u) IS NOT NULL THEN console.buyer_refusal(u)
                    WHEN console.method_refusal(method, bank) IS NOT NULL THEN console.method_refusal(method, bank)
                    WHEN p.id IS NULL THEN 'there is no package ' || package_name
                    WHEN NOT p.is_active THEN 'package ' || package_name || ' is sold no more'
                    WHEN p.price <= 0 THEN 'package ' || package_name || ' has no price'
                    WHEN console.coupon_refusal(coupon) IS NOT NULL THEN console.coupon_refusal(coupon)
                    WHEN p.price - d.rp <= 0 THEN 'the coupon leaves nothing to pay: give the package by hand'
                    ELSE console.balance_refusal(u.id, method, p.price - d.rp) END)::console.charge_offer
      FROM (SELECT) one
      LEFT JOIN public.packages p ON p.name = package_name
     CROSS JOIN LATERAL (SELECT console.coupon_discount_rp(coupon, p.price) AS rp) d
     CROSS JOIN LATERAL (SELECT CASE WHEN p.id IS NOT NULL
                                     THEN console.charge_shown_again(u.id, 'package', p.id, NULL, method) END AS open_id) o
$$;

CREATE OR REPLACE FUNCTION console.offer_topup(u public.users, rp bigint, method text, bank text) RETURNS console.charge_offer
LANGUAGE sql STABLE AS $$
    SELECT ROW(jsonb_populate_record(NULL::console.charge, jsonb_build_object(
                   'order_id', o.open_id, 'kind', 'deposit', 'user_id', u.id, 'subject', 'Deposit', 'method', method,
                   'bank', CASE WHEN method = 'va' THEN bank END, 'discount_rp', 0, 'amount_rp', rp)),
               CASE WHEN o.open_id IS NOT NULL THEN NULL
                    WHEN method = 'balance' THEN 'a balance is not topped up from itself: choose another method'
                    ELSE coalesce(console.buyer_refusal(u), console.method_refusal(method, bank)) END)::console.charge_offer
      FROM (SELECT console.charge_shown_again(u.id, 'deposit', NULL, rp, method) AS open_id) o
$$;

-- What an amount pays of a customer's debt: of one item, or of all, oldest first, and automatic debt as a whole after
-- them. amount is rupiah (50000), quota (10240MB), a part of what is owed (50%), or NULL for all.
--   ids, mbs   what each item gets; mbs NULL: all that is left of each
--   auto_mb    automatic debt that it pays
--   rp         what that costs;  rest_rp  what of the rupiah pays no whole MB
-- Rupiah buy as many MB of an item as they pay for by price_of_first_rp, so that parts sum to the whole; what then is left
-- of them is not lost, but goes on the balance.
CREATE FUNCTION console.debt_share(u public.users, debt uuid, amount text)
RETURNS TABLE (ids uuid[], mbs bigint[], auto_mb bigint, rp bigint, rest_rp bigint, items bigint, words text, refusal text)
LANGUAGE sql STABLE ROWS 1 AS $$
    WITH list AS MATERIALIZED (
        SELECT console.price_list() AS list
    ), given AS MATERIALIZED (
        SELECT substring(amount FROM '^\d+$')::bigint AS rp, substring(amount FROM '^(\d+)MB$')::bigint AS mb,
               substring(amount FROM '^(\d+)%$')::numeric AS percent
    ), item AS MATERIALIZED (
        SELECT q.id, q.amount_mb, q.paid_mb, w.price, q.amount_mb - q.paid_mb AS left_mb, x.is_whole,
               console.debt_remaining_rp(w.price, q.amount_mb, q.paid_mb, false) AS left_rp,
               CASE WHEN x.is_whole THEN 0 ELSE greatest(0, q.amount_mb - q.paid_mb) END AS payable_mb,
               row_number() OVER (ORDER BY q.debt_date NULLS LAST, q.created_at, q.id) AS place
          FROM public.user_quota_debts q
         CROSS JOIN list l
         CROSS JOIN LATERAL (SELECT console.debt_price_rp(q.amount_mb, q.price_rp, l.list) AS price OFFSET 0) w
         CROSS JOIN LATERAL (SELECT console.is_unlimited_debt(q.amount_mb, q.price_rp) AS is_whole) x
         WHERE q.user_id = u.id AND NOT q.is_paid AND (debt IS NULL OR q.id = debt)
    ), owed AS MATERIALIZED (
        SELECT count(i.id) AS items, coalesce(sum(i.left_rp), 0)::bigint AS rp,
               coalesce(sum(i.payable_mb), 0)::bigint AS payable_mb,
               coalesce(bool_or(i.id IS NOT NULL AND i.left_rp IS NULL), false) AS has_unpriced
          FROM item i
    ), automatic AS MATERIALIZED (
        SELECT CASE WHEN debt IS NULL THEN ceil(x.mb)::bigint ELSE 0 END AS mb,
               CASE WHEN debt IS NULL THEN console.reference_price_rp(x.mb, l.list) ELSE 0 END AS rp
          FROM list l
         CROSS JOIN (SELECT console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb,
                                                 u.auto_debt_offset_mb, u.is_unlimited_user, u.role) AS mb) x
    ), wanted AS MATERIALIZED (
        -- All of it, in whatever words; else rupiah, or MB.
        SELECT amount IS NULL OR coalesce(g.percent = 100, false) OR coalesce(g.rp = o.rp + a.rp, false) AS is_all, g.rp,
               coalesce(g.mb, ceil(o.payable_mb * g.percent / 100)::bigint) AS mb
          FROM given g CROSS JOIN owed o CROSS JOIN automatic a
    ), line AS MATERIALIZED (
        SELECT i.*, w.is_all,
               CASE WHEN w.is_all THEN i.left_mb
                    WHEN w.mb IS NOT NULL
                    THEN greatest(0, least(i.payable_mb, w.mb - coalesce(sum(i.payable_mb) OVER older, 0)))
                    WHEN s.share >= i.left_rp THEN i.left_mb
                    WHEN s.share <= 0 OR i.is_whole THEN 0
                    ELSE greatest(0, least(i.left_mb, div((s.share + console.price_of_first_rp(i.price, i.amount_mb, i.paid_mb))
                                                          * i.amount_mb::numeric, i.price) - i.paid_mb)) END::bigint AS pays,
               i.is_whole AND w.rp IS NOT NULL AND NOT w.is_all AND s.share > 0 AND s.share < i.left_rp AS is_cut
          FROM item i
         CROSS JOIN wanted w
         CROSS JOIN LATERAL (
               SELECT w.rp - coalesce((SELECT sum(j.left_rp) FROM item j WHERE j.place < i.place), 0) AS share) s
        WINDOW older AS (ORDER BY i.place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    ), paid AS MATERIALIZED (
        SELECT array_agg(l.id ORDER BY l.place) AS ids, array_agg(l.pays ORDER BY l.place) AS mbs, count(*) AS items,
               coalesce(sum(console.price_of_first_rp(l.price, l.amount_mb, l.paid_mb + l.pays)
                            - console.price_of_first_rp(l.price, l.amount_mb, l.paid_mb)), 0)::bigint AS rp,
               CASE WHEN bool_or(l.is_whole) THEN
                        concat_ws(' and ', 'Unlimited', console.mb_text(nullif(sum(l.pays) FILTER (WHERE NOT l.is_whole), 0)))
                    ELSE console.mb_text(sum(l.pays)) END AS words
          FROM line l
         WHERE l.pays > 0 OR (l.is_all AND l.left_mb <= 0)
    )
    SELECT coalesce(p.ids, '{}'), CASE WHEN NOT w.is_all THEN p.mbs END, CASE WHEN w.is_all THEN a.mb ELSE 0 END,
           CASE WHEN w.is_all THEN o.rp + a.rp ELSE p.rp END, CASE WHEN NOT w.is_all THEN nullif(w.rp - p.rp, 0) END,
           o.items, p.words,
           CASE WHEN debt IS NOT NULL AND o.items = 0 THEN
                    CASE WHEN EXISTS (SELECT FROM public.user_quota_debts q WHERE q.id = debt AND q.user_id = u.id)
                         THEN 'this debt item is closed already'
                         WHEN EXISTS (SELECT FROM public.user_quota_debts q WHERE q.id = debt)
                         THEN 'this debt item is somebody else''s' ELSE 'there is no such debt item' END
                WHEN o.items = 0 AND a.mb = 0 THEN 'owes nothing'
                WHEN o.has_unpriced OR a.rp IS NULL THEN 'no package says what this debt costs: give it a price'
                WHEN o.rp + a.rp <= 0 THEN 'owes nothing that costs anything: settle it by hand'
                WHEN w.is_all THEN NULL
                WHEN w.rp > o.rp + a.rp THEN 'owes only ' || console.rp_text(o.rp + a.rp)
                                             || ': top up the balance with the rest'
                WHEN w.rp > o.rp THEN 'automatic debt of ' || console.mb_text(a.mb) || ' is paid whole: pay '
                                      || CASE WHEN o.rp > 0 THEN console.rp_text(o.rp) || ' or ' ELSE '' END
                                      || console.rp_text(o.rp + a.rp)
                WHEN w.mb > o.payable_mb THEN 'owes only ' || console.mb_text(o.payable_mb) || ' in debt items'
                WHEN (SELECT bool_or(l.is_cut) FROM line l) THEN 'what is owed for an unlimited package is paid whole'
                WHEN p.items = 0 AND w.mb = 0 THEN 'what is owed for an unlimited package, or automatically, is paid whole'
                WHEN p.items = 0 OR p.rp <= 0 THEN 'this pays not one MB' END
      FROM paid p CROSS JOIN owed o CROSS JOIN automatic a CROSS JOIN wanted w
$$;

DROP FUNCTION console.offer_debt(public.users, uuid, text, text);
CREATE FUNCTION console.offer_debt(u public.users, debt uuid, method text, bank text, amount text)
RETURNS console.charge_offer LANGUAGE sql STABLE AS $$
    SELECT ROW(jsonb_populate_record(NULL::console.charge, jsonb_build_object(
                   'order_id', o.open_id, 'kind', 'debt', 'user_id', u.id, 'debt_id', debt, 'debt_ids', s.ids,
                   'debt_parts', s.mbs, 'auto_debt_mb', s.auto_mb, 'rest_rp', s.rest_rp, 'subject',
                   CASE WHEN debt IS NOT NULL OR s.mbs IS NOT NULL THEN 'Debt of ' || s.words
                        ELSE 'All debt: ' || concat_ws(' and ', s.words, CASE WHEN s.auto_mb > 0 THEN
                             console.mb_text(s.auto_mb) || ' used beyond the quota' END) END,
                   'method', method, 'bank', CASE WHEN method = 'va' THEN bank END,
                   'discount_rp', 0, 'amount_rp', s.rp + coalesce(s.rest_rp, 0))),
               CASE WHEN o.open_id IS NOT NULL THEN NULL
                    -- Who is not active, or not approved, may pay what is owed all the same, if he brings it.
                    WHEN console.buyer_refusal(u) IS NOT NULL AND NOT console.is_counter_method(method)
                    THEN console.buyer_refusal(u)
                    ELSE coalesce(console.method_refusal(method, bank), s.refusal,
                                  console.balance_refusal(u.id, method, s.rp + coalesce(s.rest_rp, 0))) END)::console.charge_offer
      FROM console.debt_share(u, debt, amount) s
     CROSS JOIN LATERAL (SELECT console.charge_shown_again(u.id, 'debt', debt, NULL, method) AS open_id) o
$$;

-- An amount as debts.settle takes it (1024, 50%, NULL), as debt_share does.
CREATE FUNCTION console.settle_amount(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN given ~ '^\d+$' THEN given || 'MB' ELSE given END
$$;

-- All that a customer owes, or with 'no' only the debt items, as debt_share takes it.
CREATE FUNCTION console.settle_all_amount(debtor uuid, automatic text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN automatic = 'no' THEN
               (SELECT coalesce(sum(console.debt_remaining_rp(w.price, q.amount_mb, q.paid_mb, false)), 0)::bigint::text
                  FROM public.user_quota_debts q
                 CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) l
                 CROSS JOIN LATERAL (SELECT console.debt_price_rp(q.amount_mb, q.price_rp, l.list) AS price OFFSET 0) w
                 WHERE q.user_id = debtor AND NOT q.is_paid) END
$$;

-- Why the money of what is settled can't be taken so; NULL where it can, or none is taken here.
CREATE FUNCTION console.settle_money_refusal(u public.users, debt uuid, amount text, method text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN method IS NOT NULL THEN (console.offer_debt(u, debt, method, NULL, amount)).refusal END
$$;

-- What a paid charge changes of debts (as of 0038): each item by its part, where it has one.
CREATE OR REPLACE FUNCTION console.charge_debt_rows(c console.charge)
RETURNS TABLE (entity_type text, entity_id uuid, before jsonb, after jsonb, details jsonb)
LANGUAGE sql STABLE AS $$
    WITH item AS MATERIALIZED (
        SELECT d AS debt, d.id, least(coalesce(p.mb, l.mb), l.mb) AS pays
          FROM console.charge_debts(c) d
          LEFT JOIN unnest(c.debt_ids, c.debt_parts) AS p (id, mb) ON p.id = d.id
         CROSS JOIN LATERAL (SELECT greatest(0, d.amount_mb - d.paid_mb) AS mb) l
    ), still_open AS MATERIALIZED (
        SELECT count(*) AS items, coalesce(sum(d.amount_mb - d.paid_mb - coalesce(i.pays, 0)), 0)::bigint AS mb
          FROM public.user_quota_debts d
          LEFT JOIN item i ON i.id = d.id
         WHERE d.user_id = c.user_id AND NOT d.is_paid AND (i.id IS NULL OR d.paid_mb + i.pays < d.amount_mb)
    )
    SELECT 'user', u.id, s.before, s.after, '{}'::jsonb
      FROM public.users u
     CROSS JOIN still_open o
     CROSS JOIN LATERAL console.debtor_paid(u, o.items, o.mb, console.charge_auto_debt_mb(c)) s
     WHERE u.id = c.user_id
    UNION ALL
    SELECT 'user_quota_debt', i.id, p.before, p.after,
           jsonb_build_object('user_id', c.user_id, 'payment', 'settled', 'payment_note', c.order_id)
      FROM item i
     CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) l
     CROSS JOIN LATERAL console.debt_paid(i.debt, i.pays, 'console_payment', l.list) p
$$;

-- What its customer gets for a charge: "5.3 GB pay debt, 4.7 GB become quota, until 2026-12-27 23:59". Worked out by what
-- the effect itself is made of, so that nothing else is ever promised. NULL: it can't be told.
CREATE FUNCTION console.charge_gives(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE c.kind
               WHEN 'package' THEN
                   (SELECT concat_ws(', ', CASE WHEN p.data_quota_gb = 0 THEN 'unlimited access' END,
                                     console.mb_text(nullif(q.pays_auto + q.pays_manual, 0)) || ' pay debt',
                                     console.mb_text(nullif(q.becomes_quota, 0)) || ' become quota',
                                     'until ' || to_char((b.after ->> 'quota_expiry_date')::timestamptz AT TIME ZONE console.zone(),
                                                         'YYYY-MM-DD HH24:MI'))
                      FROM public.packages p
                      JOIN public.users u ON u.id = c.user_id
                     CROSS JOIN LATERAL console.quota_allocation(ARRAY[u.id], round(p.data_quota_gb * 1024)::bigint) q
                     CROSS JOIN LATERAL console.package_bought(u, p.id) b
                     WHERE p.id = c.package_id AND q.place = 1)
               WHEN 'debt' THEN
                   (SELECT concat_ws(', ', CASE WHEN sum(r.mb) FILTER (WHERE NOT r.is_whole) > 0
                                                THEN console.mb_text(sum(r.mb) FILTER (WHERE NOT r.is_whole)) || ' of debt paid' END,
                                     CASE WHEN bool_or(r.is_whole) THEN 'debt of unlimited access paid' END,
                                     console.mb_text(nullif(console.charge_auto_debt_mb(c), 0)) || ' of automatic debt paid',
                                     console.rp_text(c.rest_rp) || ' on the balance')
                      FROM (SELECT (w.after ->> 'paid_mb')::bigint - (w.before ->> 'paid_mb')::bigint AS mb,
                                   console.is_unlimited_debt(d.amount_mb, d.price_rp) AS is_whole
                              FROM console.charge_debt_rows(c) w
                              JOIN public.user_quota_debts d ON d.id = w.entity_id
                             WHERE w.entity_type = 'user_quota_debt') r)
               WHEN 'deposit' THEN console.rp_text(coalesce(c.paid_amount_rp, c.amount_rp)) || ' on the balance'
               WHEN 'invoice' THEN
                   (SELECT 'invoice ' || i.invoice_number || ' paid' FROM console.invoice i WHERE i.id = c.invoice_id) END
$$;

-- The same as customers are told it, in their language; of what nothing was kept: that it is done.
CREATE FUNCTION console.message_gives(gives text, language text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN language = 'en' THEN coalesce(gives, 'done')
                ELSE coalesce((SELECT regexp_replace(string_agg(replace(p.part, w.english, w.indonesian), ', ' ORDER BY p.place),
                                                     '(\d)\.(\d [GM]B)', '\1,\2', 'g')
                                 FROM regexp_split_to_table(gives, ', ') WITH ORDINALITY AS p (part, place)
                                CROSS JOIN LATERAL (
                                      SELECT v.english, v.indonesian
                                        FROM (VALUES ('pay debt', 'membayar utang'), ('become quota', 'menjadi kuota'),
                                                     ('until ', 'sampai '), ('unlimited access', 'akses tanpa batas'),
                                                     ('of debt paid', 'utang lunas'), ('of automatic debt paid', 'utang otomatis lunas'),
                                                     ('debt of unlimited access paid', 'utang akses tanpa batas lunas'),
                                                     ('on the balance', 'masuk saldo'), ('paid', 'lunas'), ('', ''))
                                             AS v (english, indonesian)
                                       WHERE strpos(p.part, v.english) > 0
                                       ORDER BY length(v.english) DESC
                                       LIMIT 1) w), 'selesai') END
$$;

-- A line of a plan (as of 0038): who, what is open or not, what is asked for or taken, and what comes of it.
CREATE OR REPLACE FUNCTION console.offer_preview(u public.users, o console.charge_offer)
RETURNS TABLE (label text, before text, after text) LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT u.full_name || ' ' || u.phone_number,
           CASE WHEN c.order_id IS NULL THEN 'nothing is asked for' ELSE console.charge_state_text(c) END,
           CASE WHEN o.refusal IS NOT NULL THEN NULL
                WHEN d.order_id IS NOT NULL THEN c.order_id || ' is shown again'
                     || CASE WHEN c.expires_at <= clock_timestamp()
                             THEN '; its time is over, and it is ended: ask once more then'
                             ELSE '; cancel it first to ask in another way' END
                ELSE concat_ws(' · ', d.subject, console.rp_text(d.amount_rp),
                               CASE WHEN d.discount_rp > 0
                                    THEN console.rp_text(d.discount_rp) || ' less by ' || d.coupon_code END,
                               CASE d.method WHEN 'va' THEN 'va ' || d.bank WHEN 'balance' THEN 'paid from the balance'
                                             ELSE d.method END,
                               c.order_id || ' is withdrawn',
                               console.charge_gives(o.draft), console.charge_outlook_text(o.draft)) END
      FROM (SELECT (o.draft).*) d
      LEFT JOIN console.charge_known(ARRAY[coalesce(d.order_id, CASE WHEN console.is_counter_method(d.method) THEN
                    console.charge_open_for(u.id, d.kind, coalesce(d.package_id, d.debt_id), d.amount_rp) END)]) c ON true
$$;

-- What a plan of offers says of all of them: what is taken, asked for, shown again.
CREATE FUNCTION console.offers_note(method text, asked_rp numeric, shown_again bigint, note text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(concat_ws('; ', console.rp_text(asked_rp)
                                  || CASE method WHEN 'cash' THEN ' are taken in cash' WHEN 'transfer' THEN ' came by transfer'
                                                 ELSE ' are asked for' END || coalesce(' (' || nullif(note, '') || ')', ''),
                            nullif(shown_again, 0) || ' open already: shown again'), '')
$$;

-- Gives what was paid for (as of 0020), and the receipt. What the customer gets is kept in words before anything of it
-- changes.
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

-- Makes a charge of a draft (as of 0020), with all that mirrors it. Its user is locked.
CREATE OR REPLACE FUNCTION console.charge_new(operation uuid, draft console.charge) RETURNS console.charge LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := draft;
    said CONSTANT console.charge_said := ROW('new', NULL, NULL, NULL, NULL, NULL, 'operator');
    place CONSTANT text := CASE WHEN draft.method = 'balance' THEN 'balance'
                                WHEN console.is_counter_method(draft.method) THEN 'counter' END;
BEGIN
    c.order_id := console.charge_order_id(draft);
    INSERT INTO console.charge (order_id, kind, gateway, mode, method, bank, user_id, package_id, debt_id, debt_ids, debt_parts,
                                auto_debt_mb, subject, coupon_code, coupon_state, discount_rp, amount_rp, rest_rp, invoice_id,
                                note, expires_at, actor)
    SELECT c.order_id, c.kind, coalesce(place, 'midtrans'), place, c.method, c.bank, c.user_id, c.package_id, c.debt_id,
           c.debt_ids, c.debt_parts, c.auto_debt_mb, c.subject, c.coupon_code,
           CASE WHEN c.coupon_code IS NOT NULL THEN 'reserved' END, c.discount_rp, c.amount_rp, c.rest_rp, c.invoice_id, c.note,
           CASE WHEN place IS NULL THEN
               now() + make_interval(mins => console.setting_bigint('payment_expiry_minutes', 15)::integer) END, o.actor
      FROM console.operation o
     WHERE o.id = operation
    RETURNING * INTO STRICT c;
    INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount, status, payment_method, expiry_time)
    SELECT c.id, c.user_id, c.package_id, c.order_id, c.amount_rp, 'PENDING', c.method, c.expires_at
     WHERE c.kind IN ('package', 'debt');
    INSERT INTO console.deposit (id, user_id, amount_rp, payable_rp, method, gateway_order_id, expires_at)
    SELECT c.id, c.user_id, c.amount_rp, c.amount_rp, c.method, c.order_id, c.expires_at
     WHERE c.kind = 'deposit';
    PERFORM console.charge_event(c, said, 'created');
    RETURN c;
END $$;

-- A charge that is paid as it is made, from the balance or at the counter.
CREATE FUNCTION console.charge_pay_at_once(operation uuid, c console.charge) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    said CONSTANT console.charge_said := ROW('paid', NULL, NULL, c.amount_rp, 'IDR', NULL, 'operator');
BEGIN
    INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
    SELECT operation, c.user_id, -c.amount_rp, c.order_id, c.subject WHERE c.gateway = 'balance';
    PERFORM console.charge_set(c.order_id, 'paid', said, NULL, NULL);
    PERFORM console.charge_apply(operation, c.order_id, c.kind);
    PERFORM console.charge_tell(operation, c, 'paid');
END $$;

-- Carries out an offer (as of 0020): shows the open charge again, or makes one, and pays it where it is paid at once. What
-- is open at a gateway for what is taken at the counter is withdrawn. The draft is of a locked user. The order id; NULL
-- where it is refused by now.
CREATE OR REPLACE FUNCTION console.charge_take_offer(operation uuid, o console.charge_offer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := o.draft;
BEGIN
    IF c.order_id IS NOT NULL THEN
        PERFORM console.charge_show_again(operation, c.order_id);
        RETURN c.order_id;
    ELSIF o.refusal IS NOT NULL OR (c.coupon_code IS NOT NULL AND NOT console.coupon_reserve(c.coupon_code)) THEN
        RETURN NULL;
    END IF;
    IF console.is_counter_method(c.method) THEN
        PERFORM console.charge_end(operation, x.order_id, 'cancelled', 'charge_cancel')
           FROM (SELECT console.charge_open_for(c.user_id, c.kind, coalesce(c.package_id, c.debt_id), c.amount_rp) AS order_id) x
          WHERE x.order_id IS NOT NULL;
    END IF;
    c := console.charge_new(operation, c);
    IF c.mode IN ('balance', 'counter') THEN
        PERFORM console.charge_pay_at_once(operation, c);
    ELSE
        PERFORM console.charge_wish(operation, c, 'midtrans:main', 'charge_create');
    END IF;
    PERFORM console.charge_audit(operation, c, NULL, jsonb_strip_nulls(jsonb_build_object(
        'state', CASE WHEN c.mode IN ('balance', 'counter') THEN 'paid' ELSE c.state END, 'kind', c.kind, 'method', c.method,
        'bank', c.bank, 'subject', c.subject, 'amount_rp', c.amount_rp, 'discount_rp', nullif(c.discount_rp, 0),
        'coupon', c.coupon_code, 'note', c.note,
        'receipt', (SELECT r.number FROM console.receipt r WHERE r.order_id = c.order_id AND r.kind = 'payment'))));
    RETURN c.order_id;
END $$;

DROP FUNCTION console.sell_package(uuid, uuid, text, text, text, text);
CREATE FUNCTION console.sell_package(operation uuid, buyer uuid, package_name text, method text, bank text, coupon text,
                                     note text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    o console.charge_offer;
BEGIN
    SELECT (x.offer).* INTO o
      FROM (SELECT console.offer_package(u, package_name, method, bank, coupon) AS offer
              FROM public.users u WHERE u.id = buyer) x;
    o.draft.note := note;
    RETURN console.charge_take_offer(operation, o);
END $$;
DROP FUNCTION console.sell_debt(uuid, uuid, uuid, text, text);
CREATE FUNCTION console.sell_debt(operation uuid, buyer uuid, debt uuid, method text, bank text, amount text, note text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    o console.charge_offer;
BEGIN
    SELECT (x.offer).* INTO o
      FROM (SELECT console.offer_debt(u, debt, method, bank, amount) AS offer FROM public.users u WHERE u.id = buyer) x;
    o.draft.note := note;
    RETURN console.charge_take_offer(operation, o);
END $$;
DROP FUNCTION console.sell_topup(uuid, uuid, bigint, text, text);
CREATE FUNCTION console.sell_topup(operation uuid, buyer uuid, rp bigint, method text, bank text, note text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    o console.charge_offer;
BEGIN
    SELECT (x.offer).* INTO o
      FROM (SELECT console.offer_topup(u, rp, method, bank) AS offer FROM public.users u WHERE u.id = buyer) x;
    o.draft.note := note;
    RETURN console.charge_take_offer(operation, o);
END $$;

-- Invoices that are paid at the counter are marked as paid by hand, as they were before there were receipts.
CREATE OR REPLACE FUNCTION console.invoice_pay(operation uuid, c console.charge) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    i console.invoice;
BEGIN
    SELECT * INTO STRICT i FROM console.invoice v WHERE v.id = c.invoice_id FOR NO KEY UPDATE;
    IF i.status = 'paid' THEN
        RAISE EXCEPTION 'invoice % is paid already', i.invoice_number USING ERRCODE = 'check_violation';
    END IF;
    UPDATE console.invoice v
       SET status = 'paid', paid_amount_rp = coalesce(c.paid_amount_rp, c.amount_rp),
           paid_how = CASE c.gateway WHEN 'counter' THEN 'hand' ELSE 'xendit' END,
           note = CASE c.gateway WHEN 'counter' THEN concat_ws(': ', c.method, c.note) ELSE v.note END,
           paid_at = coalesce(c.paid_at, clock_timestamp()), updated_at = clock_timestamp()
     WHERE v.id = i.id;
    PERFORM console.invoice_audit(operation, i, jsonb_build_object('status', i.status), '{"status": "paid"}',
                                  jsonb_build_object('order_id', c.order_id));
    PERFORM console.invoice_close(operation, ARRAY[i.id], c.order_id, jsonb_build_object('order_id', c.order_id));
END $$;

CREATE OR REPLACE FUNCTION console.invoice_unpay(operation uuid, c console.charge) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    i console.invoice;
BEGIN
    SELECT * INTO STRICT i FROM console.invoice v WHERE v.id = c.invoice_id FOR NO KEY UPDATE;
    IF i.status <> 'paid' OR i.paid_how <> (CASE c.gateway WHEN 'counter' THEN 'hand' ELSE 'xendit' END) THEN
        RETURN 'its invoice has changed since';
    END IF;
    UPDATE console.invoice v
       SET status = 'unpaid', paid_amount_rp = NULL, paid_at = NULL, paid_how = NULL, isolated_at = NULL,
           updated_at = clock_timestamp()
     WHERE v.id = i.id;
    PERFORM console.invoice_audit(operation, i, '{"status": "paid"}', '{"status": "unpaid"}',
                                  jsonb_build_object('order_id', c.order_id));
    RETURN NULL;
END $$;

-- Its order id (as of 0020); an invoice's at the counter has a form of its own, which no gateway knows.
CREATE OR REPLACE FUNCTION console.charge_order_id(draft console.charge) RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT CASE draft.kind
               WHEN 'debt' THEN console.debt_order_id(draft.debt_id)
               WHEN 'deposit' THEN 'TOPUP-' || console.random_hex()
               WHEN 'invoice' THEN 'INVOICE-' || console.random_hex()
               ELSE coalesce(nullif(left(regexp_replace(console.setting('payment_order_prefix', 'BELI'),
                                                        '[^A-Za-z0-9._~-]', '', 'g'), 20), ''), 'BELI')
                    || '-' || console.random_hex() END
$$;

-- Takes the money of invoices at the counter, whose users are locked: each is a charge that is paid at once, with its
-- receipt. One of a customer at a time: what paying the next comes to depends on what this one did.
CREATE FUNCTION console.invoice_take(operation uuid, ids uuid[], method text, note text) RETURNS SETOF uuid
LANGUAGE plpgsql AS $$
DECLARE
    i console.invoice;
    c console.charge;
    payers uuid[] := '{}';
BEGIN
    FOR i IN SELECT v.* FROM console.invoice_lock(ids) v LOOP
        CONTINUE WHEN i.user_id = ANY (payers)
                      OR coalesce(console.invoice_hand_refusal(i), console.method_refusal(method, NULL)) IS NOT NULL;
        payers := payers || i.user_id;
        c := console.charge_new(operation, jsonb_populate_record(NULL::console.charge, jsonb_build_object(
                 'kind', 'invoice', 'method', method, 'user_id', i.user_id, 'invoice_id', i.id, 'subject', i.subject,
                 'discount_rp', 0, 'amount_rp', i.total_rp, 'note', note)));
        PERFORM console.charge_pay_at_once(operation, c);
        PERFORM console.charge_audit(operation, c, NULL, jsonb_build_object(
            'state', 'paid', 'kind', 'invoice', 'method', method, 'subject', i.subject, 'amount_rp', i.total_rp));
        RETURN NEXT i.id;
    END LOOP;
END $$;

-- The money of a charge went back: its receipt is taken back by another (as of 0033, 0020).
ALTER FUNCTION console.charge_news(uuid, text, console.charge_said) RENAME TO charge_news_unreceipted;
CREATE FUNCTION console.charge_news(operation uuid, oid text, said console.charge_said) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF NOT console.charge_news_unreceipted(operation, oid, said) THEN
        RETURN false;
    END IF;
    PERFORM console.receipt_reverse(operation, oid, h.gateway_status)
       FROM console.charge h
      WHERE h.order_id = oid AND h.state IN ('refunded', 'charged_back');
    RETURN true;
END $$;
ALTER FUNCTION console.charge_note_refund(uuid, text, text) RENAME TO charge_note_refund_unreceipted;
CREATE FUNCTION console.charge_note_refund(operation uuid, oid text, note text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF NOT console.charge_note_refund_unreceipted(operation, oid, note) THEN
        RETURN false;
    END IF;
    PERFORM console.receipt_reverse(operation, oid, charge_note_refund.note)
       FROM console.charge h
      WHERE h.order_id = oid AND h.state = 'refunded';
    RETURN true;
END $$;

-- Asks the gateway about a charge (as of 0031): there is none at the counter.
ALTER FUNCTION console.charge_ask(uuid, text) RENAME TO charge_ask_gateway;
CREATE FUNCTION console.charge_ask(operation uuid, oid text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = oid AND c.gateway = 'counter')
           AND console.charge_ask_gateway(operation, oid);
END $$;

-- What was given for a charge, turned around: what the customer has now less exactly that (quota, debts open again), and
-- validity, profile and kind of access as they were, where nobody has changed them since. A block that the payment lifted
-- is back. What was used of the quota stays used, and is automatic debt by its rule.
--   refusal  why it can't be; the same in all rows
CREATE FUNCTION console.charge_taken_back(c console.charge)
RETURNS TABLE (entity_type text, entity_id uuid, before jsonb, after jsonb, details jsonb, refusal text)
LANGUAGE sql STABLE AS $$
    WITH line AS MATERIALIZED (
        SELECT a.id, a.entity_type, a.entity_id::uuid AS entity_id, a.before AS was, a.after AS given,
               a.details - 'hotspot_password' || jsonb_build_object('reverses', e.operation_id) AS details,
               coalesce(to_jsonb(u), to_jsonb(d)) AS now
          FROM console.charge_effect e
          JOIN console.audit_log a ON a.operation_id = e.operation_id AND a.details ->> 'order_id' = c.order_id
          LEFT JOIN public.users u ON a.entity_type = 'user' AND u.id = a.entity_id::uuid
          LEFT JOIN public.user_quota_debts d ON a.entity_type = 'user_quota_debt' AND d.id = a.entity_id::uuid
         WHERE e.order_id = c.order_id AND a.entity_type IN ('user', 'user_quota_debt')
    ), column_of AS MATERIALIZED (
        SELECT l.id, k.key, l.entity_type, l.now -> k.key AS now,
               CASE WHEN k.key IN ('total_quota_purchased_mb', 'manual_debt_mb')
                    THEN to_jsonb((l.now ->> k.key)::bigint - ((l.given ->> k.key)::bigint - (l.was ->> k.key)::bigint))
                    ELSE l.was -> k.key END AS back,
               CASE WHEN k.key IN ('total_quota_purchased_mb', 'manual_debt_mb')
                    THEN (l.now ->> k.key)::bigint < (l.given ->> k.key)::bigint - (l.was ->> k.key)::bigint
                    WHEN k.key IN ('is_blocked', 'blocked_reason', 'blocked_at', 'blocked_by_id') THEN false
                    ELSE l.now -> k.key IS DISTINCT FROM l.given -> k.key END AS is_changed
          FROM line l
         CROSS JOIN LATERAL jsonb_object_keys(l.given) AS k (key)
         WHERE k.key <> 'total_quota_used_mb'
           AND (k.key NOT IN ('is_blocked', 'blocked_reason', 'blocked_at', 'blocked_by_id')
                OR NOT (l.now ->> 'is_blocked')::boolean)
    ), why AS MATERIALIZED (
        SELECT coalesce((SELECT 'is gone: ' || l.entity_type FROM line l WHERE l.now IS NULL LIMIT 1),
                        (SELECT 'has changed since: ' || string_agg(DISTINCT k.key, ', ' ORDER BY k.key)
                                || '; reverse what came later first'
                           FROM column_of k WHERE k.is_changed)) AS refusal
    )
    SELECT l.entity_type, l.entity_id, jsonb_object_agg(k.key, k.now), jsonb_object_agg(k.key, k.back), l.details, w.refusal
      FROM line l
     CROSS JOIN why w
      LEFT JOIN column_of k ON k.id = l.id
     WHERE k.key IS NOT NULL OR w.refusal IS NOT NULL
     GROUP BY l.id, l.entity_type, l.entity_id, l.details, w.refusal
     ORDER BY l.id
$$;

-- Rupiah that a charge put on the balance.
CREATE FUNCTION console.charge_on_balance_rp(c console.charge) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(b.rp), 0)::bigint FROM console.balance_entry b WHERE b.order_id = c.order_id
$$;

-- Why what was taken at the counter can't be taken back; NULL where it can.
CREATE FUNCTION console.charge_reverse_refusal(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.gateway <> 'counter' THEN 'was not taken at the counter: note its refund instead (payments.refund_note)'
                WHEN c.state <> 'paid' THEN 'is ' || replace(c.state, '_', ' ') || ' already'
                WHEN console.till_refusal(c.method) IS NOT NULL THEN console.till_refusal(c.method)
                WHEN (c.paid_at AT TIME ZONE console.zone())::date <> console.today()
                THEN 'its day is over: an admin corrects what was given, notes the refund (payments.refund_note) or '
                     || 'corrects the balance (payments.correct_balance)'
                WHEN console.balance_rp(c.user_id) < console.charge_on_balance_rp(c)
                THEN 'the balance was spent meanwhile: only ' || console.rp_text(console.balance_rp(c.user_id)) || ' of '
                     || console.rp_text(console.charge_on_balance_rp(c)) || ' are left'
                WHEN c.kind = 'invoice' AND NOT EXISTS (SELECT FROM console.invoice i
                                                         WHERE i.id = c.invoice_id AND i.status = 'paid' AND i.paid_how = 'hand')
                THEN 'its invoice has changed since'
                ELSE (SELECT min(t.refusal) FROM console.charge_taken_back(c) t) END
$$;

-- What comes of it for the customer.
CREATE FUNCTION console.charge_reverse_text(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', console.rp_text(c.amount_rp) || ' go back',
                     'balance less ' || console.rp_text(nullif(console.charge_on_balance_rp(c), 0)),
                     CASE WHEN c.kind = 'invoice' THEN 'the invoice is owed again' END,
                     CASE WHEN x.mb_after > x.mb_now
                          THEN console.mb_text(x.mb_after - x.mb_now) || ' become automatic debt: owed before, or used since' END,
                     'then ' || console.user_outlook_text(u, t.after))
      FROM (SELECT) one
      LEFT JOIN public.users u ON u.id = c.user_id
      LEFT JOIN LATERAL (SELECT r.before, r.after FROM console.charge_taken_back(c) r WHERE r.entity_type = 'user' LIMIT 1) t ON true
     CROSS JOIN LATERAL jsonb_populate_record(u, coalesce(t.after, '{}')) n
     CROSS JOIN LATERAL (
           SELECT console.auto_debt_mb(n.total_quota_used_mb, n.total_quota_purchased_mb, n.auto_debt_offset_mb,
                                       n.is_unlimited_user, n.role) AS mb_after,
                  console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
                                       u.is_unlimited_user, u.role) AS mb_now) x
$$;

-- Takes back what was taken at the counter, in the transaction of the operation: what was given, the money (a receipt of
-- its own, in the till of who gives it back), the use of a coupon. False where it may not be by now.
CREATE FUNCTION console.charge_reverse_counter(operation uuid, oid text, why text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := console.charge_lock(oid);
    said CONSTANT console.charge_said := ROW('refunded', NULL, NULL, NULL, NULL, NULL, 'operator');
BEGIN
    IF c.order_id IS NULL OR console.charge_reverse_refusal(c) IS NOT NULL THEN
        RETURN false;
    END IF;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, t.entity_type, t.entity_id::text, t.before, t.after, t.details
      FROM console.operation o
     CROSS JOIN LATERAL console.charge_taken_back(c) t
     WHERE o.id = operation;
    INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
    SELECT operation, c.user_id, -b.rp, oid, why
      FROM (SELECT nullif(console.charge_on_balance_rp(c), 0) AS rp) b
     WHERE b.rp IS NOT NULL;
    IF c.kind = 'invoice' THEN
        PERFORM console.invoice_unpay(operation, c);
    END IF;
    UPDATE console.coupon k SET used_count = k.used_count - 1 WHERE k.code = c.coupon_code AND c.coupon_state = 'used';
    UPDATE console.charge h SET coupon_state = 'released' WHERE h.order_id = oid AND h.coupon_state = 'used';
    PERFORM console.charge_set(oid, 'refunded', said, why, NULL);
    PERFORM console.receipt_reverse(operation, oid, why);
    PERFORM console.charge_audit(operation, c, jsonb_build_object('state', c.state), '{"state": "refunded"}',
                                 jsonb_build_object('reason', why));
    RETURN true;
END $$;

-- Why what was given for a charge may not be taken back by an undo (as of 0031).
ALTER FUNCTION console.charge_undo_refusal(console.charge) RENAME TO charge_undo_refusal_of_gateway;
CREATE FUNCTION console.charge_undo_refusal(c console.charge) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.gateway = 'counter' AND c.state <> 'refunded'
                THEN 'was paid for at the counter by ' || c.order_id || ': reverse that (payments.reverse)'
                WHEN c.gateway = 'counter' THEN 'was reversed at the counter: sell it again'
                ELSE console.charge_undo_refusal_of_gateway(c) END
$$;

-- Why so much may not be added to a balance (or taken from it, below zero); NULL where it may.
CREATE FUNCTION console.balance_correct_refusal(buyer uuid, rp bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN balance_correct_refusal.rp = 0 THEN 'this changes nothing'
                WHEN b.rp + balance_correct_refusal.rp < 0 THEN 'has only ' || console.rp_text(b.rp) || ' on the balance' END
      FROM (SELECT console.balance_rp(buyer) AS rp) b
$$;

-- Corrects the balance of a user, who is locked.
CREATE FUNCTION console.balance_correct(operation uuid, buyer uuid, rp bigint, why text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    was CONSTANT bigint := console.balance_rp(buyer);
    oid CONSTANT text := 'KOREKSI-' || console.random_hex();
BEGIN
    IF console.balance_correct_refusal(buyer, rp) IS NOT NULL THEN
        RETURN false;
    END IF;
    INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note) VALUES (operation, buyer, rp, oid, why);
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, details)
    SELECT o.id, o.actor, o.action, 'user', buyer::text,
           jsonb_build_object('balance_before_rp', was, 'balance_after_rp', was + rp, 'entry', oid, 'reason', why)
      FROM console.operation o
     WHERE o.id = operation;
    RETURN true;
END $$;

-- What a till took, by method, and what is to be in its drawer.
CREATE FUNCTION console.till_sums(till uuid)
RETURNS TABLE (receipts bigint, cash_rp bigint, transfer_rp bigint, reversed_rp bigint)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT count(*), coalesce(sum(r.amount_rp) FILTER (WHERE r.method = 'cash'), 0)::bigint,
           coalesce(sum(r.amount_rp) FILTER (WHERE r.method = 'transfer'), 0)::bigint,
           coalesce(-sum(r.amount_rp) FILTER (WHERE r.kind = 'reversal'), 0)::bigint
      FROM console.receipt r
     WHERE r.till_id = till
$$;

-- "float Rp 100.000 · cash Rp 350.000 · transfer Rp 50.000 · Rp 450.000 in the drawer".
CREATE FUNCTION console.till_text(t console.till) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', 'float ' || console.rp_text(t.float_rp), 'cash ' || console.rp_text(s.cash_rp),
                     'transfer ' || console.rp_text(s.transfer_rp),
                     console.rp_text(t.float_rp + s.cash_rp) || ' to be in the drawer')
      FROM console.till_sums(t.id) s
$$;

-- Why a till can't be closed with so much in the drawer; NULL where it can.
CREATE FUNCTION console.till_close_refusal(t console.till, counted bigint, why text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN t.closed_at IS NOT NULL THEN 'is closed already'
                WHEN counted < x.rp AND coalesce(btrim(why), '') = ''
                THEN console.rp_text(x.rp - counted) || ' are missing in the drawer: count again, or give a reason'
                WHEN counted > x.rp AND coalesce(btrim(why), '') = ''
                THEN console.rp_text(counted - x.rp) || ' are too much in the drawer: count again, or give a reason' END
      FROM (SELECT t.float_rp + s.cash_rp AS rp FROM console.till_sums(t.id) s) x
$$;

-- Opens a till for who does it. False where one is open.
CREATE FUNCTION console.till_open(operation uuid, till uuid, float_rp bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO console.till (id, operator, float_rp)
    SELECT till, o.actor, till_open.float_rp FROM console.operation o WHERE o.id = operation
    ON CONFLICT (operator) WHERE closed_at IS NULL DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after)
    SELECT o.id, o.actor, o.action, 'till', till::text, jsonb_build_object('float_rp', till_open.float_rp)
      FROM console.operation o
     WHERE o.id = operation;
    RETURN true;
END $$;

-- Closes a till. It waits for sales that are just being written, and they are counted.
CREATE FUNCTION console.till_close(operation uuid, till uuid, counted bigint, why text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    t console.till;
    expected bigint;
BEGIN
    SELECT x.* INTO t FROM console.till x WHERE x.id = till FOR UPDATE;
    IF NOT FOUND OR console.till_close_refusal(t, counted, why) IS NOT NULL THEN
        RETURN false;
    END IF;
    SELECT t.float_rp + s.cash_rp INTO expected FROM console.till_sums(till) s;
    UPDATE console.till x
       SET closed_at = clock_timestamp(), closed_by = o.actor, expected_rp = expected, counted_rp = counted,
           reason = nullif(btrim(why), '')
      FROM console.operation o
     WHERE x.id = till AND o.id = operation;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after)
    SELECT o.id, o.actor, o.action, 'till', till::text, jsonb_strip_nulls(jsonb_build_object(
               'expected_rp', expected, 'counted_rp', counted, 'difference_rp', counted - expected,
               'reason', nullif(btrim(why), '')))
      FROM console.operation o
     WHERE o.id = operation;
    RETURN true;
END $$;
