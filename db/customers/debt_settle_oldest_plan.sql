-- What settling so much of what users owe, the oldest items first, would change. What is owed for an
-- unlimited package is not paid by MB, and left out.
-- $1 uuid[] user ids, $2 MB of each, or a part of what each owes so, as "50%" (rounded up); $3 note,
-- $4 method (NULL: no money is taken)
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note, terms.
WITH payer AS MATERIALIZED (
    SELECT u.id, lower(u.full_name) AS name, d.payable, w.mb,
           CASE WHEN d.items = 0 THEN 'owes nothing by hand'
                WHEN d.payable = 0 THEN 'owes nothing but unlimited packages'
                WHEN w.mb > d.payable THEN 'owes only ' || d.payable || ' MB'
                ELSE console.settle_money_refusal(u, NULL, console.settle_oldest_amount(u.id, $2), $4::text) END AS refusal
      -- OFFSET 0: by id first, or the planner walks the whole table in the order of names.
      FROM (SELECT * FROM public.users WHERE id = ANY ($1::uuid[]) OFFSET 0) u
     CROSS JOIN LATERAL (
           SELECT count(*) AS items,
                  coalesce(sum(greatest(0, q.amount_mb - q.paid_mb))
                           FILTER (WHERE NOT console.is_unlimited_debt(q.amount_mb, q.price_rp)), 0)::bigint AS payable
             FROM public.user_quota_debts q
            WHERE q.user_id = u.id AND NOT q.is_paid) d
     CROSS JOIN LATERAL (
           SELECT coalesce(substring($2::text FROM '^\d+$')::bigint,
                      ceil(d.payable * substring($2::text FROM '^(\d+)%$')::numeric / 100)::bigint) AS mb) w
), line AS MATERIALIZED (
    -- How much older items take stands beside each, so that every item knows its part.
    SELECT d.id, d.user_id, d.amount_mb, d.paid_mb, d.price_rp, x.payable,
           greatest(0, least(x.payable, y.mb - coalesce(sum(x.payable) OVER older, 0)))::bigint AS pays
      FROM payer y
      JOIN public.user_quota_debts d ON d.user_id = y.id AND NOT d.is_paid
     CROSS JOIN LATERAL (
           SELECT CASE WHEN console.is_unlimited_debt(d.amount_mb, d.price_rp) THEN 0
                       ELSE greatest(0, d.amount_mb - d.paid_mb) END AS payable) x
     WHERE y.refusal IS NULL
    WINDOW older AS (PARTITION BY d.user_id ORDER BY d.debt_date NULLS LAST, d.created_at, d.id
                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), debtor AS MATERIALIZED (
    SELECT l.user_id, count(*) FILTER (WHERE l.pays > 0) AS touched,
           count(*) FILTER (WHERE l.pays = 0 OR l.pays < l.payable) AS open_items,
           sum(l.amount_mb - l.paid_mb - l.pays)::bigint AS open_mb,
           sum(c.to_rp - c.from_rp) AS rp, bool_or(c.to_rp IS NULL AND l.pays > 0) AS has_unpriced
      FROM line l
     CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) v
     CROSS JOIN LATERAL (SELECT console.debt_price_rp(l.amount_mb, l.price_rp, v.list) AS price OFFSET 0) w
     CROSS JOIN LATERAL (
           SELECT console.price_of_first_rp(w.price, l.amount_mb, l.paid_mb + l.pays) AS to_rp,
                  console.price_of_first_rp(w.price, l.amount_mb, l.paid_mb) AS from_rp) c
     GROUP BY l.user_id
), target AS MATERIALIZED (
    SELECT y.id, y.refusal, y.mb, d.touched, d.rp, d.has_unpriced, s.after, s.is_lifted,
           row_number() OVER (PARTITION BY y.refusal IS NULL ORDER BY y.name, y.id) AS place
      FROM payer y
      JOIN public.users u ON u.id = y.id
      LEFT JOIN debtor d ON d.user_id = y.id
     CROSS JOIN LATERAL console.debtor_paid(u, d.open_items, coalesce(d.open_mb, u.manual_debt_mb), 0) s
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before,
       p.texts[3] || CASE WHEN t.is_lifted THEN ' · block lifted' ELSE '' END AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN
           (SELECT console.mb_text(sum(s.mb)) || ' of ' || sum(s.touched) || ' debt items for '
                   || console.rp_text(coalesce(sum(s.rp), 0)) || ' are settled'
                   || CASE WHEN bool_or(s.has_unpriced) THEN ', beside what has no price' ELSE '' END
                   || console.lifted_text(count(*) FILTER (WHERE s.is_lifted))
                   || coalesce(' (' || $3::text || ')', '')
                   || CASE WHEN $4 IS NOT NULL THEN '; ' || console.offers_note($4, sum(s.rp), 0, NULL) ELSE '' END
              FROM target s
             WHERE s.refusal IS NULL)
       END AS note,
       (SELECT console.offer_terms(console.offer_debt(u, NULL, $4, NULL, console.settle_oldest_amount(u.id, $2)))
          FROM public.users u
         WHERE u.id = t.id AND t.refusal IS NULL AND $4::text IS NOT NULL) AS terms
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, t.after) v
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
