-- applies: always
-- Money at the counter: automatic debt paid in parts, money that comes twice, what is given back of a balance, the coupon
-- of a charge that is replaced, the note of an invoice that is owed again, and the year of a receipt that waited.

-- What was sold at the counter in its place: money that comes for it all the same waits for a decision.
ALTER TABLE console.charge ADD COLUMN replaced_by text;

-- When the plan was made of what is carried out now: set in the transaction of an operation (operation_settings.sql).
CREATE FUNCTION console.planned_at() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('hotspot_console.planned_at', true), '')::timestamptz
$$;

-- The year of the shop's days.
CREATE FUNCTION console.shop_year(moment timestamptz) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT extract(year FROM moment AT TIME ZONE console.zone())::integer
$$;

-- Writes a receipt (as of 0075). The series' row comes last of what a charge locks; whoever waited for it over the end of a
-- year takes a number of the new one.
CREATE OR REPLACE FUNCTION console.receipt_write(operation uuid, r console.receipt) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    form CONSTANT text := console.setting('receipt_number', 'KW-{year}-{number}');
BEGIN
    SELECT o.actor INTO STRICT r.operator FROM console.operation o WHERE o.id = operation;
    IF console.is_counter_method(r.method) THEN
        r.till_id := console.till_take(r.operator);
        IF r.till_id IS NULL AND r.method = 'cash' THEN
            RAISE EXCEPTION 'the till of % was closed just now', r.operator USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    r.brand := '';
    IF r.invoice_id IS NOT NULL THEN
        SELECT i.brand INTO STRICT r.brand FROM console.invoice i WHERE i.id = r.invoice_id;
    END IF;
    r.year := console.shop_year(clock_timestamp());
    LOOP
        INSERT INTO console.receipt_series AS s (brand, year, last_serial) VALUES (r.brand, r.year, 1)
        ON CONFLICT (brand, year) DO UPDATE SET last_serial = s.last_serial + 1
        RETURNING s.last_serial, clock_timestamp() INTO r.serial, r.at;
        EXIT WHEN console.shop_year(r.at) = r.year;
        -- The number that was taken is put back: the row is ours until the end.
        IF r.serial > 1 THEN
            UPDATE console.receipt_series s SET last_serial = s.last_serial - 1 WHERE s.brand = r.brand AND s.year = r.year;
        ELSE
            DELETE FROM console.receipt_series s WHERE s.brand = r.brand AND s.year = r.year;
        END IF;
        r.year := console.shop_year(r.at);
    END LOOP;
    INSERT INTO console.receipt (number, brand, year, serial, at, kind, operation_id, operator, method, bank, amount_rp,
                                 subject, gives, note, user_id, order_id, invoice_id, reverses, till_id)
    VALUES (console.receipt_number(form, r.brand, r.year, r.serial), r.brand, r.year, r.serial, r.at, r.kind, operation,
            r.operator, r.method, r.bank, r.amount_rp, r.subject, r.gives, r.note, r.user_id, r.order_id, r.invoice_id,
            r.reverses, r.till_id);
    PERFORM pg_notify('hotspot_console', 'till');
END $$;

