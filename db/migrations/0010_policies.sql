-- applies: always
-- Jobs that are asked for, and debt policies: who would be blocked, let in again or reminded, each rule in one
-- function that preview, action and job all read.

-- A setting that holds a number; what does not read as one gives way to the default.
CREATE FUNCTION console.setting_bigint(key text) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT console.setting_bigint(setting_bigint.key,
                                  (SELECT CASE WHEN i.fallback ~ '^[0-9]{1,18}$' THEN i.fallback::bigint END
                                     FROM console.setting_info i
                                    WHERE i.key = setting_bigint.key))
$$;

-- An operator wants it run, paused or not; a run that began later than this has answered it.
ALTER TABLE console.job ADD COLUMN wanted_at timestamptz;

-- Whether somebody is meant to run a job: one of a router that no configuration names any more is nobody's.
CREATE FUNCTION console.job_is_served(name text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT strpos(job_is_served.name, ':') = 0
           OR EXISTS (SELECT FROM console.router r
                       WHERE r.is_enabled AND r.name = substr(job_is_served.name, strpos(job_is_served.name, ':') + 1))
$$;

-- What a job is doing now, in a word.
CREATE FUNCTION console.job_state(j console.job) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN j.lease_until > statement_timestamp() THEN 'running'
                WHEN NOT console.job_is_served(j.name) THEN 'unserved'
                WHEN j.wanted_at IS NOT NULL THEN 'due'
                WHEN j.is_paused THEN 'paused'
                WHEN j.next_run_at <= statement_timestamp() THEN 'due'
                ELSE 'waiting' END
$$;

-- What a debtor was told and what followed, once for each occasion: a month, or the due date of his oldest item.
CREATE TABLE console.debt_notice (
    user_id     uuid NOT NULL,
    policy      text NOT NULL CHECK (policy IN ('debt_overdue', 'debt_month_end')),
    occasion    text NOT NULL,
    reminded_at timestamptz,
    blocked_at  timestamptz,
    PRIMARY KEY (user_id, policy, occasion),
    CHECK (reminded_at IS NOT NULL OR blocked_at IS NOT NULL)
);

-- Days of money are the customers' days.
CREATE FUNCTION console.today() RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (statement_timestamp() AT TIME ZONE 'Asia/Jakarta')::date
$$;

-- Whom jobs may block: customers who are in. Who runs the hotspot is never locked out by a job.
CREATE FUNCTION console.policy_refusal(u public.users) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN u.role <> 'USER' THEN 'policies leave a ' || u.role || ' alone'
                WHEN NOT u.is_active OR u.approval_status IS DISTINCT FROM 'APPROVED' THEN 'is inactive'
                WHEN u.is_blocked THEN 'is blocked already' || coalesce(': ' || nullif(u.blocked_reason, ''), '') END
$$;

-- The limit of automatic debt: verdict 'block', 'unblock', or NULL with a refusal.
-- ids NULL: everybody.
CREATE FUNCTION console.debt_limit_cases(ids uuid[])
RETURNS TABLE (user_id uuid, name text, verdict text, reason text, refusal text)
LANGUAGE sql STABLE AS $$
    SELECT u.id, u.full_name::text, v.verdict,
           'quota_debt_limit|auto_debt_mb=' || a.mb || '|limit_mb=' || l.limit_mb,
           CASE WHEN v.verdict IS NOT NULL THEN NULL
                WHEN u.is_blocked AND console.is_debt_limit_block(u.blocked_reason) THEN
                    'owes ' || a.mb || ' MB of automatic debt, beyond the limit of ' || l.limit_mb || ' MB'
                ELSE coalesce(console.policy_refusal(u), 'owes ' || a.mb || ' MB of automatic debt, below the limit of '
                                                         || l.limit_mb || ' MB') END
      FROM (SELECT console.setting_bigint('debt_limit_mb') AS limit_mb OFFSET 0) l
     CROSS JOIN public.users u
     CROSS JOIN LATERAL (
           SELECT console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
                                       u.is_unlimited_user, u.role) AS mb) a
     CROSS JOIN LATERAL (
           SELECT CASE WHEN u.is_blocked AND console.is_debt_limit_block(u.blocked_reason)
                       THEN CASE WHEN a.mb < l.limit_mb THEN 'unblock' END
                       WHEN a.mb >= l.limit_mb AND console.policy_refusal(u) IS NULL THEN 'block' END AS verdict) v
     WHERE ids IS NULL OR u.id = ANY (ids)
