-- applies: always
-- Quota that is added, packages, and the end of unlimited access: each rule in one place.

-- How so much quota, given to each of these users, is spent: on automatic debt first, in whole MB, then on
-- manual debt items, oldest first; the rest becomes purchased. What is owed for an unlimited package is not
-- paid by MB. A row for each open item, and one for a user without any; place 1 is one row of every user.
--   pays_auto, pays_manual, becomes_quota  what the MB go into, of the user
--   open_mb  what his open items came to before; open_items  how many of them stay open
--   pays     what this item gets of pays_manual
-- A plain query without settings of its own, so that the planner takes it as if it stood where it is used.
CREATE FUNCTION console.quota_allocation(ids uuid[], mb bigint)
RETURNS TABLE (user_id uuid, place bigint, pays_auto bigint, pays_manual bigint, becomes_quota bigint, open_mb bigint,
               open_items bigint, debt_id uuid, pays bigint)
LANGUAGE sql STABLE AS $$
    WITH target AS MATERIALIZED (
        SELECT u.id, a.pays_auto, mb - a.pays_auto AS left_mb
          FROM public.users u
         CROSS JOIN LATERAL (
               SELECT least(mb, ceil(console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb,
                                                          u.auto_debt_offset_mb, u.is_unlimited_user,
                                                          u.role))::bigint) AS pays_auto) a
         WHERE u.id = ANY (ids)
    ), line AS MATERIALIZED (
        -- How much older items take stands beside each, so that every item knows its part without a look
        -- at another.
        SELECT t.*, d.id AS debt_id, p.payable, d.amount_mb - d.paid_mb AS remaining,
               coalesce(sum(p.payable) OVER (by_age ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
                        0)::bigint AS older_mb,
               least(t.left_mb, coalesce(sum(p.payable) OVER everything, 0))::bigint AS pays_manual,
               coalesce(sum(d.amount_mb - d.paid_mb) OVER everything, 0)::bigint AS open_mb,
               row_number() OVER by_age AS place
          FROM target t
          LEFT JOIN public.user_quota_debts d ON d.user_id = t.id AND NOT d.is_paid
         CROSS JOIN LATERAL (
               SELECT CASE WHEN console.is_unlimited_debt(d.amount_mb, d.price_rp) THEN 0
                           ELSE greatest(0, d.amount_mb - d.paid_mb) END AS payable) p
        WINDOW everything AS (PARTITION BY t.id),
               by_age AS (PARTITION BY t.id ORDER BY d.debt_date NULLS LAST, d.created_at, d.id)
    )
    SELECT l.id, l.place, l.pays_auto, l.pays_manual, l.left_mb - l.pays_manual, l.open_mb,
           count(l.debt_id) FILTER (WHERE p.pays < l.remaining) OVER (PARTITION BY l.id), l.debt_id, p.pays
      FROM line l
     CROSS JOIN LATERAL (SELECT greatest(0, least(l.payable, l.left_mb - l.older_mb)) AS pays) p
$$;

-- The same as the audit tells it: a row for each user, with the columns that change (none where mb is 0), and
-- one for each item that gets something; source is what stands in last_paid_source of these. Where it pays the
-- last debt of who is kept out for debt, he is let in again.
CREATE FUNCTION console.quota_added(ids uuid[], mb bigint, source text)
RETURNS TABLE (entity_type text, entity_id uuid, before jsonb, after jsonb, details jsonb)
LANGUAGE sql STABLE AS $$
    WITH line AS MATERIALIZED (
        SELECT * FROM console.quota_allocation(ids, mb)
    )
    SELECT 'user', u.id,
           jsonb_build_object('total_quota_purchased_mb', u.total_quota_purchased_mb) - same.columns || d.before - same.kept,
           jsonb_build_object('total_quota_purchased_mb', u.total_quota_purchased_mb + l.becomes_quota) - same.columns
           || d.after - same.kept, NULL::jsonb
      FROM line l
      JOIN public.users u ON u.id = l.user_id
     CROSS JOIN LATERAL console.debtor_settled(u, l.open_items, l.open_mb - l.pays_manual,
                                               u.auto_debt_offset_mb + l.pays_auto) d
     CROSS JOIN LATERAL (
           SELECT CASE WHEN l.becomes_quota = 0 THEN '{total_quota_purchased_mb}' ELSE '{}' END::text[] AS columns,
                  -- A block is lifted by a payment alone.
                  CASE WHEN l.pays_auto + l.pays_manual > 0 THEN '{}'
                       ELSE '{is_blocked,blocked_reason,blocked_at,blocked_by_id}' END::text[] AS kept) same
     WHERE l.place = 1
    UNION ALL
    SELECT 'user_quota_debt', d.id, c.before, c.after, jsonb_build_object('user_id', d.user_id, 'payment', 'quota')
      FROM line l
      JOIN public.user_quota_debts d ON d.id = l.debt_id
     CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) p
     CROSS JOIN LATERAL console.debt_paid(d, l.pays, source, p.list) c
     WHERE l.pays > 0
