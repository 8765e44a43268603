-- applies: always
-- Monthly billing: what an invoice says, who gets one, what ends it, and what a customer may do meanwhile. Each rule
-- stands here once, for preview, action and job.

-- Invoiced from this month on: who was paused pays for no month of the pause. NULL: from its first.
ALTER TABLE console.subscription ADD COLUMN billed_from date CHECK (extract(day FROM billed_from) = 1);

-- A day of a month; beyond its end it is the last.
CREATE FUNCTION console.month_day(month date, day integer) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT least(month + day - 1, (month + interval '1 month')::date - 1)
$$;
CREATE FUNCTION console.month_of(day date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT date_trunc('month', day::timestamp)::date
$$;

-- The latest such day of a month that has come.
CREATE FUNCTION console.latest_month_day(today date, day integer) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN today >= console.month_day(console.month_of(today), day)
                THEN console.month_day(console.month_of(today), day)
                ELSE console.month_day((console.month_of(today) - interval '1 month')::date, day) END
$$;

-- "2026-12", and nothing for this month; NULL where it names none.
CREATE FUNCTION console.invoice_period(given text) RETURNS date
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN given IS NULL THEN console.month_of(console.today())
                WHEN given ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])$' THEN (given || '-01')::date END
$$;

-- A phone number in its stored form, by the rules of model/phone.c; NULL where it is none.
CREATE FUNCTION console.phone_stored(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN given ~ '^\+62[1-9][0-9]{6,12}$' THEN given ELSE
           (SELECT CASE WHEN x.digits !~ '^\+?[0-9]+$' THEN NULL
                        WHEN x.digits ~ '^(\+|00)?62'
                        THEN '+62' || substring(x.digits FROM '^(?:\+|00)?620?([1-9][0-9]{6,12})$')
                        WHEN x.digits ~ '^(\+|00)' THEN '+' || substring(x.digits FROM '^(?:\+|00)([1-9][0-9]{8,14})$')
                        ELSE '+62' || substring(x.digits FROM '^(?:0|(?=8))([1-9][0-9]{6,12})$') END
              FROM (SELECT regexp_replace(given, '[-. ()/]', '', 'g') AS digits) x) END
$$;

-- A tax as it is typed; NULL where it is none.
CREATE FUNCTION console.tax_given(given text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN given ~ '^[0-9]{1,3}([.,][0-9]{1,2})?$' AND replace(given, ',', '.')::numeric <= 100
                THEN replace(given, ',', '.')::numeric(5,2) END
$$;

-- Why tax and addresses as they are typed can't be taken; NULL where they can, or are left out.
CREATE FUNCTION console.subscription_words_refusal(tax text, email text, whatsapp text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN tax <> '-' AND console.tax_given(tax) IS NULL
                THEN 'tax=' || tax || ' is no percentage like 11 or 1.1'
                WHEN email <> '-' AND email !~ '^[^@[:space:]<>,;"]+@[^@[:space:]<>,;".]+(\.[^@[:space:]<>,;".]+)+$'
                THEN 'email=' || email || ' is no address like budi@example.com'
                WHEN whatsapp <> '-' AND console.phone_stored(whatsapp) IS NULL
                THEN 'whatsapp=' || whatsapp || ' is no number like 0812 3456 789 or +62 812 3456 789' END
$$;

-- What the audit says of a subscription.
CREATE FUNCTION console.subscription_facts(s console.subscription) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT to_jsonb(s) - '{id,user_id,package_id,actor,created_at,updated_at,ended_on,billed_from}'::text[]
$$;

-- "Budi +62812… · Paket 10 GB".
CREATE FUNCTION console.subscription_label(s console.subscription) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', (SELECT u.full_name || ' ' || u.phone_number FROM public.users u WHERE u.id = s.user_id),
                     s.package)
$$;

-- "active · Rp 200.000 a month and 11 % tax · due on day 10 · JAKINET · VIP": for previews.
CREATE FUNCTION console.subscription_text(s console.subscription) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', s.status,
                     console.rp_text(s.price_rp) || ' a month and '
                     || coalesce(trim_scale(s.tax_percent) || ' % tax', 'the tax of the brand'),
                     'due on day ' || s.due_day, s.brand, CASE WHEN s.is_vip THEN 'VIP' END,
                     CASE WHEN s.tipe <> 'normal' THEN s.tipe END, s.email, s.whatsapp)
$$;

-- What a customer would be subscribed to, as a draft; refusal: why he is not.
CREATE TYPE console.subscription_offer AS (draft console.subscription, refusal text);

CREATE FUNCTION console.offer_subscription(u public.users, package_name text, price bigint, brand_name text, start date,
                                           due_day integer, tax text, vip text, tipe text, email text, whatsapp text)
RETURNS console.subscription_offer LANGUAGE sql STABLE AS $$
    SELECT ROW(jsonb_populate_record(NULL::console.subscription, jsonb_build_object(
                   'user_id', u.id, 'brand', b.name, 'package_id', p.id, 'package', p.name,
                   'price_rp', coalesce(price, p.price), 'tax_percent', console.tax_given(tax), 'due_day', due_day,
                   'status', 'active', 'is_vip', vip = 'yes', 'tipe', tipe, 'email', nullif(email, '-'),
                   'whatsapp', console.phone_stored(whatsapp), 'starts_on', coalesce(start, console.today()))),
               CASE WHEN console.buyer_refusal(u) IS NOT NULL THEN console.buyer_refusal(u)
                    WHEN p.id IS NULL THEN 'there is no package ' || package_name
                    WHEN NOT p.is_active THEN 'package ' || package_name || ' is sold no more'
                    WHEN k.brands = 0 THEN 'there is no brand: name one under xendit in the configuration'
                    WHEN brand_name IS NULL AND k.brands > 1 THEN 'there are several brands: choose one with brand='
                    WHEN b.name IS NULL THEN 'there is no brand ' || brand_name
                    WHEN price IS NULL AND coalesce(p.price, 0) <= 0
                    THEN 'package ' || package_name || ' has no price: give one with price='
                    WHEN coalesce(price, p.price) > 1000000000 THEN 'more than Rp 1.000.000.000 a month is not invoiced'
                    ELSE console.subscription_words_refusal(tax, email, whatsapp) END)::console.subscription_offer
      FROM (SELECT count(*) AS brands, min(x.name) AS only_one FROM console.brand x) k
      LEFT JOIN public.packages p ON p.name = package_name
      LEFT JOIN console.brand b ON b.name = coalesce(brand_name, CASE WHEN k.brands = 1 THEN k.only_one END)
$$;

-- What the audit says of a subscription that is written anew ('-': taken away, NULL: as it is).
CREATE FUNCTION console.subscription_edited(s console.subscription, price bigint, due_day integer, tax text, vip text,
                                            tipe text, email text, whatsapp text)
RETURNS TABLE (before jsonb, after jsonb, refusal text) LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT c.before, c.after,
           CASE WHEN s.status = 'ended' THEN 'ended on ' || s.ended_on
                WHEN console.subscription_words_refusal(tax, email, whatsapp) IS NOT NULL
                THEN console.subscription_words_refusal(tax, email, whatsapp)
                WHEN w.wish = '{}' THEN 'nothing is given that could be changed'
                WHEN c.after IS NULL THEN 'has this already' END
      FROM (SELECT CASE WHEN price IS NULL THEN '{}' ELSE jsonb_build_object('price_rp', price) END
                   || CASE WHEN due_day IS NULL THEN '{}' ELSE jsonb_build_object('due_day', due_day) END
                   || CASE WHEN tax IS NULL THEN '{}' ELSE jsonb_build_object('tax_percent', console.tax_given(tax)) END
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

-- Why a subscription can't be paused, resumed or ended; NULL where it can.
CREATE FUNCTION console.subscription_turn_refusal(s console.subscription, wanted text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN s.status = 'ended' THEN 'ended on ' || s.ended_on
                WHEN s.status = wanted THEN 'is ' || wanted || ' already' END
$$;

-- What that would change; outcome is what would be after.
-- Columns: as every db/NAME_plan.sql has them; label and before for the first 20 of each kind.
CREATE FUNCTION console.subscription_turn_plan(ids uuid[], wanted text, outcome text)
RETURNS TABLE (id uuid, refusal text, label text, before text, after text, note text)
LANGUAGE sql STABLE AS $$
    WITH target AS MATERIALIZED (
        SELECT s.id, r.refusal,
               row_number() OVER (PARTITION BY r.refusal IS NULL
                                  ORDER BY lower(u.full_name), s.created_at, s.id) AS place
          FROM console.subscription s
          LEFT JOIN public.users u ON u.id = s.user_id
         CROSS JOIN LATERAL (SELECT console.subscription_turn_refusal(s, wanted) AS refusal) r
         WHERE s.id = ANY (ids)
    )
    SELECT t.id, t.refusal, p.texts[1], p.texts[2], CASE WHEN t.refusal IS NULL THEN outcome END, NULL
      FROM target t
     CROSS JOIN LATERAL (
           -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
           SELECT CASE WHEN t.place <= 20 THEN
                      (SELECT ARRAY[console.subscription_label(s), console.subscription_text(s)]
                         FROM console.subscription s
                        WHERE s.id = t.id) END AS texts) p
     ORDER BY t.place, t.id
$$;

-- Pauses, resumes or ends subscriptions that are locked. One that is resumed is invoiced from this month on.
CREATE FUNCTION console.subscription_turn(operation uuid, ids uuid[], wanted text) RETURNS SETOF uuid LANGUAGE sql AS $$
    WITH turned AS (
        UPDATE console.subscription s
           SET status = wanted, ended_on = CASE WHEN wanted = 'ended' THEN console.today() END,
               billed_from = CASE WHEN wanted = 'active' THEN console.month_of(console.today()) ELSE s.billed_from END,
               updated_at = now()
          FROM console.subscription b
         WHERE b.id = s.id AND s.id = ANY (ids) AND console.subscription_turn_refusal(s, wanted) IS NULL
        RETURNING s.id, s.user_id, b.status AS before
    )
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, 'subscription', t.id::text, jsonb_build_object('status', t.before),
           jsonb_build_object('status', wanted), jsonb_build_object('user_id', t.user_id)
      FROM console.operation o
     CROSS JOIN turned t
     WHERE o.id = operation
    RETURNING entity_id::uuid
$$;

-- What a month costs: the first by its days, with the day on which it begins, all others whole; half-up to whole
-- rupiah, and the tax half-up on that.
CREATE FUNCTION console.invoice_sums(price_rp bigint, tax_percent numeric, starts_on date, period date)
RETURNS TABLE (days integer, of_days integer, base_rp bigint, tax_rp bigint) LANGUAGE sql IMMUTABLE ROWS 1 AS $$
    SELECT d.days, d.of_days, b.rp, console.divide_half_up(b.rp * tax_percent, 100)::bigint
      FROM (SELECT m.of_days, m.of_days - greatest(0, least(m.of_days, starts_on - period)) AS days
              FROM (SELECT (period + interval '1 month')::date - period AS of_days) m) d
     CROSS JOIN LATERAL (SELECT console.divide_half_up(price_rp::numeric * d.days, d.of_days)::bigint AS rp) b
$$;

-- An invoice is due on its day of the month, but never before it is made or what it is for begins: then on that day.
CREATE FUNCTION console.invoice_due(period date, due_day integer, issued_on date, starts_on date) RETURNS date
LANGUAGE sql IMMUTABLE AS $$
    SELECT greatest(console.month_day(period, due_day), issued_on, starts_on)
$$;

-- "Paket 10 GB, November 2026 (10 of 30 days)".
CREATE FUNCTION console.invoice_subject(package text, period date, days integer, of_days integer) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT package || ', ' || to_char(period, 'FMMonth YYYY')
           || CASE WHEN days < of_days THEN ' (' || days || ' of ' || of_days || ' days)' ELSE '' END
$$;

-- What subscriptions would be invoiced for a month. refusal NULL: is invoiced now; ids NULL: all that are active.
CREATE FUNCTION console.invoice_cases(ids uuid[], period date)
RETURNS TABLE (subscription_id uuid, user_id uuid, name text, package text, brand text, prefix text, days integer,
               of_days integer, base_rp bigint, tax_percent numeric, tax_rp bigint, due_on date, is_vip boolean,
               tipe text, email text, whatsapp text, created_at timestamptz, has_invoice boolean, refusal text)
LANGUAGE sql STABLE AS $$
    SELECT s.id, s.user_id, u.full_name::text, s.package, s.brand, b.prefix, m.days, m.of_days, m.base_rp,
           coalesce(s.tax_percent, b.tax_percent), m.tax_rp,
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
                WHEN m.base_rp = 0 THEN 'costs nothing for ' || m.days || ' of ' || m.of_days || ' days' END
      FROM (SELECT console.today() AS today, (console.month_of(console.today()) + interval '1 month')::date AS latest
            OFFSET 0) t
     CROSS JOIN console.subscription s
      JOIN console.brand b ON b.name = s.brand
      LEFT JOIN public.users u ON u.id = s.user_id
      LEFT JOIN console.invoice i ON i.subscription_id = s.id AND i.period = invoice_cases.period
     CROSS JOIN LATERAL console.invoice_sums(s.price_rp, coalesce(s.tax_percent, b.tax_percent), s.starts_on,
                                             invoice_cases.period) m
     WHERE CASE WHEN ids IS NULL THEN s.status = 'active' ELSE s.id = ANY (ids) END
$$;

-- By what an invoice can be sent.
CREATE FUNCTION console.invoice_channel(email text, whatsapp text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN email IS NOT NULL AND whatsapp IS NOT NULL THEN 'both' WHEN email IS NOT NULL THEN 'email'
                WHEN whatsapp IS NOT NULL THEN 'whatsapp' ELSE 'none' END
$$;

-- Makes the invoices of a month, with the charge and the place in the queue of each; how many. The subscriptions are
-- locked, so that of two that run at once the second finds what the first made. The numbers are taken under the lock of
-- the brands: there are no holes, and brands that share a prefix never give one number twice.
CREATE FUNCTION console.invoice_generate(operation uuid, ids uuid[], period date) RETURNS bigint LANGUAGE plpgsql AS $$
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
                                     of_days, subject, base_rp, tax_percent, tax_rp, total_rp, issued_on, due_on, is_vip,
                                     tipe, email, whatsapp, notify, operation_id)
        SELECT n.id, n.invoice_number, n.invoice_number, n.subscription_id, n.user_id, n.brand, period, n.days,
               n.of_days, n.subject, n.base_rp, n.tax_percent, n.tax_rp, n.base_rp + n.tax_rp, console.today(), n.due_on,
               n.is_vip, n.tipe, n.email, n.whatsapp, console.invoice_channel(n.email, n.whatsapp), operation
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

-- "Budi +62812… · JKN-202612-000001".
CREATE FUNCTION console.invoice_label(i console.invoice) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', (SELECT u.full_name || ' ' || u.phone_number FROM public.users u WHERE u.id = i.user_id),
                     i.invoice_number)
$$;

CREATE FUNCTION console.invoice_is_overdue(i console.invoice) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT i.status IN ('unpaid', 'expired') AND i.due_on < console.today()
$$;

-- "unpaid · Rp 222.000 · due 2026-12-10": for previews.
CREATE FUNCTION console.invoice_state_text(i console.invoice) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', i.status, console.rp_text(i.total_rp), 'due ' || i.due_on,
                     CASE WHEN console.invoice_is_overdue(i) THEN console.today() - i.due_on || ' d overdue' END)
$$;

-- What the audit says of an invoice beside what changed.
CREATE FUNCTION console.invoice_audit(operation uuid, i console.invoice, before jsonb, after jsonb,
                                      details jsonb DEFAULT '{}') RETURNS void LANGUAGE sql AS $$
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, 'invoice', i.id::text, before, after,
           jsonb_build_object('user_id', i.user_id, 'invoice_number', i.invoice_number) || details
      FROM console.operation o
     WHERE o.id = operation
$$;

-- Why somebody was blocked, as far as an invoice is the reason: the portal shows it to the customer.
CREATE FUNCTION console.is_isolir_block(reason text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(starts_with(reason, 'isolir_tagihan|'), false)
$$;
CREATE FUNCTION console.isolir_reason(i console.invoice) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT 'isolir_tagihan|invoice=' || i.invoice_number || '|jatuh_tempo=' || i.due_on || '|total_rp=' || i.total_rp
$$;

-- Customers with overdue invoices. Blocked is from the day of the month that is set, for what was due before it, and
-- once for each invoice: who is let in again stays so, unless an operator names him. refusal NULL: is blocked now;
-- ids NULL: all who owe something that is overdue.
CREATE FUNCTION console.isolir_cases(ids uuid[])
RETURNS TABLE (user_id uuid, name text, reason text, refusal text) LANGUAGE sql STABLE AS $$
    WITH day AS MATERIALIZED (
        SELECT console.today() AS today, s.day AS day_of_month,
               console.latest_month_day(console.today(), s.day) AS due_before
          FROM (SELECT console.setting_bigint('isolir_day', 20)::integer AS day) s
    ), overdue AS MATERIALIZED (
        SELECT i.user_id, min(i.due_on) AS oldest,
               bool_or(i.due_on < d.due_before AND (ids IS NOT NULL OR i.isolated_at IS NULL)) AS is_meant
          FROM console.invoice i
         CROSS JOIN day d
         WHERE i.status IN ('unpaid', 'expired') AND i.due_on < d.today AND (ids IS NULL OR i.user_id = ANY (ids))
         GROUP BY i.user_id
    )
    SELECT u.id, u.full_name::text,
           (SELECT console.isolir_reason(i) FROM console.invoice i
             WHERE i.user_id = u.id AND i.status IN ('unpaid', 'expired') AND i.due_on = o.oldest
             ORDER BY i.invoice_number LIMIT 1),
           coalesce(console.policy_refusal(u),
                    CASE WHEN o.user_id IS NULL THEN 'has no overdue invoice'
                         WHEN o.is_meant THEN NULL
                         WHEN o.oldest < d.due_before THEN 'was blocked for it already, and let in again'
                         ELSE 'is not blocked before '
                              || console.month_day((console.month_of(d.due_before) + interval '1 month')::date,
                                                   d.day_of_month) END)
      FROM day d
     CROSS JOIN public.users u
      LEFT JOIN overdue o ON o.user_id = u.id
     WHERE CASE WHEN ids IS NULL THEN o.user_id IS NOT NULL ELSE u.id = ANY (ids) END
$$;

-- Lets in again who was blocked for an invoice and has none that is overdue any more. Where one is, the block names it
-- in place of what is settled. The users are locked; the operation carries out what the audit says.
CREATE FUNCTION console.isolir_release(operation uuid, users uuid[], details jsonb DEFAULT '{}') RETURNS void
LANGUAGE sql AS $$
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, 'user', u.id::text,
           CASE WHEN n.reason IS NULL
                THEN jsonb_build_object('is_blocked', true, 'blocked_reason', u.blocked_reason,
                                        'blocked_at', u.blocked_at, 'blocked_by_id', u.blocked_by_id)
                ELSE jsonb_build_object('blocked_reason', u.blocked_reason) END,
           CASE WHEN n.reason IS NULL
                THEN '{"is_blocked": false, "blocked_reason": null, "blocked_at": null, "blocked_by_id": null}'
                ELSE jsonb_build_object('blocked_reason', n.reason) END,
           isolir_release.details
      FROM console.operation o
     CROSS JOIN public.users u
      LEFT JOIN LATERAL (SELECT console.isolir_reason(i) AS reason FROM console.invoice i
                          WHERE i.user_id = u.id AND i.status IN ('unpaid', 'expired') AND i.due_on < console.today()
                          ORDER BY i.due_on, i.invoice_number LIMIT 1) n ON true
     WHERE o.id = operation AND u.id = ANY (users) AND u.is_blocked AND console.is_isolir_block(u.blocked_reason)
       AND u.blocked_reason IS DISTINCT FROM n.reason
$$;

-- What follows when nothing more is asked for invoices: the links that can still be paid end, nobody is reminded of
-- them, and who was blocked for them is let in. paying: the charge that paid, which ends by itself.
CREATE FUNCTION console.invoice_close(operation uuid, ids uuid[], paying text, details jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM console.charge_end(operation, c.order_id, 'cancelled', 'charge_cancel')
       FROM (SELECT h.order_id FROM console.charge h
              WHERE h.invoice_id = ANY (ids) AND h.state IN ('new', 'open') AND h.order_id IS DISTINCT FROM paying
              ORDER BY h.order_id) c;
    UPDATE console.outbox x
       SET state = 'cancelled', last_error = 'the invoice was settled meanwhile'
     WHERE x.entity_id = ANY (ids) AND x.effect = 'remind_invoice' AND x.state = 'pending';
    PERFORM console.isolir_release(operation, (SELECT array_agg(DISTINCT i.user_id) FROM console.invoice i
                                                WHERE i.id = ANY (ids)), details);
END $$;

-- A charge pays its invoice.
CREATE FUNCTION console.invoice_pay(operation uuid, c console.charge) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    i console.invoice;
BEGIN
    SELECT * INTO STRICT i FROM console.invoice v WHERE v.id = c.invoice_id FOR NO KEY UPDATE;
    IF i.status = 'paid' THEN
        RAISE EXCEPTION 'invoice % is paid already', i.invoice_number USING ERRCODE = 'check_violation';
    END IF;
    UPDATE console.invoice v
       SET status = 'paid', paid_amount_rp = coalesce(c.paid_amount_rp, c.amount_rp), paid_how = 'xendit',
           paid_at = coalesce(c.paid_at, clock_timestamp()), updated_at = clock_timestamp()
     WHERE v.id = i.id;
    PERFORM console.invoice_audit(operation, i, jsonb_build_object('status', i.status), '{"status": "paid"}',
                                  jsonb_build_object('order_id', c.order_id));
    PERFORM console.invoice_close(operation, ARRAY[i.id], c.order_id, jsonb_build_object('order_id', c.order_id));
END $$;

-- The money went back: the invoice is owed once more, and may be a reason to block. NULL, else why it is not.
CREATE FUNCTION console.invoice_unpay(operation uuid, c console.charge) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    i console.invoice;
BEGIN
    SELECT * INTO STRICT i FROM console.invoice v WHERE v.id = c.invoice_id FOR NO KEY UPDATE;
    IF i.status <> 'paid' OR i.paid_how <> 'xendit' THEN
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

-- Why an invoice can't be cancelled, paid by hand, or sent again by these channels; NULL where it can.
CREATE FUNCTION console.invoice_cancel_refusal(i console.invoice) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE i.status WHEN 'paid' THEN 'is paid already' WHEN 'cancelled' THEN 'is cancelled already' END
$$;
CREATE FUNCTION console.invoice_hand_refusal(i console.invoice) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN i.status = 'paid' THEN 'is paid already' END
$$;
CREATE FUNCTION console.invoice_resend_refusal(i console.invoice, channel text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN i.status IN ('paid', 'cancelled') THEN 'is ' || i.status
                WHEN channel IN ('email', 'both') AND i.email IS NULL THEN 'has no e-mail address'
                WHEN channel IN ('whatsapp', 'both') AND i.whatsapp IS NULL THEN 'has no WhatsApp number'
                WHEN EXISTS (SELECT FROM console.invoice_queue q
                              WHERE q.order_id = i.external_id AND q.state IN ('pending', 'processing'))
                THEN 'waits in the queue still'
                WHEN EXISTS (SELECT FROM console.charge c WHERE c.invoice_id = i.id AND c.state IN ('late', 'mismatch'))
                THEN 'was paid late or otherwise than asked for: decide on that first' END
$$;

-- Locks invoices whose users are locked: after their charges, as everybody does who has news of one.
CREATE FUNCTION console.invoice_lock(ids uuid[]) RETURNS SETOF console.invoice LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM console.charge c WHERE c.invoice_id = ANY (ids) ORDER BY c.order_id FOR NO KEY UPDATE;
    RETURN QUERY SELECT v.* FROM console.invoice v WHERE v.id = ANY (ids) ORDER BY v.id FOR NO KEY UPDATE;
END $$;

-- Cancels invoices, whose users are locked.
CREATE FUNCTION console.invoice_cancel(operation uuid, ids uuid[], why text) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
    i console.invoice;
    ended uuid[] := '{}';
BEGIN
    FOR i IN SELECT v.* FROM console.invoice_lock(ids) v LOOP
        CONTINUE WHEN console.invoice_cancel_refusal(i) IS NOT NULL;
        UPDATE console.invoice v SET status = 'cancelled', note = why, updated_at = clock_timestamp() WHERE v.id = i.id;
        PERFORM console.invoice_audit(operation, i, jsonb_build_object('status', i.status), '{"status": "cancelled"}',
                                      jsonb_strip_nulls(jsonb_build_object('note', why)));
        ended := ended || i.id;
    END LOOP;
    PERFORM console.invoice_close(operation, ended, NULL);
    RETURN QUERY SELECT unnest(ended);
END $$;

-- Marks invoices as paid by other means, whose users are locked.
CREATE FUNCTION console.invoice_mark_paid(operation uuid, ids uuid[], how text) RETURNS SETOF uuid
LANGUAGE plpgsql AS $$
DECLARE
    i console.invoice;
    ended uuid[] := '{}';
BEGIN
    FOR i IN SELECT v.* FROM console.invoice_lock(ids) v LOOP
        CONTINUE WHEN console.invoice_hand_refusal(i) IS NOT NULL;
        UPDATE console.invoice v
           SET status = 'paid', paid_amount_rp = v.total_rp, paid_at = clock_timestamp(), paid_how = 'hand', note = how,
               updated_at = clock_timestamp()
         WHERE v.id = i.id;
        PERFORM console.invoice_audit(operation, i, jsonb_build_object('status', i.status), '{"status": "paid"}',
                                      jsonb_build_object('note', how));
        ended := ended || i.id;
    END LOOP;
    PERFORM console.invoice_close(operation, ended, NULL);
    RETURN QUERY SELECT unnest(ended);
END $$;

-- Queues a new link for each of these invoices; what was there before ends, and the first that is paid pays. The users
-- are locked. The new charge is made first: an invoice one of whose charges is open does not expire with another.
CREATE FUNCTION console.invoice_resend(operation uuid, ids uuid[], channel text) RETURNS SETOF uuid
LANGUAGE plpgsql AS $$
DECLARE
    i console.invoice;
    external text;
BEGIN
    FOR i IN SELECT v.* FROM console.invoice_lock(ids) v LOOP
        CONTINUE WHEN console.invoice_resend_refusal(i, channel) IS NOT NULL;
        external := i.invoice_number || '~' || i.revision + 1;
        UPDATE console.invoice v
           SET status = 'unpaid', revision = v.revision + 1, external_id = external, payment_link = NULL,
               xendit_id = NULL, notify = channel, updated_at = clock_timestamp()
         WHERE v.id = i.id;
        INSERT INTO console.charge (order_id, kind, gateway, mode, user_id, subject, amount_rp, actor, invoice_id)
        SELECT external, 'invoice', 'xendit', 'invoice', i.user_id, i.subject, i.total_rp, o.actor, i.id
          FROM console.operation o WHERE o.id = operation;
        INSERT INTO console.invoice_queue (invoice_id, order_id, brand, priority, rank_at, operation_id)
        SELECT i.id, external, i.brand, p.priority, console.queue_rank(clock_timestamp(), p.priority), operation
          FROM (SELECT console.queue_priority(i.is_vip, i.tipe) AS priority) p;
        PERFORM console.charge_end(operation, c.order_id, 'expired', 'charge_expire')
           FROM (SELECT h.order_id FROM console.charge h
                  WHERE h.invoice_id = i.id AND h.state IN ('new', 'open') AND h.order_id <> external
                  ORDER BY h.order_id) c;
        PERFORM console.invoice_audit(operation, i,
                                      jsonb_build_object('status', i.status, 'external_id', i.external_id,
                                                         'notify', i.notify),
                                      jsonb_build_object('status', 'unpaid', 'external_id', external,
                                                         'notify', channel));
        RETURN NEXT i.id;
    END LOOP;
END $$;

-- Whether Xendit may know a charge: it has answered, or was asked once and may have done it.
CREATE FUNCTION console.charge_may_be_at_xendit(c console.charge) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT c.state <> 'new' AND c.transaction_id IS NOT NULL
           OR EXISTS (SELECT FROM console.invoice_queue q
                       WHERE q.order_id = c.order_id AND (q.state = 'processing' OR q.is_uncertain))
$$;

-- Has Xendit asked about all links of these invoices.
CREATE FUNCTION console.invoice_refresh(operation uuid, ids uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
    i console.invoice;
BEGIN
    FOR i IN SELECT v.* FROM console.invoice v WHERE v.id = ANY (ids) ORDER BY v.id LOOP
        PERFORM console.charge_ask(operation, c.order_id)
           FROM (SELECT h.order_id FROM console.charge h
                  WHERE h.invoice_id = i.id AND console.charge_may_be_at_xendit(h) ORDER BY h.order_id) c;
        CONTINUE WHEN NOT FOUND;
        PERFORM console.invoice_audit(operation, i, NULL, NULL, '{"asked": "charge_ask"}');
        RETURN NEXT i.id;
    END LOOP;
END $$;

-- What the end of a charge means for its invoice: it leaves the queue, unless a worker is just at it and learns of it
-- by itself; without another link that can be paid the invoice has expired.
CREATE FUNCTION console.charge_ends_for_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE console.invoice_queue q
       SET state = 'cancelled', ended_at = clock_timestamp(),
           last_error = coalesce(q.last_error, 'its charge is ' || NEW.state)
     WHERE q.order_id = NEW.order_id AND q.state IN ('pending', 'failed');
    UPDATE console.invoice i
       SET status = 'expired', updated_at = clock_timestamp()
     WHERE i.id = NEW.invoice_id AND i.status = 'unpaid' AND NEW.state IN ('expired', 'cancelled', 'failed')
       AND NOT EXISTS (SELECT FROM console.charge c WHERE c.invoice_id = i.id AND c.state IN ('new', 'open'));
    RETURN NULL;
END $$;
CREATE TRIGGER charge_ends_for_invoice AFTER UPDATE OF state ON console.charge
    FOR EACH ROW WHEN (NEW.invoice_id IS NOT NULL AND OLD.state IN ('new', 'open') AND NEW.state NOT IN ('new', 'open'))
    EXECUTE FUNCTION console.charge_ends_for_invoice();

-- Which of Xendit's accounts, or which gateway, is asked about a charge: the target of its wishes.
CREATE FUNCTION console.charge_target(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT c.gateway || ':' || coalesce((SELECT i.brand FROM console.invoice i WHERE i.id = c.invoice_id), 'main')
$$;

-- What follows are functions of 0020 that invoices concern as well.

-- Ends a charge that is open (as of 0020): at Xendit where that may know it, by the target of its gateway.
CREATE OR REPLACE FUNCTION console.charge_end(operation uuid, oid text, wanted text, effect text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := console.charge_lock(oid);
    said CONSTANT console.charge_said := ROW(wanted, NULL, NULL, NULL, NULL, NULL, 'operator');
    is_there boolean;
BEGIN
    IF c.order_id IS NULL OR console.charge_end_refusal(c) IS NOT NULL THEN
        RETURN false;
    END IF;
    UPDATE console.outbox x
       SET state = 'cancelled', last_error = 'the charge was withdrawn'
     WHERE x.entity_id = c.id AND x.effect = 'charge_create' AND x.state = 'pending' AND x.attempts = 0;
    is_there := c.state <> 'new'
                OR CASE WHEN c.kind = 'invoice' THEN console.charge_may_be_at_xendit(c)
                        ELSE EXISTS (SELECT FROM console.outbox x
                                      WHERE x.entity_id = c.id AND x.effect = 'charge_create' AND x.attempts > 0) END;
    IF is_there THEN
        UPDATE console.invoice_queue q
           SET state = 'cancelled', ended_at = clock_timestamp(), last_error = 'the charge was withdrawn'
         WHERE q.order_id = oid AND q.state IN ('pending', 'failed');
        PERFORM console.charge_wish(operation, c, console.charge_target(c), effect);
        PERFORM console.charge_audit(operation, c, NULL, NULL, jsonb_build_object('asked', effect));
    ELSE
        PERFORM console.charge_set(oid, wanted, said, NULL, NULL);
        PERFORM console.charge_audit(operation, c, jsonb_build_object('state', c.state),
                                     jsonb_build_object('state', wanted));
    END IF;
    RETURN true;
END $$;

-- Asks the gateway about a charge (as of 0020), by the target of its gateway.
CREATE OR REPLACE FUNCTION console.charge_ask(operation uuid, oid text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := console.charge_lock(oid);
BEGIN
    IF c.order_id IS NULL OR c.gateway = 'balance' THEN
        RETURN false;
    END IF;
    PERFORM console.charge_wish(operation, c, console.charge_target(c), 'charge_ask');
    PERFORM console.charge_audit(operation, c, NULL, NULL, '{"asked": "charge_ask"}');
    RETURN true;
END $$;

-- What a charge was for, if it was no invoice (as of 0020); of an invoice it is gone when it was paid otherwise. That
-- it was cancelled is for somebody to decide: his decision takes the money all the same. An invoice outlives its
-- customer.
ALTER FUNCTION console.charge_goods_gone(console.charge) RENAME TO charge_goods_gone_of_sale;
CREATE FUNCTION console.charge_goods_gone(c console.charge) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.kind = 'invoice'
                THEN (SELECT CASE WHEN i.status = 'paid' THEN 'invoice ' || i.invoice_number || ' is paid already'
                                  WHEN i.status = 'cancelled' AND c.state NOT IN ('late', 'mismatch')
                                  THEN 'invoice ' || i.invoice_number || ' was cancelled' END
                        FROM console.invoice i WHERE i.id = c.invoice_id)
                ELSE console.charge_goods_gone_of_sale(c) END
$$;
CREATE OR REPLACE FUNCTION console.charge_late_refusal(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.state NOT IN ('late', 'mismatch')
                THEN 'is ' || replace(c.state, '_', ' ') || ': nothing waits to be applied'
                WHEN (c.kind <> 'invoice' OR console.charge_goods_gone(c) IS NOT NULL)
                     AND NOT EXISTS (SELECT FROM public.users u WHERE u.id = c.user_id)
                THEN 'its customer is gone: give the money back' END
$$;

-- Takes it back: of anything but an invoice as of 0020.
ALTER FUNCTION console.charge_reverse(uuid, text) RENAME TO charge_reverse_sale;
CREATE FUNCTION console.charge_reverse(operation uuid, oid text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
BEGIN
    SELECT h.* INTO c FROM console.charge h
      JOIN console.charge_effect e ON e.order_id = h.order_id AND e.effect = 'invoice'
     WHERE h.order_id = oid;
    IF c.order_id IS NULL THEN
        RETURN console.charge_reverse_sale(operation, oid);
    END IF;
    RETURN console.invoice_unpay(operation, c);
END $$;

-- An undo takes back what stands in users and debts (as of 0020): an invoice is owed again when its money goes back.
ALTER FUNCTION console.charge_undo_refusal(console.charge) RENAME TO charge_undo_refusal_of_sale;
CREATE FUNCTION console.charge_undo_refusal(c console.charge) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.kind = 'invoice' THEN 'was paid for by ' || c.order_id || ': note its refund instead'
                ELSE console.charge_undo_refusal_of_sale(c) END
$$;

-- Xendit itself tells customers of an invoice's link and of its end: ours are told of money alone.
ALTER FUNCTION console.charge_tell(uuid, console.charge, text) RENAME TO charge_tell_sale;
CREATE FUNCTION console.charge_tell(operation uuid, c console.charge, next_state text) RETURNS void LANGUAGE sql AS $$
    SELECT console.charge_tell_sale(operation, c, next_state)
     WHERE c.kind <> 'invoice' OR next_state IN ('paid', 'part_refunded', 'late', 'mismatch')
$$;

-- The reminders that have come due, of invoices whose customer is there: of several days that have passed only the
-- last, none twice, none before the invoice was made, and none that is more than a week late.
-- users NULL: everybody's.
CREATE FUNCTION console.invoice_reminder_cases(users uuid[])
RETURNS TABLE (invoice_id uuid, user_id uuid, invoice_number text, due_on date) LANGUAGE sql STABLE AS $$
    WITH day AS MATERIALIZED (
        SELECT console.today() AS today
    ), wanted AS MATERIALIZED (
        SELECT w.days::integer AS days
          FROM regexp_split_to_table(console.setting('invoice_reminder_days', '3 0 -3'), '[\s,]+') AS w (days)
         WHERE w.days ~ '^[+-]?[0-9]{1,3}$'
    )
    SELECT i.id, i.user_id, i.invoice_number, i.due_on
      FROM day d
     CROSS JOIN console.invoice i
     CROSS JOIN LATERAL (
           SELECT max(i.due_on - w.days) AS remind_on FROM wanted w WHERE i.due_on - w.days <= d.today) r
     WHERE i.status IN ('unpaid', 'expired') AND (users IS NULL OR i.user_id = ANY (users))
       AND r.remind_on > i.issued_on AND r.remind_on > d.today - 7
       AND (i.reminded_on IS NULL OR i.reminded_on < r.remind_on)
       AND EXISTS (SELECT FROM public.users u WHERE u.id = i.user_id)
$$;

-- The months that are to be invoiced by themselves: those that a worker missed, and this one from its day on.
CREATE FUNCTION console.billing_periods() RETURNS SETOF date
LANGUAGE sql STABLE AS $$
    SELECT m.month::date
      FROM (SELECT console.today() AS today, console.month_of(console.today()) AS this_month,
                   console.setting_bigint('billing_day', 1)::integer AS day,
                   console.setting_bigint('billing_catch_up_months', 2)::integer AS months) s
     CROSS JOIN LATERAL generate_series(s.this_month - make_interval(months => s.months), s.this_month::timestamp,
                                        interval '1 month') AS m (month)
     WHERE m.month < s.this_month OR s.today >= console.month_day(s.this_month, s.day)
     ORDER BY m.month
$$;

-- As in 0005, with one more block that is soft: who is isolated keeps his account and no binding shuts him out, so
-- that the list and the walled garden lead him to where he pays.
CREATE OR REPLACE FUNCTION console.desired_state(ids uuid[])
RETURNS TABLE (user_id uuid, router text, status text, strictness integer, list_name text, mark text,
               account text, password text, server text, profile text, first_profile text, limit_bytes bigint,
               is_disabled boolean, wants_account boolean, binding_type text,
               device_id uuid, mac text, ip text, is_current boolean, takes_baseline boolean)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH rule AS MATERIALIZED (
        SELECT * FROM console.access_rule()
    ), threshold AS MATERIALIZED (
        SELECT console.setting_bigint('QUOTA_FUP_THRESHOLD_MB', 3072) AS mb
    ), person AS MATERIALIZED (
        SELECT u.*, coalesce(u.mikrotik_server_name, '') AS served_by,
               CASE WHEN u.phone_number LIKE '+62%' THEN '0' || substr(u.phone_number, 4)
                    ELSE u.phone_number END AS local_phone,
               u.is_blocked AND NOT console.is_debt_limit_block(u.blocked_reason)
               AND NOT console.is_isolir_block(u.blocked_reason) AS is_hard_block,
               console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date,
                                     u.is_unlimited_user, u.total_quota_purchased_mb, u.total_quota_used_mb,
                                     t.mb, statement_timestamp()) AS access
          FROM public.users u
         CROSS JOIN threshold t
         WHERE ids IS NULL OR u.id = ANY (ids)
    ), served AS MATERIALIZED (
        SELECT s.served_by, console.user_router(s.served_by) AS router
          FROM (SELECT DISTINCT p.served_by FROM person p) s
    )
    SELECT p.id, s.router, p.access, r.strictness, r.list_name,
           format('status=%s|user=%s|uid=%s|role=%s', p.access, p.local_phone, p.id, p.role),
           p.local_phone, nullif(p.mikrotik_password, ''), nullif(p.served_by, ''), r.profile,
           coalesce(r.profile, nullif(p.mikrotik_profile_name, '')),
           CASE WHEN p.is_unlimited_user THEN 0
                ELSE least(greatest(p.total_quota_purchased_mb, 0), 8000000000000) * 1048576 END,
           p.is_hard_block OR p.access = 'inactive',
           p.approval_status = 'APPROVED' AND coalesce(p.mikrotik_password, '') <> '',
           CASE WHEN p.is_hard_block THEN 'blocked' WHEN r.is_bypassed THEN 'bypassed' ELSE 'regular' END,
           d.id, upper(replace(d.mac_address, '-', ':')), nullif(d.ip_address, ''),
           d.is_authorized AND NOT EXISTS (
               SELECT
                 FROM public.user_devices o
                WHERE o.mac_address IN (d.mac_address, upper(d.mac_address), lower(d.mac_address))
                  AND o.user_id <> d.user_id AND o.is_authorized
                  AND (o.last_seen_at, o.id) > (d.last_seen_at, d.id)),
           d.last_bytes_total IS NOT NULL AND d.last_hotspot_host_id IS NULL
      FROM person p
      JOIN rule r ON r.status = p.access
      JOIN served s ON s.served_by = p.served_by
      LEFT JOIN public.user_devices d ON d.user_id = p.id
$$;
