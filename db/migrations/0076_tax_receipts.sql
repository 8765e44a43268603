-- applies: always
-- Tax, as invoices, receipts and Xendit show it: none, PPN as of 2025, or a plain percentage; on top of a price or in
-- it. What a tax comes to is worked out by console.tax_split() and nowhere else. Then receipts on paper, and what the tax
-- office wants to know of buyers.

-- Of PPN as of 2025 the rate is 12 % of another base (DPP nilai lain), 11/12 of the price. Only who is registered for
-- it (PKP) may charge it: that is who has a number there.
ALTER TABLE console.brand
    ADD COLUMN tax_kind text NOT NULL DEFAULT 'percent' CHECK (tax_kind IN ('none', 'ppn_2025', 'percent')),
    ADD COLUMN tax_included boolean NOT NULL DEFAULT false,   -- its prices have the tax in them
    ADD COLUMN npwp text CHECK (npwp ~ '^[0-9]{16}$'),        -- by which it is registered for PPN
    ADD COLUMN tku text NOT NULL DEFAULT '000000' CHECK (tku ~ '^[0-9]{6}$'), -- of its places of business: which
    ADD CONSTRAINT brand_ppn_is_registered CHECK (tax_kind <> 'ppn_2025' OR npwp IS NOT NULL);

ALTER TABLE console.subscription
    ADD COLUMN tax_kind text CHECK (tax_kind IN ('none', 'ppn_2025', 'percent')), -- NULL: by tax_percent, else the brand's
    ADD COLUMN tax_included boolean,                          -- NULL: the brand's
    ADD COLUMN discount_rp bigint NOT NULL DEFAULT 0 CHECK (discount_rp >= 0), -- of a month, as price_rp is
    ADD CONSTRAINT subscription_discount_below_price CHECK (discount_rp < price_rp);

-- base_rp is what is left of the price before tax when discount_rp has gone off it: total_rp is base_rp and tax_rp.
ALTER TABLE console.invoice
    ADD COLUMN tax_kind text NOT NULL DEFAULT 'percent' CHECK (tax_kind IN ('none', 'ppn_2025', 'percent')),
    ADD COLUMN tax_included boolean NOT NULL DEFAULT false,
    ADD COLUMN discount_rp bigint NOT NULL DEFAULT 0 CHECK (discount_rp >= 0),
    ADD COLUMN dpp_rp bigint CHECK (dpp_rp >= 0),             -- DPP nilai lain
    ADD CONSTRAINT invoice_dpp_is_of_ppn CHECK ((tax_kind = 'ppn_2025') = (dpp_rp IS NOT NULL));

-- An amount as a price before tax and the tax on it, in whole integers, each rounded half up to whole rupiah. Of PPN the
-- DPP nilai lain is rounded before the tax is taken of it, as the paper shows both (so for 77 it is 9, not 8).
-- is_included: the tax is in the amount; what rounding leaves over, one rupiah at most, goes to the price. The two always
-- add up to what is paid. percent: of kind 'percent', two decimals.
CREATE FUNCTION console.tax_split(amount_rp bigint, kind text, percent numeric, is_included boolean)
RETURNS TABLE (base_rp bigint, dpp_rp bigint, tax_rp bigint) LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1 AS $$
    SELECT b.rp, CASE WHEN kind = 'ppn_2025' THEN
                      CASE WHEN (12 * ((22 * b.rp + 12) / 24) + 50) / 100 = t.rp THEN (22 * b.rp + 12) / 24
                           ELSE d.rp END END, t.rp
      FROM (SELECT CASE WHEN kind = 'percent' THEN (percent * 100)::bigint ELSE 0 END AS rate) r
     CROSS JOIN LATERAL (
           SELECT CASE WHEN NOT is_included THEN amount_rp
                       WHEN kind = 'ppn_2025' THEN (200 * amount_rp + 111) / 222
                       ELSE (20000 * amount_rp + 10000 + r.rate) / (20000 + 2 * r.rate) END AS rp) p
     CROSS JOIN LATERAL (SELECT (22 * p.rp + 12) / 24 AS rp) d
     CROSS JOIN LATERAL (
           SELECT CASE WHEN kind = 'ppn_2025' THEN (12 * d.rp + 50) / 100 ELSE (p.rp * r.rate + 5000) / 10000 END AS rp) t
     CROSS JOIN LATERAL (SELECT CASE WHEN is_included THEN amount_rp - t.rp ELSE amount_rp END AS rp) b
$$;

-- By which rule a subscription is taxed: its own, else its brand's. A percentage of its own is one without saying so.
-- percent: that is shown.
CREATE FUNCTION console.tax_rule(s console.subscription, b console.brand)
RETURNS TABLE (kind text, percent numeric, is_included boolean) LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 AS $$
    SELECT k.kind,
           CASE k.kind WHEN 'ppn_2025' THEN 12 WHEN 'percent' THEN coalesce(s.tax_percent, b.tax_percent) ELSE 0 END,
           coalesce(s.tax_included, b.tax_included)
      FROM (SELECT coalesce(s.tax_kind, CASE WHEN s.tax_percent IS NOT NULL THEN 'percent' ELSE b.tax_kind END) AS kind) k
