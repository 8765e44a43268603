-- What settling all that users owe would change.
-- $1 uuid[] user ids, $2 'yes': automatic debt too, $3 note, $4 method (NULL: no money is taken)
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note, terms.
WITH target AS MATERIALIZED (
    SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY t.name, t.id) AS place
      FROM (SELECT u.id, lower(u.full_name) AS name, d.items, d.left_rp, d.has_unpriced, a.pays_auto, s.after,
                   s.is_lifted,
                   CASE WHEN d.items = 0 AND a.pays_auto = 0 AND u.manual_debt_mb = 0
                        THEN CASE $2 WHEN 'yes' THEN 'owes nothing' ELSE 'owes nothing by hand' END
                        ELSE console.settle_money_refusal(u, NULL, console.settle_all_amount(u.id, $2), $4::text) END AS refusal,
                   CASE WHEN $4 IS NOT NULL THEN
                       (SELECT x.rp FROM console.debt_share(u, NULL, console.settle_all_amount(u.id, $2)) x) END AS taken_rp
              -- OFFSET 0: by id first, or the planner walks the whole table in the order of names.
              FROM (SELECT * FROM public.users WHERE id = ANY ($1::uuid[]) OFFSET 0) u
             CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) p
             CROSS JOIN LATERAL (
                   SELECT count(*) AS items, coalesce(sum(r.rp), 0) AS left_rp,
                          coalesce(bool_or(r.rp IS NULL), false) AS has_unpriced
                     FROM public.user_quota_debts q
                    CROSS JOIN LATERAL (SELECT console.debt_price_rp(q.amount_mb, q.price_rp, p.list) AS price OFFSET 0) w
                    CROSS JOIN LATERAL (
                          SELECT console.debt_remaining_rp(w.price, q.amount_mb, q.paid_mb, q.is_paid) AS rp) r
                    WHERE q.user_id = u.id AND NOT q.is_paid) d
             CROSS JOIN LATERAL (
                   SELECT CASE WHEN $2 = 'yes'
                               THEN ceil(console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb,
                                                              u.auto_debt_offset_mb, u.is_unlimited_user,
                                                              u.role))::bigint
                               ELSE 0 END AS pays_auto) a
             CROSS JOIN LATERAL console.debtor_paid(u, 0, 0, a.pays_auto) s) t
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before,
       p.texts[3] || CASE WHEN t.is_lifted THEN ' · block lifted' ELSE '' END AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN
           (SELECT sum(s.items) || ' debt items for ' || console.rp_text(sum(s.left_rp))
                   || CASE WHEN bool_or(s.has_unpriced) THEN ', beside what has no price,' ELSE '' END
                   || CASE WHEN $2 = 'yes' THEN ' and ' || console.mb_text(sum(s.pays_auto)) || ' of automatic debt'
                           ELSE '' END
                   || ' are settled' || console.lifted_text(count(*) FILTER (WHERE s.is_lifted))
                   || coalesce(' (' || $3::text || ')', '')
                   || CASE WHEN $4 IS NOT NULL THEN '; ' || console.offers_note($4, sum(s.taken_rp), 0, NULL) ELSE '' END
              FROM target s
             WHERE s.refusal IS NULL)
       END AS note,
       (SELECT console.offer_terms(console.offer_debt(u, NULL, $4, NULL, console.settle_all_amount(u.id, $2)))
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
