-- What settling debt items, whole or in part, would change.
-- $1 uuid[] debt ids, $2 MB of each or NULL for all that is left, $3 note, $4 method (NULL: no money is taken)
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note, terms.
WITH item AS MATERIALIZED (
    SELECT d.id, d.user_id, d.debt_date, d.created_at, r.refusal,
           CASE WHEN r.refusal IS NULL THEN coalesce(w.mb, w.left_mb) END AS pays
      FROM public.user_quota_debts d
     CROSS JOIN LATERAL (SELECT greatest(0, d.amount_mb - d.paid_mb) AS left_mb) l
     CROSS JOIN LATERAL (
           SELECT l.left_mb, coalesce(substring($2::text FROM '^\d+$')::bigint,
                      ceil(l.left_mb * substring($2::text FROM '^(\d+)%$')::numeric / 100)::bigint) AS mb) w
     CROSS JOIN LATERAL (
           SELECT coalesce(console.settle_refusal(d, w.mb),
                           CASE WHEN $4::text IS NOT NULL AND EXISTS (
                                     SELECT FROM public.user_quota_debts o
                                      WHERE o.id = ANY ($1::uuid[]) AND o.user_id = d.user_id AND NOT o.is_paid
                                        AND (o.debt_date, o.created_at, o.id) < (d.debt_date, d.created_at, d.id))
                                THEN 'another item of this customer comes first: one at a time' END,
                           (SELECT console.settle_money_refusal(u, d.id, console.settle_amount($2), $4)
                              FROM public.users u WHERE u.id = d.user_id)) AS refusal) r
     WHERE d.id = ANY ($1::uuid[])
), debtor AS MATERIALIZED (
    SELECT d.user_id, count(*) FILTER (WHERE x.stays_open) AS open_items,
           coalesce(sum(d.amount_mb - d.paid_mb - coalesce(i.pays, 0)) FILTER (WHERE x.stays_open), 0)::bigint AS open_mb
      FROM public.user_quota_debts d
      LEFT JOIN item i ON i.id = d.id
     CROSS JOIN LATERAL (SELECT i.pays IS NULL OR d.paid_mb + i.pays < d.amount_mb AS stays_open) x
     WHERE d.user_id IN (SELECT s.user_id FROM item s WHERE s.refusal IS NULL) AND NOT d.is_paid
     GROUP BY d.user_id
), settled AS MATERIALIZED (
    SELECT u.id, s.after, s.is_lifted
      FROM debtor t
      JOIN public.users u ON u.id = t.user_id
     CROSS JOIN LATERAL console.debtor_paid(u, t.open_items, t.open_mb, 0) s
), target AS MATERIALIZED (
    SELECT i.*, coalesce(l.is_lifted AND i.refusal IS NULL, false) AS is_lifted,
           -- A customer's outlook stands once, with the first of his items.
           CASE WHEN i.refusal IS NULL
                     AND row_number() OVER (PARTITION BY i.user_id, i.refusal IS NULL
                                            ORDER BY i.debt_date, i.created_at, i.id) = 1
                THEN l.after END AS user_after,
           row_number() OVER (PARTITION BY i.refusal IS NULL
                              ORDER BY lower(u.full_name), i.user_id, i.debt_date, i.created_at, i.id) AS place
      FROM item i
      JOIN public.users u ON u.id = i.user_id
      LEFT JOIN settled l ON l.id = i.user_id
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before,
       p.texts[3] || CASE WHEN t.is_lifted THEN ' · block lifted' ELSE '' END
                  || coalesce(' · then ' || p.texts[4], '') AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN
           (SELECT console.mb_text(coalesce(sum(s.pays) FILTER (
                       WHERE NOT console.is_unlimited_debt(d.amount_mb, d.price_rp)), 0))
                   || ' for ' || console.rp_text(coalesce(sum(c.to_rp - c.from_rp), 0)) || ' are settled'
                   || CASE WHEN bool_or(c.to_rp IS NULL) THEN ', beside what has no price' ELSE '' END
                   || console.lifted_text((SELECT count(*) FROM settled l WHERE l.is_lifted))
                   || coalesce(' (' || $3::text || ')', '')
                   || CASE WHEN $4 IS NOT NULL THEN '; ' || console.offers_note($4, sum(c.to_rp - c.from_rp), 0, NULL) ELSE '' END
              FROM target s
              JOIN public.user_quota_debts d ON d.id = s.id
             CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) v
             CROSS JOIN LATERAL (SELECT console.debt_price_rp(d.amount_mb, d.price_rp, v.list) AS price OFFSET 0) w
             CROSS JOIN LATERAL (
                   SELECT console.price_of_first_rp(w.price, d.amount_mb, d.paid_mb + s.pays) AS to_rp,
                          console.price_of_first_rp(w.price, d.amount_mb, d.paid_mb) AS from_rp) c
             WHERE s.refusal IS NULL)
       END AS note,
       (SELECT console.offer_terms(console.offer_debt(u, t.id, $4, NULL, console.settle_amount($2)))
          FROM public.users u
         WHERE u.id = t.user_id AND t.refusal IS NULL AND $4::text IS NOT NULL) AS terms
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after, CASE WHEN t.user_after IS NOT NULL THEN
                                console.user_outlook_text(u, t.user_after) END]
                     FROM public.user_quota_debts d
                    CROSS JOIN LATERAL console.debt_paid(d, coalesce(t.pays, 0), 'console_settle', console.price_list()) c
                    CROSS JOIN LATERAL console.debt_preview(d, c.after) v
                     JOIN public.users u ON u.id = d.user_id
                    WHERE d.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