$$;

-- What users owe in items that are open: in MB, in rupiah (NULL: no package tells the price of one of them).
CREATE FUNCTION console.open_debt(ids uuid[])
RETURNS TABLE (user_id uuid, mb bigint, rp bigint, oldest_due date)
LANGUAGE sql STABLE AS $$
    SELECT d.user_id, sum(d.amount_mb - d.paid_mb)::bigint,
           CASE WHEN bool_and(r.rp IS NOT NULL) THEN sum(r.rp)::bigint END, min(d.due_date)
      FROM (SELECT console.price_list() AS prices OFFSET 0) l
     CROSS JOIN public.user_quota_debts d
     CROSS JOIN LATERAL (
           SELECT console.debt_remaining_rp(console.debt_price_rp(d.amount_mb, d.price_rp, l.prices), d.amount_mb,
                                            d.paid_mb, d.is_paid) AS rp OFFSET 0) r
     WHERE NOT d.is_paid AND d.user_id = ANY (ids)
     GROUP BY d.user_id
$$;

-- Debtors by the due date of their oldest open item. block_on: the first day on which the policy blocks.
-- ids NULL: everybody.
CREATE FUNCTION console.debt_overdue_cases(ids uuid[])
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
                  WHERE NOT q.is_paid AND (ids IS NULL OR q.user_id = ANY (ids))
                  GROUP BY q.user_id) d ON d.user_id = u.id
     CROSS JOIN LATERAL (SELECT d.oldest_due + t.days + 1 AS block_on) b
     WHERE CASE WHEN ids IS NULL THEN d.oldest_due IS NOT NULL ELSE u.id = ANY (ids) END
$$;

-- The month whose end is at hand: its name, the day from which it blocks, and its last day. In the first week of
-- a month that is still the one before, for those who were reminded in it and could not be blocked in time (is_over).
CREATE FUNCTION console.debt_month_end()
RETURNS TABLE (month text, ends_on date, last_day date, is_over boolean, warning_days integer, wants_reminder boolean)
LANGUAGE sql STABLE AS $$
    SELECT to_char(m.first_day, 'YYYY-MM'), least(m.first_day + s.day - 1, l.last_day), l.last_day,
           l.last_day < t.today, s.warning_days, s.is_on AND s.warning_days > 0
      FROM (SELECT console.today() AS today) t
     CROSS JOIN (SELECT console.setting_bigint('debt_month_end_day')::integer AS day,
                        console.setting_bigint('debt_warning_days')::integer AS warning_days,
                        console.setting('debt_month_end_policy') = 'on' AS is_on) s
     CROSS JOIN (VALUES (0), (7)) AS g (days)
     CROSS JOIN LATERAL (SELECT date_trunc('month', (t.today - g.days)::timestamp)::date AS first_day) m
     CROSS JOIN LATERAL (SELECT (m.first_day + interval '1 month')::date - 1 AS last_day) l
     WHERE g.days = 0 OR l.last_day < t.today
$$;