$$;

-- "PPN 12 %", "11 % tax", "no tax".
CREATE FUNCTION console.tax_text(kind text, percent numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE kind WHEN 'ppn_2025' THEN 'PPN 12 %' WHEN 'none' THEN 'no tax' ELSE trim_scale(percent) || ' % tax' END
$$;

-- What customers read of it on Xendit's page: of PPN what it is 12 % of as well.
CREATE FUNCTION console.xendit_tax_name(kind text, dpp_rp bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN kind = 'ppn_2025' THEN 'PPN 12% (DPP nilai lain ' || console.rp_text(dpp_rp) || ')' ELSE 'Tax' END
$$;

-- A kind of tax as it is typed, beside the percentage that console.tax_given() reads; NULL where it is none.
CREATE FUNCTION console.tax_kind_given(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN given IN ('none', 'ppn_2025') THEN given WHEN console.tax_given(given) IS NOT NULL THEN 'percent' END
$$;

-- A choice that may be left to what stands above it: NULL.
CREATE FUNCTION console.yes_no_given(given text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE given WHEN 'yes' THEN true WHEN 'no' THEN false END
$$;

-- Why tax and addresses as they are typed can't be taken (as of 0031).
CREATE OR REPLACE FUNCTION console.subscription_words_refusal(tax text, email text, whatsapp text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN tax <> '-' AND console.tax_kind_given(tax) IS NULL
                THEN 'tax=' || tax || ' is neither none nor ppn_2025, and no percentage like 11 or 1.1'
                WHEN email <> '-' AND email !~ '^[^@[:space:]<>,;"]+@[^@[:space:]<>,;".]+(\.[^@[:space:]<>,;".]+)+$'
                THEN 'email=' || email || ' is no address like budi@example.com'
                WHEN whatsapp <> '-' AND console.phone_stored(whatsapp) IS NULL
                THEN 'whatsapp=' || whatsapp || ' is no number like 0812 3456 789 or +62 812 3456 789' END
$$;

-- Why a subscription of this price, discount, tax and brand can't be; NULL where it can.
CREATE FUNCTION console.subscription_sum_refusal(price_rp bigint, discount_rp bigint, tax_kind text, b console.brand)
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN discount_rp >= price_rp THEN 'the discount is not below the price'
                WHEN tax_kind = 'ppn_2025' AND b.npwp IS NULL
                THEN 'brand ' || b.name || ' may charge no PPN: name its pkp_npwp in the configuration' END
$$;

-- "active · Rp 200.000 a month and 11 % tax · Rp 20.000 off · due on day 10 · JAKINET · VIP": for previews (as of 0031).
CREATE OR REPLACE FUNCTION console.subscription_text(s console.subscription) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', s.status,
                     console.rp_text(s.price_rp) || ' a month '
                     || CASE WHEN coalesce(s.tax_included, b.tax_included) THEN 'with ' ELSE 'and ' END
                     || CASE WHEN s.tax_kind IS NULL AND s.tax_percent IS NULL THEN 'the tax of the brand'
                             ELSE console.tax_text(coalesce(s.tax_kind, 'percent'), s.tax_percent) END
                     || CASE WHEN coalesce(s.tax_included, b.tax_included) THEN ' in it' ELSE '' END,
                     CASE WHEN s.discount_rp > 0 THEN console.rp_text(s.discount_rp) || ' off' END,
                     'due on day ' || s.due_day, s.brand, CASE WHEN s.is_vip THEN 'VIP' END,
                     CASE WHEN s.tipe <> 'normal' THEN s.tipe END, s.email, s.whatsapp)
      FROM (SELECT 1) one
      LEFT JOIN console.brand b ON b.name = s.brand
$$;

-- What a customer would be subscribed to, as a draft (as of 0031, but that a price that is given counts: unqualified it
-- was the package's column). inclusive: whether the tax is in the price; neither yes nor no: as the brand has it.
DROP FUNCTION console.offer_subscription(public.users, text, bigint, text, date, integer, text, text, text, text, text);
CREATE FUNCTION console.offer_subscription(u public.users, package_name text, price bigint, brand_name text, start date,
                                           due_day integer, tax text, vip text, tipe text, email text, whatsapp text,
                                           discount bigint DEFAULT NULL, inclusive text DEFAULT NULL)
RETURNS console.subscription_offer LANGUAGE sql STABLE AS $$
    SELECT ROW(jsonb_populate_record(NULL::console.subscription, jsonb_build_object(
                   'user_id', u.id, 'brand', b.name, 'package_id', p.id, 'package', p.name,
                   'price_rp', coalesce(offer_subscription.price, p.price), 'tax_kind', console.tax_kind_given(tax),
                   'tax_percent', console.tax_given(tax), 'tax_included', console.yes_no_given(inclusive),
                   'discount_rp', coalesce(discount, 0), 'due_day', due_day,
                   'status', 'active', 'is_vip', vip = 'yes', 'tipe', tipe, 'email', nullif(email, '-'),
                   'whatsapp', console.phone_stored(whatsapp), 'starts_on', coalesce(start, console.today()))),
               CASE WHEN console.buyer_refusal(u) IS NOT NULL THEN console.buyer_refusal(u)
                    WHEN p.id IS NULL THEN 'there is no package ' || package_name
                    WHEN NOT p.is_active THEN 'package ' || package_name || ' is sold no more'
                    WHEN k.brands = 0 THEN 'there is no brand: name one under xendit in the configuration'
                    WHEN brand_name IS NULL AND k.brands > 1 THEN 'there are several brands: choose one with brand='
                    WHEN b.name IS NULL THEN 'there is no brand ' || brand_name
                    WHEN offer_subscription.price IS NULL AND coalesce(p.price, 0) <= 0
                    THEN 'package ' || package_name || ' has no price: give one with price='
                    WHEN coalesce(offer_subscription.price, p.price) > 1000000000 THEN 'more than Rp 1.000.000.000 a month is not invoiced'
                    ELSE coalesce(console.subscription_words_refusal(tax, email, whatsapp),
                                  console.subscription_sum_refusal(coalesce(offer_subscription.price, p.price), coalesce(discount, 0),
                                                                   console.tax_kind_given(tax), b))
               END)::console.subscription_offer
      FROM (SELECT count(*) AS brands, min(x.name) AS only_one FROM console.brand x) k
      LEFT JOIN public.packages p ON p.name = package_name
      LEFT JOIN console.brand b ON b.name = coalesce(brand_name, CASE WHEN k.brands = 1 THEN k.only_one END)
$$;

-- What the audit says of a subscription that is written anew (as of 0031; inclusive 'brand': as the brand has it).
DROP FUNCTION console.subscription_edited(console.subscription, bigint, integer, text, text, text, text, text);
CREATE FUNCTION console.subscription_edited(s console.subscription, price bigint, due_day integer, tax text, vip text,
                                            tipe text, email text, whatsapp text, discount bigint, inclusive text)
RETURNS TABLE (before jsonb, after jsonb, refusal text) LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT c.before, c.after,
           CASE WHEN s.status = 'ended' THEN 'ended on ' || s.ended_on
                WHEN console.subscription_words_refusal(tax, email, whatsapp) IS NOT NULL
                THEN console.subscription_words_refusal(tax, email, whatsapp)
                WHEN w.wish = '{}' THEN 'nothing is given that could be changed'
                WHEN c.after IS NULL THEN 'has this already'
                ELSE (SELECT console.subscription_sum_refusal(coalesce(price, s.price_rp),
                                                              coalesce(discount, s.discount_rp),
                                                              console.tax_kind_given(tax), b)
                        FROM console.brand b WHERE b.name = s.brand) END
      FROM (SELECT CASE WHEN price IS NULL THEN '{}' ELSE jsonb_build_object('price_rp', price) END
                   || CASE WHEN discount IS NULL THEN '{}' ELSE jsonb_build_object('discount_rp', discount) END
                   || CASE WHEN due_day IS NULL THEN '{}' ELSE jsonb_build_object('due_day', due_day) END
                   || CASE WHEN tax IS NULL THEN '{}'
                           ELSE jsonb_build_object('tax_percent', console.tax_given(tax),
                                                   'tax_kind', console.tax_kind_given(tax)) END
                   || CASE WHEN inclusive IS NULL THEN '{}'
                           ELSE jsonb_build_object('tax_included', console.yes_no_given(inclusive)) END
                   || CASE WHEN vip IS NULL THEN '{}' ELSE jsonb_build_object('is_vip', vip = 'yes') END
                   || CASE WHEN tipe IS NULL THEN '{}' ELSE jsonb_build_object('tipe', tipe) END
                   || CASE WHEN email IS NULL THEN '{}' ELSE jsonb_build_object('email', nullif(email, '-')) END
                   || CASE WHEN whatsapp IS NULL THEN '{}'
                           ELSE jsonb_build_object('whatsapp', console.phone_stored(whatsapp)) END AS wish) w
     CROSS JOIN LATERAL (
           SELECT jsonb_object_agg(x.key, to_jsonb(s) -> x.key) AS before, jsonb_object_agg(x.key, x.value) AS after
             FROM jsonb_each(w.wish) x
            WHERE to_jsonb(s) -> x.key IS DISTINCT FROM x.value) c
$$;

-- What a month costs (as of 0031): the first by its days, with the day on which it begins, all others whole; price and
-- discount half up to whole rupiah each, what is left of them split into price and tax. discount_rp and base_rp: before tax.
DROP FUNCTION console.invoice_cases(uuid[], date);
DROP FUNCTION console.invoice_sums(bigint, numeric, date, date);
CREATE FUNCTION console.invoice_sums(price_rp bigint, discount_rp bigint, kind text, percent numeric, is_included boolean,
                                     starts_on date, period date)
RETURNS TABLE (days integer, of_days integer, discount_rp bigint, base_rp bigint, dpp_rp bigint, tax_rp bigint)
LANGUAGE sql IMMUTABLE ROWS 1 AS $$
    SELECT d.days, d.of_days, f.base_rp - n.base_rp, n.base_rp, n.dpp_rp, n.tax_rp
      FROM (SELECT m.of_days, m.of_days - greatest(0, least(m.of_days, starts_on - period)) AS days
              FROM (SELECT (period + interval '1 month')::date - period AS of_days) m) d
     CROSS JOIN LATERAL (
           SELECT console.divide_half_up(invoice_sums.price_rp::numeric * d.days, d.of_days)::bigint AS price,
                  console.divide_half_up(invoice_sums.discount_rp::numeric * d.days, d.of_days)::bigint AS discount) m
     CROSS JOIN LATERAL console.tax_split(m.price, kind, percent, is_included) f
     CROSS JOIN LATERAL console.tax_split(m.price - m.discount, kind, percent, is_included) n
$$;

-- What subscriptions would be invoiced for a month (as of 0031). refusal NULL: is invoiced now; ids NULL: all that are
-- active.
CREATE FUNCTION console.invoice_cases(ids uuid[], period date)
RETURNS TABLE (subscription_id uuid, user_id uuid, name text, package text, brand text, prefix text, days integer,
               of_days integer, discount_rp bigint, base_rp bigint, tax_kind text, tax_included boolean,
               tax_percent numeric, dpp_rp bigint, tax_rp bigint, due_on date, is_vip boolean, tipe text, email text,
               whatsapp text, created_at timestamptz, has_invoice boolean, refusal text)
LANGUAGE sql STABLE AS $$
    SELECT s.id, s.user_id, u.full_name::text, s.package, s.brand, b.prefix, m.days, m.of_days, m.discount_rp, m.base_rp,
           x.kind, x.is_included, x.percent, m.dpp_rp, m.tax_rp,
           console.invoice_due(invoice_cases.period, s.due_day, t.today, s.starts_on), s.is_vip, s.tipe, s.email,
           coalesce(s.whatsapp, console.phone_stored(u.phone_number)), s.created_at, i.id IS NOT NULL,
           CASE WHEN invoice_cases.period IS NULL THEN 'the month is given like 2026-12'
                WHEN i.invoice_number IS NOT NULL THEN 'has its invoice already: ' || i.invoice_number
                WHEN s.status = 'paused' THEN 'is paused'
                WHEN s.status = 'ended' THEN 'ended on ' || s.ended_on
                WHEN invoice_cases.period > t.latest
                THEN to_char(invoice_cases.period, 'YYYY-MM') || ' is more than a month ahead'
                WHEN console.month_of(s.starts_on) > invoice_cases.period THEN 'starts on ' || s.starts_on
                WHEN s.billed_from > invoice_cases.period
                THEN 'was paused: is invoiced from ' || to_char(s.billed_from, 'YYYY-MM') || ' on'
                WHEN u.id IS NULL THEN 'its customer is gone'
                WHEN m.base_rp = 0 THEN 'costs nothing for ' || m.days || ' of ' || m.of_days || ' days'
                WHEN console.subscription_sum_refusal(s.price_rp, s.discount_rp, x.kind, b) IS NOT NULL
                THEN console.subscription_sum_refusal(s.price_rp, s.discount_rp, x.kind, b) END
      FROM (SELECT console.today() AS today, (console.month_of(console.today()) + interval '1 month')::date AS latest
            OFFSET 0) t
     CROSS JOIN console.subscription s
      JOIN console.brand b ON b.name = s.brand
     CROSS JOIN LATERAL console.tax_rule(s, b) x
      LEFT JOIN public.users u ON u.id = s.user_id
      LEFT JOIN console.invoice i ON i.subscription_id = s.id AND i.period = invoice_cases.period
     CROSS JOIN LATERAL console.invoice_sums(s.price_rp, s.discount_rp, x.kind, x.percent, x.is_included, s.starts_on,
                                             invoice_cases.period) m
     WHERE CASE WHEN ids IS NULL THEN s.status = 'active' ELSE s.id = ANY (ids) END
$$;

-- Makes the invoices of a month, with the charge and the place in the queue of each (as of 0031).
CREATE OR REPLACE FUNCTION console.invoice_generate(operation uuid, ids uuid[], period date) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    PERFORM FROM console.brand b ORDER BY b.name FOR NO KEY UPDATE;
    WITH op AS MATERIALIZED (
        SELECT o.id, o.actor, o.action FROM console.operation o WHERE o.id = operation
    ), taken AS MATERIALIZED (
        SELECT b.prefix, max(b.last_number) AS number FROM console.brand b GROUP BY b.prefix
    ), ranked AS MATERIALIZED (
        SELECT p.priority, console.queue_rank(w.wanted_at, p.priority) AS rank_at, w.wanted_at
          FROM (VALUES ('HIGH'), ('NORMAL'), ('LOW')) AS p (priority)
         CROSS JOIN (SELECT clock_timestamp() AS wanted_at OFFSET 0) w
    ), new AS MATERIALIZED (
        SELECT c.*, gen_random_uuid() AS id,
               t.number + row_number() OVER (PARTITION BY c.prefix ORDER BY c.created_at, c.subscription_id) AS number
          FROM console.invoice_cases(ids, period) c
          JOIN taken t ON t.prefix = c.prefix
         WHERE c.refusal IS NULL
    ), named AS MATERIALIZED (
        SELECT n.*, n.prefix || to_char(period, '-YYYYMM-')
                    || lpad(n.number::text, greatest(6, length(n.number::text)), '0') AS invoice_number,
               console.invoice_subject(n.package, period, n.days, n.of_days) AS subject
          FROM new n
    ), counted AS (
        UPDATE console.brand b
           SET last_number = l.number
          FROM (SELECT n.prefix, max(n.number) AS number FROM new n GROUP BY n.prefix) l
         WHERE b.prefix = l.prefix
    ), invoiced AS (
        INSERT INTO console.invoice (id, invoice_number, external_id, subscription_id, user_id, brand, period, days,
                                     of_days, subject, discount_rp, base_rp, tax_kind, tax_included, tax_percent, dpp_rp,
                                     tax_rp, total_rp, issued_on, due_on, is_vip, tipe, email, whatsapp, notify,
                                     operation_id)
        SELECT n.id, n.invoice_number, n.invoice_number, n.subscription_id, n.user_id, n.brand, period, n.days,
               n.of_days, n.subject, n.discount_rp, n.base_rp, n.tax_kind, n.tax_included, n.tax_percent, n.dpp_rp, n.tax_rp,
               n.base_rp + n.tax_rp, console.today(), n.due_on, n.is_vip, n.tipe, n.email, n.whatsapp,
               console.invoice_channel(n.email, n.whatsapp), operation
          FROM named n
    ), charged AS (
        INSERT INTO console.charge (order_id, kind, gateway, mode, user_id, subject, amount_rp, actor, invoice_id)
        SELECT n.invoice_number, 'invoice', 'xendit', 'invoice', n.user_id, n.subject, n.base_rp + n.tax_rp, op.actor,
               n.id
          FROM named n
         CROSS JOIN op
    ), queued AS (
        INSERT INTO console.invoice_queue (invoice_id, order_id, brand, priority, rank_at, wanted_at, operation_id)
        SELECT n.id, n.invoice_number, n.brand, r.priority, r.rank_at, r.wanted_at, operation
          FROM named n
          JOIN ranked r ON r.priority = console.queue_priority(n.is_vip, n.tipe)
         ORDER BY n.number
    )
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
    SELECT op.id, op.actor, op.action, 'invoice', n.id::text,
           jsonb_build_object('invoice_number', n.invoice_number, 'base_rp', n.base_rp, 'tax_rp', n.tax_rp,
                              'due_on', n.due_on, 'status', 'unpaid'),
           jsonb_build_object('user_id', n.user_id, 'subscription_id', n.subscription_id)
      FROM named n
     CROSS JOIN op;
    GET DIAGNOSTICS made = ROW_COUNT;
    RETURN made;
END $$;

-- --- receipts on paper ---

-- The printers that a host's configuration names: what can be asked for, from whatever host.
CREATE TABLE console.printer (
    name       text PRIMARY KEY CHECK (name ~ '^[A-Za-z0-9_.-]{1,32}$'),
    place      text NOT NULL,  -- "device /dev/usb/lp0", for choosing
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- One print that was asked for; the outbox has a row of this id until it has left.
CREATE TABLE console.receipt_print (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    subject      text NOT NULL,  -- whose receipt, see console.receipt_facts()
    given        text NOT NULL,  -- by which it is found again
    printer      text NOT NULL,
    operation_id uuid REFERENCES console.operation (id) ON DELETE RESTRICT,
    asked_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX receipt_print_subject ON console.receipt_print (subject);

-- Each time that a receipt began to go to paper: numbered, so that of two at once one waits for the other's number, and
-- the second knows that it is a copy. Written before the first byte leaves, and taken back where none did.
CREATE TABLE console.receipt_copy (
    subject  text NOT NULL,
    copy     integer NOT NULL CHECK (copy > 0),
    print_id uuid NOT NULL REFERENCES console.receipt_print ON DELETE RESTRICT,
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    outcome  text CHECK (outcome IN ('taken', 'broken')), -- NULL: on its way, or nobody knows
    CONSTRAINT receipt_copy_end_has_time CHECK ((outcome IS NULL) = (ended_at IS NULL)),
    PRIMARY KEY (subject, copy)
);
CREATE INDEX receipt_copy_print ON console.receipt_copy (print_id);

-- What a receipt says: of a receipt's number or id, of a charge's order id, of an invoice's number or id. An invoice or a
-- charge that a receipt was written for has that one. No row where it is none of them; refusal: why there is none yet.
-- price_rp - discount_rp + tax_rp is amount_rp, whatever it is for; dpp_rp: of PPN alone.
CREATE FUNCTION console.receipt_facts(given text)
RETURNS TABLE (subject text, number text, brand text, at timestamptz, operator text, method text, what text, gives text,
               note text, user_id uuid, order_id text, invoice_number text, price_rp bigint, discount_rp bigint,
               tax_kind text, tax_percent numeric, dpp_rp bigint, tax_rp bigint, amount_rp bigint, paid_rp bigint,
               is_reversal boolean, refusal text)
LANGUAGE sql STABLE AS $$
    WITH asked AS MATERIALIZED (
        SELECT receipt_facts.given AS word,
               CASE WHEN receipt_facts.given ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                    THEN receipt_facts.given::uuid END AS id
    ), invoice AS MATERIALIZED (
        SELECT i.* FROM asked a JOIN console.invoice i ON i.invoice_number = a.word OR i.id = a.id
    ), receipt AS MATERIALIZED (
        SELECT r.*
          FROM asked a
          JOIN console.receipt r
            ON r.number = a.word OR r.id = a.id
               OR r.kind = 'payment' AND (r.order_id = a.word OR r.invoice_id = (SELECT i.id FROM invoice i))
         ORDER BY r.at DESC
         LIMIT 1
    ), charge AS MATERIALIZED (
        SELECT c.*
          FROM asked a
         CROSS JOIN LATERAL console.charge_known(ARRAY[a.word]) c
         WHERE NOT EXISTS (SELECT FROM receipt)
    ), found AS (
        SELECT 'receipt:' || r.id AS subject, r.number, r.brand, r.at, r.operator, r.method, r.bank, r.subject AS what,
               r.gives, r.note, r.user_id, r.order_id, r.invoice_id, r.amount_rp AS paid_rp, r.kind = 'reversal' AS is_reversal,
               NULL AS refusal
          FROM receipt r
        UNION ALL
        SELECT 'charge:' || c.order_id, c.order_id, '', c.paid_at, c.actor, c.method, c.bank, c.subject, NULL, NULL, c.user_id,
               c.order_id, c.invoice_id, coalesce(c.paid_amount_rp, c.amount_rp), false,
               CASE WHEN c.state <> ALL ('{paid,part_refunded}'::text[]) THEN 'is not paid: it has no receipt' END
          FROM charge c
        UNION ALL
        SELECT 'invoice:' || i.invoice_number, i.invoice_number, i.brand, i.paid_at, NULL, i.paid_how, NULL, i.subject, NULL,
               CASE WHEN i.paid_how = 'hand' THEN i.note END, i.user_id, NULL, i.id, i.paid_amount_rp, false,
               CASE WHEN i.status <> 'paid' THEN 'is not paid: it has no receipt' END
          FROM invoice i
         WHERE NOT EXISTS (SELECT FROM receipt) AND NOT EXISTS (SELECT FROM charge)
    )
    SELECT f.subject, f.number, coalesce(nullif(f.brand, ''), i.brand, ''), f.at, f.operator,
           CASE WHEN f.method IN ('cash', 'transfer', 'hand', 'xendit') THEN f.method
                WHEN f.method IS NOT NULL THEN console.message_method(f.method, f.bank)
                WHEN i.id IS NOT NULL THEN 'Xendit' END,
           f.what, f.gives, f.note, f.user_id, f.order_id, i.invoice_number,
           CASE WHEN i.id IS NOT NULL THEN i.base_rp + i.discount_rp
                ELSE abs(f.paid_rp) + coalesce(c.discount_rp, 0) END,
           CASE WHEN i.id IS NOT NULL THEN i.discount_rp ELSE coalesce(c.discount_rp, 0) END,
           coalesce(i.tax_kind, 'none'), coalesce(i.tax_percent, 0), i.dpp_rp, coalesce(i.tax_rp, 0),
           coalesce(i.total_rp, abs(f.paid_rp)), f.paid_rp, f.is_reversal, f.refusal
      FROM found f
      LEFT JOIN console.invoice i ON i.id = f.invoice_id
      LEFT JOIN console.charge c ON c.order_id = f.order_id
     LIMIT 1
$$;

-- Whether a receipt went to paper before, or may have: then the next one says that it is a copy.
CREATE FUNCTION console.receipt_is_copy(wanted text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM console.receipt_copy c WHERE c.subject = wanted)
$$;

-- The printer that is meant: the one that is named, else the one of the setting, else the only one.
CREATE FUNCTION console.receipt_printer(given text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN x.word IS NOT NULL THEN (SELECT p.name FROM console.printer p WHERE p.name = x.word)
                ELSE (SELECT min(p.name) FROM console.printer p HAVING count(*) = 1) END
      FROM (SELECT coalesce(given, nullif(console.setting('receipt_printer', ''), '')) AS word) x
$$;
CREATE FUNCTION console.receipt_printer_refusal(given text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN console.receipt_printer(given) IS NOT NULL THEN NULL
                WHEN given IS NOT NULL THEN 'there is no printer ' || given
                WHEN NOT EXISTS (SELECT FROM console.printer) THEN 'there is no printer: name one under printers in the configuration'
                ELSE 'there are several printers: choose one with printer=, or set receipt_printer' END
$$;

-- Has receipts printed: the print and its row of the outbox, in the transaction of the operation.
CREATE FUNCTION console.receipt_print(operation uuid, ids text[], wanted text) RETURNS SETOF text LANGUAGE sql AS $$
    WITH made AS (
        INSERT INTO console.receipt_print (subject, given, printer, operation_id)
        SELECT f.subject, x.id, console.receipt_printer(wanted), operation
          FROM unnest(ids) WITH ORDINALITY AS x (id, place)
         CROSS JOIN LATERAL console.receipt_facts(x.id) f
         WHERE f.refusal IS NULL AND console.receipt_printer(wanted) IS NOT NULL
         ORDER BY x.place
        RETURNING id, subject, given, printer
    ), print AS (
        SELECT m.*, f.user_id FROM made m CROSS JOIN LATERAL console.receipt_facts(m.given) f
    ), asked AS (
        INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
        SELECT operation, 'printer:' || p.printer, 'receipt_print', 'receipt_print', p.id,
               jsonb_build_object('receipt', p.given)
          FROM print p
    )
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
    SELECT o.id, o.actor, o.action, 'receipt_print', p.id::text, jsonb_build_object('printer', p.printer),
           jsonb_strip_nulls(jsonb_build_object('receipt', p.given, 'user_id', p.user_id))
      FROM console.operation o
     CROSS JOIN print p
     WHERE o.id = operation
    RETURNING entity_id
$$;

-- Why a receipt is not sent; NULL where it can be.
CREATE FUNCTION console.receipt_send_refusal(customer uuid, why text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN why IS NOT NULL THEN why
                WHEN NOT EXISTS (SELECT FROM public.users u WHERE u.id = customer) THEN 'its customer is gone' END
$$;

-- Has receipts sent to their customers: a row of the outbox each, in the transaction of the operation.
CREATE FUNCTION console.receipt_send(operation uuid, ids text[]) RETURNS SETOF text LANGUAGE sql AS $$
    WITH wish AS MATERIALIZED (
        SELECT x.id AS given, f.user_id, md5(operation || ' ' || f.subject)::uuid AS id
          FROM unnest(ids) AS x (id)
         CROSS JOIN LATERAL console.receipt_facts(x.id) f
         WHERE console.receipt_send_refusal(f.user_id, f.refusal) IS NULL
    ), asked AS (
        INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
        SELECT operation, 'message:user', 'receipt_message', 'receipt_message', w.id, jsonb_build_object('receipt', w.given)
          FROM wish w
        ON CONFLICT (target, effect, entity_id) WHERE state = 'pending' DO NOTHING
    )
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, details)
    SELECT o.id, o.actor, o.action, 'receipt_print', w.id::text,
           jsonb_build_object('receipt', w.given, 'user_id', w.user_id)
      FROM console.operation o
     CROSS JOIN wish w
     WHERE o.id = operation
    RETURNING entity_id
$$;

-- --- what the tax office wants to know of buyers (Coretax) ---

-- By which number a customer is known there. No portal has a place for it.
CREATE TABLE console.tax_buyer (
    user_id    uuid PRIMARY KEY,
    npwp       text CHECK (npwp ~ '^[0-9]{16}$'),
    nik        text CHECK (nik ~ '^[0-9]{16}$'),
    name       text CHECK (name <> ''),     -- as it is registered; NULL: the customer's
    address    text CHECK (address <> ''),
    tku        text CHECK (tku ~ '^[0-9]{6}$'), -- which of its places of business; NULL: the head office
    email      text CHECK (email <> ''),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX invoice_issued ON console.invoice (brand, issued_on) WHERE tax_kind = 'ppn_2025';

-- Digits of a number as it is typed, "01.234.567.8-901.000"; of fifteen digits it is an NPWP without its 0. NULL: no such
-- number.
CREATE FUNCTION console.tax_number_given(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN x.digits ~ '^[0-9]{16}$' THEN x.digits WHEN x.digits ~ '^[0-9]{15}$' THEN '0' || x.digits END
      FROM (SELECT regexp_replace(given, '[. -]', '', 'g') AS digits) x
$$;

-- What would stand there ('-': taken away, NULL: as it is), and why it can't.
CREATE FUNCTION console.tax_buyer_edited(customer uuid, npwp text, nik text, name text, address text, tku text, email text)
RETURNS TABLE (before jsonb, after jsonb, refusal text) LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT to_jsonb(b) - '{user_id,updated_at}'::text[], n.after,
           CASE WHEN w.npwp <> '-' AND console.tax_number_given(w.npwp) IS NULL
                THEN 'npwp=' || w.npwp || ' has no 16 digits, nor 15 of an older one'
                WHEN w.nik <> '-' AND regexp_replace(w.nik, '[. -]', '', 'g') !~ '^[0-9]{16}$'
                THEN 'nik=' || w.nik || ' has no 16 digits'
                WHEN w.tku <> '-' AND w.tku !~ '^[0-9]{6}$' THEN 'tku=' || w.tku || ' has no six digits'
                WHEN coalesce(w.npwp, w.nik, w.name, w.address, w.tku, w.email) IS NULL THEN 'nothing is given that could be changed'
                WHEN n.after = coalesce(to_jsonb(b) - '{user_id,updated_at}'::text[], '{}') THEN 'has this already' END
      FROM (SELECT $2 AS npwp, $3 AS nik, $4 AS name, $5 AS address, $6 AS tku, $7 AS email) w
      LEFT JOIN console.tax_buyer b ON b.user_id = customer
     CROSS JOIN LATERAL (
           SELECT jsonb_build_object(
                      'npwp', CASE WHEN w.npwp IS NULL THEN b.npwp ELSE console.tax_number_given(w.npwp) END,
                      'nik', CASE WHEN w.nik IS NULL THEN b.nik ELSE nullif(regexp_replace(w.nik, '[. -]', '', 'g'), '') END,
                      'name', CASE WHEN w.name IS NULL THEN b.name ELSE nullif(btrim(w.name), '-') END,
                      'address', CASE WHEN w.address IS NULL THEN b.address ELSE nullif(btrim(w.address), '-') END,
                      'tku', CASE WHEN w.tku IS NULL THEN b.tku ELSE nullif(w.tku, '-') END,
                      'email', CASE WHEN w.email IS NULL THEN b.email ELSE nullif(btrim(w.email), '-') END) AS after) n
$$;

CREATE FUNCTION console.tax_buyer_text(b jsonb) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(concat_ws(' · ', 'NPWP ' || (b ->> 'npwp'), 'NIK ' || (b ->> 'nik'), b ->> 'name', b ->> 'address',
                                     'NITKU ' || (b ->> 'tku'), b ->> 'email'), ''), 'not known to the tax office')
$$;

CREATE FUNCTION console.tax_buyer_edit(operation uuid, ids uuid[], npwp text, nik text, name text, address text, tku text,
                                       email text) RETURNS SETOF text LANGUAGE sql AS $$
    WITH edit AS MATERIALIZED (
        SELECT u.id, e.before, e.after
          FROM public.users u
         CROSS JOIN LATERAL console.tax_buyer_edited(u.id, $3, $4, $5, $6, $7, $8) e
         WHERE u.id = ANY (ids) AND e.refusal IS NULL
    ), written AS (
        INSERT INTO console.tax_buyer AS b (user_id, npwp, nik, name, address, tku, email)
        SELECT e.id, n.npwp, n.nik, n.name, n.address, n.tku, n.email
          FROM edit e
         CROSS JOIN LATERAL jsonb_populate_record(NULL::console.tax_buyer, e.after) n
        ON CONFLICT (user_id) DO UPDATE
           SET npwp = excluded.npwp, nik = excluded.nik, name = excluded.name, address = excluded.address, tku = excluded.tku,
               email = excluded.email, updated_at = now()
    )
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, 'tax_buyer', e.id::text, e.before, e.after, jsonb_build_object('user_id', e.id)
      FROM console.operation o
     CROSS JOIN edit e
     WHERE o.id = operation
    RETURNING entity_id
$$;

-- The invoices of a brand with PPN that were issued in a time, each with its buyer as the tax office has it; missing: what of
-- the buyer is not known. Cancelled ones are none.
CREATE FUNCTION console.coretax_invoices(of_brand text, first_day date, last_day date)
RETURNS TABLE (id uuid, invoice_number text, issued_on date, customer text, missing text, buyer_tin text, buyer_document text,
               buyer_number text, buyer_name text, buyer_address text, buyer_email text, buyer_tku text, subject text,
               price_rp bigint, discount_rp bigint, base_rp bigint, dpp_rp bigint, tax_rp bigint)
LANGUAGE sql STABLE AS $$
    SELECT i.id, i.invoice_number, i.issued_on, concat_ws(' ', u.full_name, u.phone_number),
           nullif(concat_ws(', ', CASE WHEN coalesce(t.npwp, t.nik) IS NULL THEN 'NPWP or NIK' END,
                            CASE WHEN coalesce(btrim(t.name), btrim(u.full_name), '') = '' THEN 'name' END,
                            CASE WHEN coalesce(btrim(t.address), '') = '' THEN 'address' END), ''),
           coalesce(t.npwp, '0000000000000000'), CASE WHEN t.npwp IS NOT NULL THEN 'TIN' ELSE 'National ID' END,
           CASE WHEN t.npwp IS NOT NULL THEN '-' ELSE t.nik END, coalesce(t.name, u.full_name), t.address,
           coalesce(t.email, i.email), CASE WHEN t.npwp IS NOT NULL THEN t.npwp || coalesce(t.tku, '000000') ELSE '000000' END,
           i.subject, i.base_rp + i.discount_rp, i.discount_rp, i.base_rp, i.dpp_rp, i.tax_rp
      FROM console.invoice i
      LEFT JOIN public.users u ON u.id = i.user_id
      LEFT JOIN console.tax_buyer t ON t.user_id = i.user_id
     WHERE i.brand = of_brand AND i.issued_on BETWEEN first_day AND last_day AND i.tax_kind = 'ppn_2025'
       AND i.status <> 'cancelled'
     ORDER BY i.issued_on, i.invoice_number
$$;

-- The first day and the last of a month like 2026-11, or of a year like 2026. No row: it is neither.
CREATE FUNCTION console.coretax_days(given text) RETURNS TABLE (first_day date, last_day date)
LANGUAGE sql IMMUTABLE AS $$
    SELECT d.day, (d.day + d.length)::date - 1
      FROM (SELECT CASE WHEN given ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])$' THEN (given || '-01')::date
                        WHEN given ~ '^[12][0-9]{3}$' THEN (given || '-01-01')::date END AS day,
                   CASE WHEN length(given) = 4 THEN interval '1 year' ELSE interval '1 month' END AS length) d
     WHERE d.day IS NOT NULL
$$;
