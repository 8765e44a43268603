-- What having debt paid would ask of customers.
-- $1 uuid[] user ids, $2 debt uuid or NULL for all, $3 amount (console.debt_share) or NULL for all, $4 method, $5 bank,
-- $6 note
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note, terms.
WITH offer AS MATERIALIZED (
    SELECT u.id, lower(u.full_name) AS name, console.offer_debt(u, $2::uuid, $4, $5, $3) AS offer
      -- OFFSET 0: by id first, or the planner walks the whole table in the order of names.
      FROM (SELECT * FROM public.users WHERE id = ANY ($1::uuid[]) OFFSET 0) u
), target AS MATERIALIZED (
    SELECT o.id, (o.offer).refusal, o.offer, ((o.offer).draft).amount_rp, ((o.offer).draft).order_id,
           row_number() OVER (PARTITION BY (o.offer).refusal IS NULL ORDER BY o.name, o.id) AS place
      FROM offer o
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN
           (SELECT console.offers_note($4, sum(s.amount_rp) FILTER (WHERE s.order_id IS NULL), count(s.order_id), $6)
              FROM target s
             WHERE s.refusal IS NULL)
       END AS note,
       console.offer_terms(t.offer) AS terms
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                    CROSS JOIN LATERAL console.offer_preview(u, t.offer) v
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
