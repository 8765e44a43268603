-- What setting the manual debt would change.
-- $1 uuid[] user ids, $2 MB
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY t.name, t.id) AS place
      FROM (SELECT u.id, lower(u.full_name) AS name, d.open_items, d.open_mb,
                   CASE WHEN $2::bigint = 0 AND u.manual_debt_mb = 0 AND d.open_items = 0
                        THEN 'owes nothing by hand' END AS refusal
              FROM public.users u
             CROSS JOIN LATERAL (
                   SELECT count(*) AS open_items, coalesce(sum(q.amount_mb - q.paid_mb), 0) AS open_mb
                     FROM public.user_quota_debts q
                    WHERE q.user_id = u.id AND NOT q.is_paid) d
             WHERE u.id = ANY ($1::uuid[])) t
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN
           (SELECT sum(s.open_items) || ' open debt items of ' || console.mb_text(sum(s.open_mb))
                   || ' are closed as replaced'
              FROM target s)
       END AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, jsonb_build_object('manual_debt_mb', $2::bigint)) v
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
