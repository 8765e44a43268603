-- applies: always
-- What debt costs, and how it was settled.

-- Half-up, exact: numerics of unlike scale are never divided with a rounded quotient.
CREATE FUNCTION console.divide_half_up(dividend numeric, divisor numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT div(2 * dividend + divisor, 2 * divisor)
$$;

-- What packages there are to price by: the largest first, so that the quotas, below zero, stand in
-- ascending order as width_bucket() wants them. Read once, it prices any number of debts without another look.
CREATE TYPE console.price_list AS (minus_mb numeric[], prices numeric[]);

CREATE FUNCTION console.price_list() RETURNS console.price_list
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT ROW(array_agg(-p.mb ORDER BY p.mb DESC), array_agg(p.price ORDER BY p.mb DESC))::console.price_list
      FROM (SELECT q.data_quota_gb * 1024 AS mb, min(q.price)::numeric AS price
              FROM public.packages q
             WHERE q.is_active AND q.data_quota_gb > 0 AND q.price > 0
             GROUP BY q.data_quota_gb) p
$$;

-- The reference package rule, the one place where it stands: the smallest active package with quota and
-- price that holds the debt, else the largest; its price per MB times the MB, half-up to whole rupiah, then
-- up to the next 10,000. Of two packages of one size the cheaper counts. NULL where no package says what a
-- MB costs.
CREATE FUNCTION console.reference_price_rp(mb numeric, list console.price_list) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN mb <= 0 THEN 0 ELSE
        (div(console.divide_half_up(list.prices[greatest(1, width_bucket(-mb, list.minus_mb))] * mb,
                                    -list.minus_mb[greatest(1, width_bucket(-mb, list.minus_mb))]) + 9999,
             10000) * 10000)::bigint END
$$;

CREATE FUNCTION console.reference_price_rp(mb numeric) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT console.reference_price_rp(mb, console.price_list())
$$;

-- What a debt item costs whole: its own price, else that of the reference package. For many rows read the
-- list once, in a subquery that is kept apart (OFFSET 0).
CREATE FUNCTION console.debt_price_rp(amount_mb bigint, price_rp bigint, list console.price_list) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN price_rp IS NOT NULL THEN price_rp ELSE console.reference_price_rp(amount_mb, list) END
$$;

CREATE FUNCTION console.debt_price_rp(amount_mb bigint, price_rp bigint) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN price_rp IS NOT NULL THEN price_rp ELSE console.reference_price_rp(amount_mb) END
$$;

-- The part of a price that the first so many MB of an item stand for. What a part of it costs is the
-- difference of two such figures, so that the parts sum to the whole whatever they are.
CREATE FUNCTION console.price_of_first_rp(price_rp bigint, amount_mb bigint, first_mb bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN amount_mb <= 0 OR first_mb >= amount_mb THEN price_rp
                WHEN first_mb <= 0 THEN 0
                ELSE console.divide_half_up(price_rp::numeric * first_mb, amount_mb)::bigint END
$$;

-- What of a price is still to be paid; nothing of an item that is closed.
CREATE FUNCTION console.debt_remaining_rp(price_rp bigint, amount_mb bigint, paid_mb bigint, is_paid boolean)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN is_paid THEN 0 ELSE price_rp - console.price_of_first_rp(price_rp, amount_mb, paid_mb) END
$$;

-- The order of a list of debts: user by user, of each the oldest first, as they are paid.
CREATE TYPE console.debt_place AS (name text, user_id uuid, debt_date date, created_at timestamptz);

-- Why somebody was blocked, as far as debt is the reason. A block for debt that was entered by hand ends with
-- the last of it; the soft block of the limit is about automatic debt, so that has to be gone as well.
CREATE FUNCTION console.is_manual_debt_block(reason text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(starts_with(reason, 'quota_manual_debt_end_of_month|')
                    OR starts_with(reason, 'tunggakan_overdue|'), false)
$$;

CREATE FUNCTION console.is_debt_limit_block(reason text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(starts_with(reason, 'quota_debt_limit|'), false)
$$;

CREATE FUNCTION console.is_debt_block(reason text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT console.is_manual_debt_block(reason) OR console.is_debt_limit_block(reason)
$$;

-- Whether a block ends when no manual debt is open any more.
CREATE FUNCTION console.is_lifted_without_debt(reason text, auto_debt_mb numeric) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT console.is_manual_debt_block(reason) OR (console.is_debt_limit_block(reason) AND auto_debt_mb = 0)
$$;

-- Every settlement of a debt item, part by part. Nothing is ever changed here: what an undo takes back
-- comes as a row with the figures below zero.
CREATE TABLE console.debt_payment (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operation_id uuid NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor        text NOT NULL,
    debt_id      uuid NOT NULL,
    user_id      uuid NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('settled', 'quota', 'written_off', 'replaced')),
    mb           bigint NOT NULL,
    rp           bigint,
    note         text
);
CREATE INDEX debt_payment_debt ON console.debt_payment (debt_id, id);
CREATE INDEX debt_payment_user ON console.debt_payment (user_id, id DESC);
CREATE INDEX debt_payment_operation ON console.debt_payment (operation_id);
-- In place of a foreign key, as for the audit.
CREATE TRIGGER debt_payment_operation_exists AFTER INSERT ON console.debt_payment
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION console.check_operation_exists();
CREATE TRIGGER debt_payment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON console.debt_payment
    FOR EACH STATEMENT EXECUTE FUNCTION console.refuse_change();

-- What there is to say of one item.
CREATE FUNCTION console.debt_facts(d public.user_quota_debts, list console.price_list)
RETURNS TABLE (id uuid, debt_date date, due_date date, note text, amount_mb bigint, paid_mb bigint, remaining_mb bigint,
               price_rp bigint, remaining_rp bigint, age_days integer, has_own_price boolean, is_paid boolean,
               is_overdue boolean, is_unlimited boolean)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT d.id, d.debt_date, d.due_date, d.note, d.amount_mb, d.paid_mb,
           CASE WHEN d.is_paid THEN 0 ELSE d.amount_mb - d.paid_mb END, w.price,
           console.debt_remaining_rp(w.price, d.amount_mb, d.paid_mb, d.is_paid),
           t.today - coalesce(d.debt_date, (d.created_at AT TIME ZONE 'Asia/Jakarta')::date),
           d.price_rp IS NOT NULL, d.is_paid, coalesce(NOT d.is_paid AND d.due_date < t.today, false),
           console.is_unlimited_debt(d.amount_mb, d.price_rp)
      FROM (SELECT console.debt_price_rp(d.amount_mb, d.price_rp, list) AS price OFFSET 0) w
     CROSS JOIN (SELECT (now() AT TIME ZONE 'Asia/Jakarta')::date AS today) t
$$;

-- All that a user owes by hand: sums of his open items. rp is unknown where one of them has no price: the sum
-- of the others would be taken for the whole.
CREATE FUNCTION console.user_debts(debtor uuid, list console.price_list)
RETURNS TABLE (items bigint, mb bigint, limited_mb numeric, is_unlimited boolean, rp bigint)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT count(*), coalesce(sum(d.amount_mb - d.paid_mb), 0)::bigint,
           sum(d.amount_mb - d.paid_mb) FILTER (WHERE NOT console.is_unlimited_debt(d.amount_mb, d.price_rp)),
           bool_or(console.is_unlimited_debt(d.amount_mb, d.price_rp)),
           CASE WHEN count(*) = count(r.rp) THEN coalesce(sum(r.rp), 0)::bigint END
      FROM public.user_quota_debts d
     CROSS JOIN LATERAL (SELECT console.debt_price_rp(d.amount_mb, d.price_rp, list) AS price OFFSET 0) w
     CROSS JOIN LATERAL (SELECT console.debt_remaining_rp(w.price, d.amount_mb, d.paid_mb, d.is_paid) AS rp) r
     WHERE d.user_id = debtor AND NOT d.is_paid
$$;

-- The words of previews: "Rp 200.000".
CREATE FUNCTION console.rp_text(rp numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 'Rp ' || replace(to_char(rp, 'FM999,999,999,999,999,999,990'), ',', '.')
$$;

-- "10.0 GB", "Unlimited": the amount of a debt item, which for an unlimited package is none.
CREATE FUNCTION console.debt_mb_text(amount_mb bigint, price_rp bigint, mb bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN console.is_unlimited_debt(amount_mb, price_rp) AND mb > 0 THEN 'Unlimited'
                ELSE console.mb_text(mb) END
$$;

-- "2.5 GB of 10.0 GB paid · Rp 75.000 left": one state of one debt item.
CREATE FUNCTION console.debt_state_text(d public.user_quota_debts) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN d.is_paid AND d.last_paid_source = 'console_write_off' THEN 'written off'
                WHEN d.is_paid AND d.last_paid_source = 'console_replaced' THEN 'replaced'
                WHEN d.is_paid THEN 'settled'
                ELSE CASE WHEN d.paid_mb > 0 THEN console.mb_text(d.paid_mb) || ' of ' ELSE '' END
                     || console.debt_mb_text(d.amount_mb, d.price_rp, d.amount_mb)
                     || CASE WHEN d.paid_mb > 0 THEN ' paid' ELSE '' END
                     || coalesce(' · ' || console.rp_text(console.debt_remaining_rp(
                                     console.debt_price_rp(d.amount_mb, d.price_rp), d.amount_mb, d.paid_mb, false))
                                 || ' left', '') END
$$;

-- One line of a preview: whose item of what day, the state now, and the state with some columns changed.
CREATE FUNCTION console.debt_preview(d public.user_quota_debts, change jsonb, OUT label text, OUT before text,
                                     OUT after text)
LANGUAGE sql STABLE AS $$
    SELECT (SELECT u.full_name || ' ' || u.phone_number FROM public.users u WHERE u.id = d.user_id)
           || coalesce(' · ' || d.debt_date, ''),
           console.debt_state_text(d), console.debt_state_text(jsonb_populate_record(d, change))
$$;

-- The end of a preview's note.
CREATE FUNCTION console.lifted_text(blocks bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE blocks WHEN 0 THEN '' WHEN 1 THEN ', 1 block is lifted' ELSE ', ' || blocks || ' blocks are lifted' END
$$;

-- Why so much of an item (NULL: all that is left) can't be settled; NULL where it can.
CREATE FUNCTION console.settle_refusal(d public.user_quota_debts, mb bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN d.is_paid
                THEN 'is settled already: ' || coalesce(d.last_paid_source, 'nobody says how')
                     || coalesce(to_char(d.paid_at AT TIME ZONE 'Asia/Jakarta', ', YYYY-MM-DD HH24:MI'), '')
                WHEN mb IS NULL THEN NULL
                WHEN console.is_unlimited_debt(d.amount_mb, d.price_rp) THEN 'is unlimited: it is settled whole'
                WHEN mb > d.amount_mb - d.paid_mb
                THEN 'only ' || d.amount_mb - d.paid_mb || ' MB are left of it' END
$$;

-- What the audit says of an item that so many MB are paid of. A price that was the reference package's becomes
-- the item's own, so that what was paid and what is left sum to it whatever packages cost later; not for 1 MB,
-- which with a price would stand for an unlimited package.
CREATE FUNCTION console.debt_paid(d public.user_quota_debts, pays_mb bigint, source text, list console.price_list)
RETURNS TABLE (before jsonb, after jsonb)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT jsonb_build_object('paid_mb', d.paid_mb, 'last_paid_source', d.last_paid_source)
           || CASE WHEN x.closes THEN jsonb_build_object('is_paid', d.is_paid, 'paid_at', d.paid_at) ELSE '{}' END
           || CASE WHEN x.frozen_rp IS NOT NULL THEN '{"price_rp": null}' ELSE '{}' END::jsonb,
           jsonb_build_object('paid_mb', d.paid_mb + pays_mb, 'last_paid_source', source)
           || CASE WHEN x.closes THEN jsonb_build_object('is_paid', true, 'paid_at', now()) ELSE '{}' END
           || CASE WHEN x.frozen_rp IS NOT NULL THEN jsonb_build_object('price_rp', x.frozen_rp) ELSE '{}' END
      FROM (SELECT d.paid_mb + pays_mb >= d.amount_mb AS closes,
                   CASE WHEN d.price_rp IS NULL AND d.amount_mb <> 1
                        THEN console.reference_price_rp(d.amount_mb, list) END AS frozen_rp) x
$$;

-- What the audit says of an item that is closed with what was paid left as it was.
CREATE FUNCTION console.debt_closed(d public.user_quota_debts, source text) RETURNS TABLE (before jsonb, after jsonb)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT jsonb_build_object('is_paid', d.is_paid, 'paid_at', d.paid_at, 'last_paid_source', d.last_paid_source),
           jsonb_build_object('is_paid', true, 'paid_at', now(), 'last_paid_source', source)
$$;

-- What the audit says of a user who has so many items open after a settlement, of so many MB together, and
-- that offset of automatic debt: his block ends with the last item where debt was its reason.
CREATE FUNCTION console.debtor_settled(u public.users, open_items bigint, open_mb bigint, offset_mb bigint)
RETURNS TABLE (before jsonb, after jsonb, is_lifted boolean)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT jsonb_build_object('manual_debt_mb', u.manual_debt_mb, 'auto_debt_offset_mb', u.auto_debt_offset_mb,
                              'is_blocked', u.is_blocked, 'blocked_reason', u.blocked_reason,
                              'blocked_at', u.blocked_at, 'blocked_by_id', u.blocked_by_id) - x.same_columns,
           jsonb_build_object('manual_debt_mb', open_mb, 'auto_debt_offset_mb', offset_mb, 'is_blocked', false,
                              'blocked_reason', NULL, 'blocked_at', NULL, 'blocked_by_id', NULL) - x.same_columns,
           x.is_lifted
      FROM (SELECT l.is_lifted,
                   ARRAY[CASE WHEN open_mb = u.manual_debt_mb THEN 'manual_debt_mb' END,
                         CASE WHEN offset_mb = u.auto_debt_offset_mb THEN 'auto_debt_offset_mb' END]
                   || CASE WHEN l.is_lifted
                           THEN ARRAY[CASE WHEN u.blocked_at IS NULL THEN 'blocked_at' END,
                                      CASE WHEN u.blocked_by_id IS NULL THEN 'blocked_by_id' END]
                           ELSE '{is_blocked,blocked_reason,blocked_at,blocked_by_id}' END AS same_columns
              FROM (SELECT open_items = 0 AND u.is_blocked
                           AND console.is_lifted_without_debt(
                                   u.blocked_reason,
                                   console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, offset_mb,
                                                        u.is_unlimited_user, u.role)) AS is_lifted) l) x
$$;

-- When a new item is due: on that day, or by setting so many days from now, or never.
CREATE FUNCTION console.debt_due(due date) RETURNS date
LANGUAGE sql STABLE AS $$
    SELECT coalesce(due, (now() AT TIME ZONE 'Asia/Jakarta')::date
                         + nullif(console.setting_bigint('debt_due_days', 0), 0)::integer)
$$;

-- What the audit says of an item whose due date or note is written anew ('-': taken away, NULL: as it is).
CREATE FUNCTION console.debt_edited(d public.user_quota_debts, due text, note text)
RETURNS TABLE (before jsonb, after jsonb, refusal text)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT jsonb_build_object('due_date', d.due_date, 'note', d.note) - x.same_columns,
           jsonb_build_object('due_date', nullif(due, '-')::date, 'note', nullif(note, '-')) - x.same_columns,
           CASE WHEN due IS NULL AND note IS NULL THEN 'neither due= nor note= is given'
                WHEN x.same_columns = '{due_date,note}' THEN 'has this already' END
      FROM (SELECT array_remove(ARRAY[
                       CASE WHEN due IS NULL OR d.due_date IS NOT DISTINCT FROM nullif(due, '-')::date
                            THEN 'due_date' END,
                       CASE WHEN note IS NULL OR d.note IS NOT DISTINCT FROM nullif(note, '-') THEN 'note' END],
                   NULL) AS same_columns) x
$$;

-- "due 2026-12-31 · note: for March": what can be edited of an item.
CREATE FUNCTION console.debt_terms_text(d public.user_quota_debts) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce('due ' || d.due_date, 'no due date') || coalesce(' · ' || nullif(d.note, ''), '')
$$;