-- The charge that a gateway's money paid for the same thing, since then.
CREATE FUNCTION console.charge_paid_for(buyer uuid, of_kind text, thing uuid, rp bigint, since timestamptz)
RETURNS TABLE (order_id text, at timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT c.order_id, e.at
      FROM console.charge c
      JOIN console.charge_effect e ON e.order_id = c.order_id AND e.at >= since
     WHERE c.user_id = buyer AND c.kind = of_kind AND c.state = 'paid' AND c.gateway NOT IN ('counter', 'balance')
       AND CASE of_kind WHEN 'package' THEN c.package_id = thing
                        WHEN 'debt' THEN c.debt_id IS NOT DISTINCT FROM thing
                        ELSE c.amount_rp = rp END
     ORDER BY e.at DESC
     LIMIT 1
$$;

-- Why money is not taken at once for what a gateway's has paid since the plan was made; NULL where it may be taken.
CREATE FUNCTION console.paid_meanwhile_refusal(buyer uuid, of_kind text, thing uuid, rp bigint, method text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN console.planned_at() IS NOT NULL AND (console.is_counter_method(method) OR method = 'balance') THEN
               (SELECT 'was paid for just now by ' || p.order_id || ': look again before money is taken a second time'
                  FROM console.charge_paid_for(buyer, of_kind, thing, rp, console.planned_at()) p) END
$$;

-- What an offer that is taken at once replaces; NULL: nothing is open for it.
CREATE FUNCTION console.charge_replaced(draft console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN console.is_counter_method(draft.method) THEN
               console.charge_open_for(draft.user_id, draft.kind, coalesce(draft.package_id, draft.debt_id), draft.amount_rp) END
$$;

-- What would be asked of a customer (as of 0075). A use of the coupon that is reserved for the charge that this one replaces
-- passes over to it, at the discount that it was reserved at.
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
                    WHEN h.rp IS NULL AND console.coupon_refusal(coupon) IS NOT NULL THEN console.coupon_refusal(coupon)
                    WHEN p.price - d.rp <= 0 THEN 'the coupon leaves nothing to pay: give the package by hand'
                    ELSE coalesce(console.paid_meanwhile_refusal(u.id, 'package', p.id, NULL, method),
                                  console.balance_refusal(u.id, method, p.price - d.rp)) END)::console.charge_offer
      FROM (SELECT) one
      LEFT JOIN public.packages p ON p.name = package_name
      LEFT JOIN LATERAL (
           SELECT c.discount_rp AS rp
             FROM console.charge c
            WHERE coupon IS NOT NULL AND console.is_counter_method(offer_package.method) AND p.id IS NOT NULL
              AND c.order_id = console.charge_open_for(u.id, 'package', p.id, NULL)
              AND c.coupon_code = upper(btrim(coupon)) AND c.coupon_state = 'reserved') h ON true
     CROSS JOIN LATERAL (SELECT coalesce(h.rp, console.coupon_discount_rp(coupon, p.price)) AS rp) d
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
                    ELSE coalesce(console.buyer_refusal(u), console.method_refusal(method, bank),
                                  console.paid_meanwhile_refusal(u.id, 'deposit', NULL, rp, method)) END)::console.charge_offer
      FROM (SELECT console.charge_shown_again(u.id, 'deposit', NULL, rp, method) AS open_id) o
$$;

-- MB of automatic debt that so many rupiah pay for: its share of them, but that what is left costs as much less. NULL: no
-- number of MB does that. Where a smaller package is the reference for what is left, that may be more or less than the share.
CREATE FUNCTION console.auto_debt_step(owed_mb numeric, list console.price_list, whole_rp bigint, rp bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT x.mb
      FROM (SELECT greatest(ceil(owed_mb - least(l.most_mb, (whole_rp - rp) * l.mb / l.price)),
                            least(ceil(rp * owed_mb / whole_rp),
                                  ceil(owed_mb - greatest(l.least_mb, (whole_rp - rp - 10000) * l.mb / l.price)) - 1))::bigint AS mb
              FROM (SELECT -k.minus_mb AS mb, k.price, coalesce(-lead(k.minus_mb) OVER sizes, 0) AS least_mb,
                           CASE WHEN row_number() OVER sizes > 1 THEN -k.minus_mb END AS most_mb
                      FROM unnest(list.minus_mb, list.prices) AS k (minus_mb, price)
                    WINDOW sizes AS (ORDER BY k.minus_mb)) l) x
     WHERE x.mb > 0 AND x.mb < owed_mb AND console.reference_price_rp(owed_mb - x.mb, list) = whole_rp - rp
     ORDER BY abs(x.mb - rp * owed_mb / whole_rp)
     LIMIT 1
$$;

-- What pays for a part of automatic debt. It has no row that could keep its price, so a part costs what the debt costs with
-- it less what it costs without it: whatever the parts are, they sum to the price of the whole. Prices are rounded up to
-- 10,000, and so a part is as many steps of that as are paid for.
--   given_rp   no more than that is paid;  given_mb  at least that is paid for: one of the two
--   mb         that becomes purchased quota;  rp  what that costs. No row: it pays for no part.
CREATE FUNCTION console.auto_debt_share(owed_mb numeric, list console.price_list, given_rp bigint, given_mb numeric)
RETURNS TABLE (mb bigint, rp bigint)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT s.mb, s.rp
      FROM (SELECT console.reference_price_rp(owed_mb, list) AS rp) w
     CROSS JOIN LATERAL (
           SELECT p.mb, p.rp
             FROM (SELECT c.rp, console.auto_debt_step(owed_mb, list, w.rp, c.rp) AS mb
                     -- From the best on, and no further than the first that fits.
                     FROM (SELECT generate_series(coalesce(given_rp / 10000 * 10000, 10000),
                                                  CASE WHEN given_rp IS NULL THEN w.rp - 10000 ELSE 10000 END,
                                                  CASE WHEN given_rp IS NULL THEN 10000 ELSE -10000 END) AS rp) c
                   OFFSET 0) p
            WHERE owed_mb > 0 AND CASE WHEN given_rp < w.rp THEN true ELSE given_mb < owed_mb END
              AND p.mb >= coalesce(given_mb, 0)
           UNION ALL
           SELECT ceil(owed_mb)::bigint, w.rp WHERE owed_mb > 0 AND (given_rp >= w.rp OR given_mb > 0)) s
     LIMIT 1
$$;

-- What an amount pays of a customer's debt (as of 0075): of one item, or of all, oldest first, and of automatic debt after
-- them. amount is rupiah (50000), quota (10240MB), a part of what is owed (50%), or NULL for all.
--   ids, mbs   what each item gets; mbs NULL: all that is left of each
--   auto_mb    automatic debt that it pays
--   rp         what that costs;  rest_rp  what of the rupiah pays no whole MB
-- Rupiah buy as many MB of an item as they pay for by price_of_first_rp, so that parts sum to the whole; what then is left
-- of them is not lost, but goes on the balance.
CREATE OR REPLACE FUNCTION console.debt_share(u public.users, debt uuid, amount text)
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
        SELECT CASE WHEN debt IS NULL THEN x.mb ELSE 0 END AS mb,
               CASE WHEN debt IS NULL THEN console.reference_price_rp(x.mb, l.list) ELSE 0 END AS rp
          FROM list l
         CROSS JOIN (SELECT console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb,
                                                 u.auto_debt_offset_mb, u.is_unlimited_user, u.role) AS mb) x
    ), wanted AS MATERIALIZED (
        -- All of it, in whatever words; else rupiah, or MB.
        SELECT amount IS NULL OR coalesce(g.percent = 100, false) OR coalesce(g.rp = o.rp + a.rp, false) AS is_all, g.rp,
               coalesce(g.mb, ceil((o.payable_mb + a.mb) * g.percent / 100)::bigint) AS mb
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
    ), share AS MATERIALIZED (
        -- Of automatic debt, with what the items leave.
        SELECT coalesce(s.mb, 0) AS mb, coalesce(s.rp, 0) AS rp
          FROM wanted w CROSS JOIN owed o CROSS JOIN automatic a CROSS JOIN list l
          LEFT JOIN LATERAL console.auto_debt_share(a.mb, l.list,
                                                    CASE WHEN w.is_all THEN a.rp WHEN w.rp > o.rp THEN w.rp - o.rp END,
                                                    CASE WHEN NOT w.is_all AND w.mb > o.payable_mb THEN w.mb - o.payable_mb END) s
                 ON true
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
    SELECT coalesce(p.ids, '{}'), CASE WHEN NOT w.is_all THEN coalesce(p.mbs, '{}') END, s.mb,
           CASE WHEN w.is_all THEN o.rp + a.rp ELSE p.rp + s.rp END,
           CASE WHEN NOT w.is_all THEN nullif(w.rp - p.rp - s.rp, 0) END, o.items, p.words,
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
                WHEN w.mb > o.payable_mb + ceil(a.mb) THEN 'owes only ' || console.mb_text(o.payable_mb + ceil(a.mb))
                WHEN (SELECT bool_or(l.is_cut) FROM line l) THEN 'what is owed for an unlimited package is paid whole'
                WHEN p.items = 0 AND s.mb = 0 AND w.mb = 0 THEN 'what is owed for an unlimited package is paid whole'
                WHEN p.items = 0 AND s.mb = 0 AND w.rp > o.rp
                THEN 'automatic debt is paid by ' || console.rp_text(least(a.rp, 10000)) || ' at a time'
                WHEN (p.items = 0 AND s.mb = 0) OR p.rp + s.rp <= 0 THEN 'this pays not one MB' END
      FROM paid p CROSS JOIN owed o CROSS JOIN automatic a CROSS JOIN wanted w CROSS JOIN share s
$$;

CREATE OR REPLACE FUNCTION console.offer_debt(u public.users, debt uuid, method text, bank text, amount text)
RETURNS console.charge_offer LANGUAGE sql STABLE AS $$
    SELECT ROW(jsonb_populate_record(NULL::console.charge, jsonb_build_object(
                   'order_id', o.open_id, 'kind', 'debt', 'user_id', u.id, 'debt_id', debt, 'debt_ids', s.ids,
                   'debt_parts', s.mbs, 'auto_debt_mb', s.auto_mb, 'rest_rp', s.rest_rp, 'subject',
                   CASE WHEN debt IS NOT NULL OR s.mbs IS NOT NULL THEN 'Debt of ' ELSE 'All debt: ' END
                   || concat_ws(' and ', s.words, CASE WHEN s.auto_mb > 0 THEN
                                console.mb_text(s.auto_mb) || ' used beyond the quota' END),
                   'method', method, 'bank', CASE WHEN method = 'va' THEN bank END,
                   'discount_rp', 0, 'amount_rp', s.rp + coalesce(s.rest_rp, 0))),
               CASE WHEN o.open_id IS NOT NULL THEN NULL
                    -- Who is not active, or not approved, may pay what is owed all the same, if the money is there.
                    WHEN console.buyer_refusal(u) IS NOT NULL AND NOT console.is_counter_method(method)
                    THEN console.buyer_refusal(u)
                    ELSE coalesce(console.method_refusal(method, bank), s.refusal,
                                  console.paid_meanwhile_refusal(u.id, 'debt', debt, NULL, method),
                                  console.balance_refusal(u.id, method, s.rp + coalesce(s.rest_rp, 0))) END)::console.charge_offer
      FROM console.debt_share(u, debt, amount) s
     CROSS JOIN LATERAL (SELECT console.charge_shown_again(u.id, 'debt', debt, NULL, method) AS open_id) o
$$;

-- What debts.settle_oldest is given, as debt_share takes it: a part is one of the debt items alone.
CREATE FUNCTION console.settle_oldest_amount(debtor uuid, given text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN given ~ '^\d+%$' THEN
               (SELECT ceil(coalesce(sum(greatest(0, q.amount_mb - q.paid_mb)), 0)
                            * substring(given FROM '^\d+')::numeric / 100)::bigint || 'MB'
                  FROM public.user_quota_debts q
                 WHERE q.user_id = debtor AND NOT q.is_paid AND NOT console.is_unlimited_debt(q.amount_mb, q.price_rp))
                ELSE console.settle_amount(given) END
$$;

-- A line of a plan (as of 0075): who, what is open or not, what was paid for the same within the hour, what is asked for or
-- taken, and what comes of it.
CREATE OR REPLACE FUNCTION console.offer_preview(u public.users, o console.charge_offer)
RETURNS TABLE (label text, before text, after text) LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT u.full_name || ' ' || u.phone_number,
           CASE WHEN c.order_id IS NULL THEN 'nothing is asked for' ELSE console.charge_state_text(c) END,
           CASE WHEN o.refusal IS NOT NULL THEN NULL
                WHEN d.order_id IS NOT NULL THEN c.order_id || ' is shown again'
                     || CASE WHEN c.expires_at <= clock_timestamp()
                             THEN '; its time is over, and it is ended: ask once more then'
                             ELSE '; cancel it first to ask in another way' END
                ELSE concat_ws(' · ', p.said, d.subject, console.rp_text(d.amount_rp),
                               CASE WHEN d.discount_rp > 0
                                    THEN console.rp_text(d.discount_rp) || ' less by ' || d.coupon_code END,
                               CASE d.method WHEN 'va' THEN 'va ' || d.bank WHEN 'balance' THEN 'paid from the balance'
                                             ELSE d.method END,
                               c.order_id || ' is withdrawn',
                               console.charge_gives(o.draft), console.charge_outlook_text(o.draft)) END
      FROM (SELECT (o.draft).*) d
      LEFT JOIN console.charge_known(ARRAY[coalesce(d.order_id, console.charge_replaced(o.draft))]) c ON true
      LEFT JOIN LATERAL (
           SELECT 'the same was paid for by ' || x.order_id || ' at '
                  || to_char(x.at AT TIME ZONE console.zone(), 'YYYY-MM-DD HH24:MI') AS said
             FROM console.charge_paid_for(u.id, d.kind, coalesce(d.package_id, d.debt_id), d.amount_rp,
                                          clock_timestamp() - interval '1 hour') x) p ON d.order_id IS NULL
$$;

-- Carries out an offer (as of 0075): shows the open charge again, or makes one, and pays it where it is paid at once. What
-- is open at a gateway for what is taken at the counter is withdrawn. The draft is of a locked user. The order id; NULL
-- where it is refused by now.
CREATE OR REPLACE FUNCTION console.charge_take_offer(operation uuid, o console.charge_offer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := o.draft;
    replaced CONSTANT text := CASE WHEN c.order_id IS NULL AND o.refusal IS NULL THEN console.charge_replaced(c) END;
BEGIN
    IF c.order_id IS NOT NULL THEN
        PERFORM console.charge_show_again(operation, c.order_id);
        RETURN c.order_id;
    ELSIF o.refusal IS NOT NULL THEN
        RETURN NULL;
    END IF;
    IF c.coupon_code IS NOT NULL THEN
        -- What was reserved for the one that is replaced is this one's now: neither given back nor reserved again.
        UPDATE console.charge h SET coupon_state = 'released'
         WHERE h.order_id = replaced AND h.coupon_code = c.coupon_code AND h.coupon_state = 'reserved';
        IF NOT FOUND AND NOT console.coupon_reserve(c.coupon_code) THEN
            RETURN NULL;
        END IF;
    END IF;
    IF replaced IS NOT NULL THEN
        PERFORM console.charge_end(operation, replaced, 'cancelled', 'charge_cancel');
    END IF;
    c := console.charge_new(operation, c);
    IF replaced IS NOT NULL THEN
        UPDATE console.charge h SET replaced_by = c.order_id WHERE h.order_id = replaced;
    END IF;
    IF c.mode IN ('balance', 'counter') THEN
        PERFORM console.charge_pay_at_once(operation, c);
    ELSE
        PERFORM console.charge_wish(operation, c, 'midtrans:main', 'charge_create');
    END IF;
    PERFORM console.charge_audit(operation, c, NULL, jsonb_strip_nulls(jsonb_build_object(
        'state', CASE WHEN c.mode IN ('balance', 'counter') THEN 'paid' ELSE c.state END, 'kind', c.kind, 'method', c.method,
        'bank', c.bank, 'subject', c.subject, 'amount_rp', c.amount_rp, 'discount_rp', nullif(c.discount_rp, 0),
        'coupon', c.coupon_code, 'note', c.note, 'replaces', replaced,
        'receipt', (SELECT r.number FROM console.receipt r WHERE r.order_id = c.order_id AND r.kind = 'payment'))));
    RETURN c.order_id;
END $$;

-- What the next state of a charge is (as of 0044). What was replaced at the counter is never applied by itself.
CREATE OR REPLACE FUNCTION console.charge_next_state(c console.charge, said console.charge_said, late_policy text,
                                                     OUT to_state text, OUT via text, OUT reason text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    is_open CONSTANT boolean := c.state IN ('new', 'open');
    is_over CONSTANT boolean := c.state IN ('expired', 'cancelled', 'failed');
    is_money CONSTANT boolean := said.state IN ('paid', 'part_refunded');
    is_applied CONSTANT boolean := late_policy = 'apply' AND c.replaced_by IS NULL;
    misfit CONSTANT text := CASE WHEN is_money AND (is_open OR is_over) THEN console.charge_mismatch(c, said) END;
BEGIN
    to_state := CASE
        WHEN said.state = 'open' THEN CASE WHEN c.state = 'new' AND said.source = 'answer' THEN 'open' END
        WHEN said.state IN ('expired', 'cancelled', 'failed') THEN CASE WHEN is_open THEN said.state END
        WHEN said.state IN ('refunded', 'charged_back')
        THEN CASE WHEN c.state NOT IN ('refunded', 'charged_back') THEN said.state END
        WHEN said.state = 'part_refunded' AND c.state = 'paid' THEN 'part_refunded'
        WHEN is_money AND is_open THEN CASE WHEN misfit IS NULL THEN said.state ELSE 'mismatch' END
        WHEN is_money AND is_over THEN CASE WHEN misfit IS NULL AND is_applied THEN said.state ELSE 'late' END END;
    via := CASE WHEN misfit IS NOT NULL OR NOT is_money THEN NULL
                WHEN is_over AND is_applied THEN 'late'
                WHEN is_open AND said.state = 'part_refunded' THEN 'paid' END;
    reason := CASE WHEN is_money AND is_over
                   THEN concat_ws('; ', coalesce('paid after it was replaced by ' || c.replaced_by, 'paid when it was ' || c.state),
                                  misfit)
                   ELSE misfit END;
END $$;

-- News of a charge (as of 0075). Money for one that is replaced, and still being withdrawn, comes too late.
CREATE OR REPLACE FUNCTION console.charge_news(operation uuid, oid text, said console.charge_said) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    IF said.state IN ('paid', 'part_refunded') THEN
        PERFORM console.charge_set(oid, 'cancelled', ROW('cancelled', NULL, NULL, NULL, NULL, NULL, 'operator')::console.charge_said,
                                   NULL, NULL)
           FROM console.charge h
          WHERE h.order_id = oid AND h.replaced_by IS NOT NULL AND h.state IN ('new', 'open');
    END IF;
    IF NOT console.charge_news_unreceipted(operation, oid, said) THEN
        RETURN false;
    END IF;
    PERFORM console.receipt_reverse(operation, oid, h.gateway_status)
       FROM console.charge h
      WHERE h.order_id = oid AND h.state IN ('refunded', 'charged_back');
    RETURN true;
END $$;

-- Rupiah that go off the balance when the money of a charge is given back: what it put there. Of one that was paid from
-- the balance that is what it paid no debt with, and it goes when the whole comes back.
CREATE FUNCTION console.charge_off_balance_rp(c console.charge) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN n.state IS NULL OR n.state = c.state THEN 0
                WHEN c.gateway <> 'balance' THEN greatest(0, console.charge_on_balance_rp(c))
                WHEN n.state = 'refunded' THEN coalesce(c.rest_rp, 0)
                ELSE 0 END
      FROM (SELECT console.charge_refund_state(c) AS state) n
$$;

-- Why the money of a charge can't be noted as going back; NULL where it can.
CREATE FUNCTION console.charge_refund_refusal(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN console.charge_refund_state(c) IS NULL
                THEN 'is ' || replace(c.state, '_', ' ') || ': there is nothing to give back'
                WHEN c.gateway <> 'balance' AND off.rp > has.rp
                THEN 'the balance was spent meanwhile: only ' || console.rp_text(has.rp) || ' of ' || console.rp_text(off.rp)
                     || ' are left' END
      FROM (SELECT console.charge_off_balance_rp(c) AS rp) off
     CROSS JOIN (SELECT console.balance_rp(c.user_id) AS rp) has
$$;

-- What comes of noting it.
CREATE FUNCTION console.charge_refund_text(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', replace(console.charge_refund_state(c), '_', ' '),
                     'balance less ' || console.rp_text(nullif(console.charge_off_balance_rp(c), 0)))
$$;

-- Notes that the money of a charge goes back, or went (as of 0075); what it put on the balance goes off it.
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
    PERFORM console.receipt_reverse(operation, oid, charge_note_refund.note)
       FROM console.charge h
      WHERE h.order_id = oid AND h.state = 'refunded';
    RETURN true;
END $$;

-- What becomes of what was applied when its money went back (as of 0020); a deposit that is off the balance is taken back.
CREATE OR REPLACE FUNCTION console.charge_money_back(operation uuid, c console.charge) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    applied_by CONSTANT text := console.charge_applied_by(c);
BEGIN
    IF applied_by = 'portal' THEN
        RETURN 'the money went back; the portal applied it, and has to take it back';
    ELSIF applied_by IS NULL THEN
        RETURN NULL;
    ELSIF console.charge_on_balance_rp(c) = 0
          AND EXISTS (SELECT FROM console.charge_effect e WHERE e.order_id = c.order_id AND e.effect = 'deposit') THEN
        RETURN NULL;
    ELSIF console.setting('payment_refund', 'hold') <> 'reverse' THEN
        RETURN 'the money went back, what was applied stands: undo it, or note that it stays';
    END IF;
    RETURN 'the money went back, what was applied stands: ' || console.charge_reverse(operation, c.order_id);
END $$;

-- Marks an invoice as paid (as of 0075), and keeps what its note was.
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
    PERFORM console.invoice_audit(operation, i, jsonb_strip_nulls(jsonb_build_object('status', i.status, 'note', i.note)),
                                  '{"status": "paid"}', jsonb_build_object('order_id', c.order_id));
    PERFORM console.invoice_close(operation, ARRAY[i.id], c.order_id, jsonb_build_object('order_id', c.order_id));
END $$;

-- An invoice is owed again (as of 0075), with the note that it had.
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
           note = CASE c.gateway WHEN 'counter' THEN
                      (SELECT a.before ->> 'note'
                         FROM console.charge_effect e
                         JOIN console.audit_log a ON a.operation_id = e.operation_id AND a.entity_type = 'invoice'
                                                 AND a.entity_id = i.id::text AND a.after ->> 'status' = 'paid'
                        WHERE e.order_id = c.order_id
                        ORDER BY a.id DESC LIMIT 1)
                  ELSE v.note END,
           updated_at = clock_timestamp()
     WHERE v.id = i.id;
    PERFORM console.invoice_audit(operation, i, '{"status": "paid"}', '{"status": "unpaid"}',
                                  jsonb_build_object('order_id', c.order_id));
    RETURN NULL;
END $$;