-- Debtors at the month's end. Of a month that is over only those count who were reminded in it and not blocked
-- since, and only what was owed then. Blocked once for a month: who is let in again stays so, unless an operator
-- names him. refusal NULL: is blocked now; ids NULL: all debtors who could be.
CREATE FUNCTION console.debt_month_end_cases(ids uuid[])
RETURNS TABLE (user_id uuid, name text, month text, ends_on date, reason text, refusal text, is_reminded boolean)
LANGUAGE sql STABLE AS $$
    WITH at_hand AS MATERIALIZED (
        SELECT * FROM console.debt_month_end()
    ), debtor AS (
        SELECT u.id, u.full_name, console.policy_refusal(u) AS refusal,
               (SELECT min(h.month) FROM at_hand h
                 WHERE NOT h.is_over
                    OR EXISTS (SELECT FROM console.debt_notice n
                                WHERE n.user_id = u.id AND n.policy = 'debt_month_end' AND n.occasion = h.month
                                  AND n.reminded_at IS NOT NULL AND n.blocked_at IS NULL)) AS month
          FROM public.users u
         WHERE CASE WHEN ids IS NULL THEN u.manual_debt_mb > 0 AND console.policy_refusal(u) IS NULL
                    ELSE u.id = ANY (ids) END
    )
    SELECT d.id, d.full_name::text, h.month, h.ends_on,
           'quota_manual_debt_end_of_month|month=' || h.month || '|debt_mb=' || o.mb,
           coalesce(d.refusal,
                    CASE WHEN o.mb IS NULL THEN
                             'owes no manual debt' || CASE WHEN h.is_over THEN ' of ' || h.month ELSE '' END
                         WHEN h.ends_on > console.today() THEN 'the month ends on ' || h.ends_on
                         WHEN ids IS NULL AND n.blocked_at IS NOT NULL THEN 'was blocked for ' || h.month || ' already'
                         WHEN NOT h.wants_reminder THEN NULL
                         WHEN n.reminded_at IS NULL THEN 'is to be reminded first, and is blocked a day later'
                         WHEN n.reminded_at > statement_timestamp() - interval '1 day' THEN
                             'was reminded less than a day ago' END),
           n.reminded_at IS NOT NULL OR n.blocked_at IS NOT NULL
      FROM debtor d
      JOIN at_hand h ON h.month = d.month
      LEFT JOIN console.debt_notice n
             ON n.user_id = d.id AND n.policy = 'debt_month_end' AND n.occasion = h.month
     CROSS JOIN LATERAL (
           SELECT sum(q.amount_mb - q.paid_mb) AS mb
             FROM public.user_quota_debts q
            WHERE q.user_id = d.id AND NOT q.is_paid
              AND coalesce(q.debt_date, (q.created_at AT TIME ZONE 'Asia/Jakarta')::date) <= h.last_day) o
$$;

-- Who is to be told that a policy which is on will block him within the days of warning, occasion by occasion.
-- is_told: was already. ids NULL: everybody.
CREATE FUNCTION console.debt_reminder_cases(ids uuid[])
RETURNS TABLE (user_id uuid, policy text, occasion text, block_on date, is_told boolean)
LANGUAGE sql STABLE AS $$
    SELECT c.user_id, 'debt_overdue', c.oldest_due::text, c.block_on, n.user_id IS NOT NULL
      FROM (SELECT console.setting_bigint('debt_warning_days')::integer AS days
             WHERE console.setting('debt_overdue_policy') = 'on') w
     CROSS JOIN console.debt_overdue_cases(ids) c
      JOIN public.users u ON u.id = c.user_id
      LEFT JOIN console.debt_notice n
             ON n.user_id = c.user_id AND n.policy = 'debt_overdue' AND n.occasion = c.oldest_due::text
     WHERE c.block_on > console.today() AND c.block_on - w.days <= console.today()
       AND console.policy_refusal(u) IS NULL
    UNION ALL
    SELECT c.user_id, 'debt_month_end', c.month,
           greatest(c.ends_on, console.today() + 1), c.is_reminded
      FROM console.debt_month_end() h
     CROSS JOIN LATERAL console.debt_month_end_cases(ids) c
      JOIN public.users u ON u.id = c.user_id
     WHERE h.wants_reminder AND NOT h.is_over AND h.ends_on - h.warning_days <= console.today()
       AND c.month = h.month AND u.manual_debt_mb > 0 AND console.policy_refusal(u) IS NULL
$$;