$$;

-- What a package that is sold gives; no row where there is none of that name, or it is sold no more.
CREATE FUNCTION console.package_terms(package_name text)
RETURNS TABLE (profile_name text, is_unlimited boolean, quota_mb bigint, duration_days integer)
LANGUAGE sql STABLE AS $$
    SELECT f.profile_name, p.data_quota_gb = 0, round(p.data_quota_gb * 1024)::bigint, p.duration_days
      FROM public.packages p
      JOIN public.package_profiles f ON f.id = p.profile_id
     WHERE p.name = package_name AND p.is_active
$$;

-- Unlimited access and automatic debt. Who is unlimited has none: neither what he owed before, which sleeps,
-- nor what he uses meanwhile. Where unlimited access ends, whoever gave it and whenever, he still has none:
-- all that would stand against him is forgiven by raising the offset, in whole MB. What he bought and used
-- stays as it is. So no debt appears when it ends, and none goes unseen: the plan that gives unlimited access
-- says what sleeps and will be forgiven (to have it paid, it is entered as manual debt first), the plan that
-- ends it says what it forgives. This is what would stand against him.
CREATE FUNCTION console.sleeping_debt_mb(used_mb numeric, purchased_mb bigint, offset_mb bigint, role text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ceil(console.auto_debt_mb(used_mb, purchased_mb, offset_mb, false, role))::bigint
$$;

-- What a plan says of it. NULL where it is about nobody.
CREATE FUNCTION console.sleeping_debt_note(users bigint, mb numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN users > 0 THEN
               console.mb_text(mb) || ' of automatic debt of ' || users || CASE WHEN users = 1 THEN ' user' ELSE ' users' END
               || ' will sleep, and be forgiven when unlimited access ends; to have it paid, enter it as manual debt first'
           END
$$;

CREATE FUNCTION console.forgiven_note(users bigint, mb numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN users > 0 THEN
               console.mb_text(mb) || ' that ' || users || CASE WHEN users = 1 THEN ' user' ELSE ' users' END
               || ' used beyond the quota are forgiven' END
$$;

-- The end of a day of the customers: all of it is still valid. NULL where there is none.
CREATE FUNCTION console.day_end(day date) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ((day + 1)::timestamp - interval '1 microsecond') AT TIME ZONE 'Asia/Jakarta'
$$;

-- " · until 2026-12-31 23:59 · profile vip": what a preview says beyond the state, where a change is about it.
CREATE FUNCTION console.user_validity_text(u public.users, change jsonb) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN change ? 'quota_expiry_date' THEN
               coalesce(' · until ' || to_char(u.quota_expiry_date AT TIME ZONE 'Asia/Jakarta', 'YYYY-MM-DD HH24:MI'),
                        ' · no end') ELSE '' END
           || CASE WHEN change ? 'mikrotik_profile_name' THEN
                  coalesce(' · profile ' || nullif(u.mikrotik_profile_name, ''), ' · no profile') ELSE '' END
$$;

CREATE OR REPLACE FUNCTION console.user_preview(u public.users, change jsonb, OUT label text, OUT before text, OUT after text)
LANGUAGE sql STABLE AS $$
    SELECT u.full_name || ' ' || u.phone_number,
           console.user_state_text(u) || console.user_validity_text(u, change),
           console.user_state_text(n) || console.user_validity_text(n, change)
      FROM jsonb_populate_record(u, change) n
$$;
