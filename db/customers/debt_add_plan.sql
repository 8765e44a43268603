-- What entering a debt item for each user would change.
-- $1 uuid[] user ids, $2 MB, $3 price in rupiah or NULL, $4 due date or NULL, $5 note or NULL
-- Columns: id, refusal, label, before, after (the last three for the first 20), note.
WITH item AS MATERIALIZED (
    SELECT console.debt_mb_text($2::bigint, $3::bigint, $2::bigint) AS amount,
           console.debt_price_rp($2::bigint, $3::bigint) AS price, console.debt_due($4::date) AS due
), target AS MATERIALIZED (
    SELECT u.id, row_number() OVER (ORDER BY lower(u.full_name), u.id) AS place
      -- OFFSET 0: by id first, or the planner walks the whole table in the order of names.
      FROM (SELECT * FROM public.users WHERE id = ANY ($1::uuid[]) OFFSET 0) u
)
SELECT t.id, NULL AS refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN t.place = 1 THEN
           (SELECT i.amount || ' each' || coalesce(' for ' || console.rp_text(i.price), ', which no package gives a price')
                   || coalesce(', due ' || i.due, ', without a due date')
                   || coalesce(' (' || $5::text || ')', '')
              FROM item i)
       END AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, jsonb_build_object(
                          'manual_debt_mb', u.manual_debt_mb + $2::bigint)) v
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
