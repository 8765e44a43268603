-- What writing debt items off would change.
-- $1 uuid[] debt ids, $2 reason
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH item AS MATERIALIZED (
    SELECT d.id, d.user_id, d.debt_date, d.created_at, console.settle_refusal(d, NULL) AS refusal
      FROM public.user_quota_debts d
     WHERE d.id = ANY ($1::uuid[])
), debtor AS MATERIALIZED (
    SELECT d.user_id, count(*) FILTER (WHERE i.id IS NULL) AS open_items,
           coalesce(sum(d.amount_mb - d.paid_mb) FILTER (WHERE i.id IS NULL), 0)::bigint AS open_mb
      FROM public.user_quota_debts d
      LEFT JOIN item i ON i.id = d.id
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
           (SELECT console.rp_text(coalesce(sum(console.debt_remaining_rp(w.price, d.amount_mb, d.paid_mb, false)), 0))
                   || ' will not be asked for any more'
                   || CASE WHEN bool_or(w.price IS NULL) THEN ', beside what has no price' ELSE '' END
                   || console.lifted_text((SELECT count(*) FROM settled l WHERE l.is_lifted)) || ' (' || $2::text || ')'
              FROM target s
              JOIN public.user_quota_debts d ON d.id = s.id
             CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) v
             CROSS JOIN LATERAL (SELECT console.debt_price_rp(d.amount_mb, d.price_rp, v.list) AS price OFFSET 0) w
             WHERE s.refusal IS NULL)
       END AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after, CASE WHEN t.user_after IS NOT NULL THEN
                                console.user_outlook_text(u, t.user_after) END]
                     FROM public.user_quota_debts d
                    CROSS JOIN LATERAL console.debt_closed(d, 'console_write_off') c
                    CROSS JOIN LATERAL console.debt_preview(d, c.after) v
                     JOIN public.users u ON u.id = d.user_id
                    WHERE d.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
