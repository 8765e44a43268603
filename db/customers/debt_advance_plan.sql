-- What giving a package on credit would change.
-- $1 uuid[] user ids, $2 the package's name, $3 due date or NULL, $4 note or NULL
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note, terms.
WITH target AS MATERIALIZED (
    SELECT u.id, a.refusal, a.after, a.item, a.pays_auto_mb,
           row_number() OVER (PARTITION BY a.refusal IS NULL ORDER BY lower(u.full_name), u.id) AS place
      -- OFFSET 0: by id first, or the planner walks the whole table in the order of names.
      FROM (SELECT * FROM public.users WHERE id = ANY ($1::uuid[]) OFFSET 0) u
     CROSS JOIN LATERAL console.package_advanced(u, $2, $3::date, $4) a
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before,
       CASE WHEN t.refusal IS NULL THEN p.texts[3] END AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN
           (SELECT 'owed: ' || console.rp_text((t.item ->> 'price_rp')::bigint) || ' each'
                   || coalesce(', due ' || (t.item ->> 'due_date'), ', without a due date')
                   || CASE WHEN sum(s.pays_auto_mb) > 0
                           THEN '; ' || console.mb_text(sum(s.pays_auto_mb)) || ' pay automatic debt' ELSE '' END
              FROM target s
             WHERE s.refusal IS NULL)
       END AS note,
       CASE WHEN t.refusal IS NULL THEN console.advance_terms(t.item) END AS terms
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, CASE WHEN t.refusal IS NULL THEN t.after ELSE '{}' END) v
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
