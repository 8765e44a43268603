-- applies: always
-- What is a damaged row stands in one place, and no sum or difference of such figures stops a list or a policy.

-- Beyond a petabyte, a trillion rupiah, or a calendar of four digits nothing was bought, used or owed. NULL says nothing.
CREATE FUNCTION console.is_damaged_user(purchased_mb bigint, used_mb numeric, offset_mb bigint, debt_mb bigint,
                                        expires_at timestamptz, made_at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(abs(used_mb) >= 1000000000, false)
           OR coalesce(purchased_mb NOT BETWEEN -1000000000 AND 1000000000, false)
           OR coalesce(offset_mb NOT BETWEEN -1000000000 AND 1000000000, false)
           OR coalesce(debt_mb NOT BETWEEN -1000000000 AND 1000000000, false)
           OR coalesce(expires_at NOT BETWEEN '1000-01-01 00:00+00' AND '9999-12-31 23:59:59.999999+00', false)
           OR coalesce(made_at NOT BETWEEN '1000-01-01 00:00+00' AND '9999-12-31 23:59:59.999999+00', false)
$$;

CREATE FUNCTION console.is_damaged_debt(amount_mb bigint, paid_mb bigint, price_rp bigint, due_date date, debt_date date,
                                        made_at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(amount_mb NOT BETWEEN -1000000000 AND 1000000000, false)
           OR coalesce(paid_mb NOT BETWEEN -1000000000 AND 1000000000, false)
           OR coalesce(price_rp NOT BETWEEN -1000000000000 AND 1000000000000, false)
           OR coalesce(due_date NOT BETWEEN '1000-01-01' AND '9999-12-31', false)
           OR coalesce(debt_date NOT BETWEEN '1000-01-01' AND '9999-12-31', false)
           OR coalesce(made_at NOT BETWEEN '1000-01-01 00:00+00' AND '9999-12-31 23:59:59.999999+00', false)
$$;

-- What is open of an item. Far beyond all measure it is only as much as a bigint holds.
CREATE FUNCTION console.debt_left_mb(amount_mb bigint, paid_mb bigint, is_paid boolean) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN is_paid THEN 0
                ELSE least(greatest(amount_mb, -4000000000000000000), 4000000000000000000)
                     - least(greatest(paid_mb, -4000000000000000000), 4000000000000000000) END
$$;

-- As in 0043; a sum of money that can't be held is none.
CREATE OR REPLACE FUNCTION console.user_debts(debtor uuid, list console.price_list)
RETURNS TABLE (items bigint, mb bigint, limited_mb numeric, is_unlimited boolean, rp bigint)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT count(*), least(coalesce(sum(console.debt_left_mb(d.amount_mb, d.paid_mb, false)), 0), 1000000000000)::bigint,
           sum(console.debt_left_mb(d.amount_mb, d.paid_mb, false))
               FILTER (WHERE NOT console.is_unlimited_debt(d.amount_mb, d.price_rp)),
           bool_or(console.is_unlimited_debt(d.amount_mb, d.price_rp)),
           CASE WHEN count(*) = count(r.rp) AND coalesce(abs(sum(r.rp)), 0) < 1000000000000000
                THEN coalesce(sum(r.rp), 0)::bigint END
      FROM public.user_quota_debts d
     CROSS JOIN LATERAL (SELECT console.debt_price_rp(d.amount_mb, d.price_rp, list) AS price OFFSET 0) w
     CROSS JOIN LATERAL (SELECT console.debt_remaining_rp(w.price, d.amount_mb, d.paid_mb, d.is_paid) AS rp) r
     WHERE d.user_id = debtor AND NOT d.is_paid
$$;

-- As in 0010; a due date that is none is no reason to block anybody.
CREATE OR REPLACE FUNCTION console.debt_overdue_cases(ids uuid[])
RETURNS TABLE (user_id uuid, name text, block_on date, oldest_due date, reason text, refusal text)
LANGUAGE sql STABLE AS $$
    SELECT u.id, u.full_name::text, b.block_on, d.oldest_due,
           'tunggakan_overdue|oldest_due=' || d.oldest_due || '|days=' || t.today - d.oldest_due,
           coalesce(console.policy_refusal(u),
                    CASE WHEN d.oldest_due IS NULL THEN 'owes nothing that has a due date'
                         WHEN b.block_on > t.today THEN 'is not blocked before ' || b.block_on END)
      FROM (SELECT console.today() AS today, console.setting_bigint('debt_overdue_days')::integer AS days OFFSET 0) t
     CROSS JOIN public.users u
      LEFT JOIN (SELECT q.user_id, min(q.due_date) AS oldest_due
                   FROM public.user_quota_debts q
                  WHERE NOT q.is_paid AND q.due_date BETWEEN '1000-01-01' AND '9999-12-31'
                    AND (ids IS NULL OR q.user_id = ANY (ids))
                  GROUP BY q.user_id) d ON d.user_id = u.id
     CROSS JOIN LATERAL (SELECT d.oldest_due + t.days + 1 AS block_on) b
     WHERE CASE WHEN ids IS NULL THEN d.oldest_due IS NOT NULL ELSE u.id = ANY (ids) END
$$;

-- As in 0008; an item of no date is of no age.
CREATE OR REPLACE FUNCTION console.debt_facts(d public.user_quota_debts, list console.price_list)
RETURNS TABLE (id uuid, debt_date date, due_date date, note text, amount_mb bigint, paid_mb bigint, remaining_mb bigint,
               price_rp bigint, remaining_rp bigint, age_days integer, has_own_price boolean, is_paid boolean,
               is_overdue boolean, is_unlimited boolean)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT d.id, d.debt_date, d.due_date, d.note, d.amount_mb, d.paid_mb,
           console.debt_left_mb(d.amount_mb, d.paid_mb, d.is_paid), w.price,
           console.debt_remaining_rp(w.price, d.amount_mb, d.paid_mb, d.is_paid),
           CASE WHEN isfinite(t.day) THEN t.today - t.day END,
           d.price_rp IS NOT NULL, d.is_paid, coalesce(NOT d.is_paid AND d.due_date < t.today, false),
           console.is_unlimited_debt(d.amount_mb, d.price_rp)
      FROM (SELECT console.debt_price_rp(d.amount_mb, d.price_rp, list) AS price OFFSET 0) w
     CROSS JOIN (SELECT (statement_timestamp() AT TIME ZONE z.name)::date AS today,
                        coalesce(d.debt_date, (d.created_at AT TIME ZONE z.name)::date) AS day
                   FROM (SELECT console.zone() AS name OFFSET 0) z) t
$$;

-- As in 0038; no percentage of what is no number.
CREATE OR REPLACE FUNCTION console.quota_used_percent(purchased_mb bigint, used_mb numeric, auto_debt_offset_mb bigint)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN used_mb = 'NaN' THEN NULL
                WHEN purchased_mb > 0 THEN div(greatest(0, used_mb - auto_debt_offset_mb) * 100, purchased_mb)::bigint
                WHEN used_mb > 0 THEN 100 ELSE 0 END
$$;

-- What is owed at a month's end, the same way.
DO $$
BEGIN
    EXECUTE replace(pg_get_functiondef('console.debt_month_end_cases(uuid[])'::regprocedure),
                    'sum(q.amount_mb - q.paid_mb)', 'sum(console.debt_left_mb(q.amount_mb, q.paid_mb, false))');
END $$;
