-- What a note would say of customers.
-- $1 uuid[] user ids, $2 the text, $3 the day on which to look again, "-" for no more, or NULL: as it is
-- Columns: id, refusal, label, before, after (the last three for the first 20), note.
WITH target AS MATERIALIZED (
    SELECT u.id, u.full_name || ' ' || u.phone_number AS label, f.follow_up,
           CASE WHEN $3 <> '-' AND $3::text ~ '^[0-9]' AND nullif($3, '-')::date < (SELECT console.today())
                THEN 'that day is over' END AS refusal,
           row_number() OVER (ORDER BY lower(u.full_name), u.id) AS place
      -- OFFSET 0: by id first, or the planner walks the whole table in the order of names.
      FROM (SELECT * FROM public.users WHERE id = ANY ($1::uuid[]) OFFSET 0) u
      LEFT JOIN console.user_follow_up f ON f.user_id = u.id
)
SELECT t.id, t.refusal, CASE WHEN t.place <= 20 THEN t.label END AS label,
       CASE WHEN t.place <= 20 THEN coalesce('follow-up ' || t.follow_up, 'no follow-up') END AS before,
       CASE WHEN t.place <= 20 AND t.refusal IS NULL THEN
           'noted: ' || $2::text || ' · '
           || coalesce('follow-up ' || CASE WHEN $3 IS NULL THEN t.follow_up ELSE nullif($3, '-')::date END, 'no follow-up')
       END AS after, NULL AS note
  FROM target t
 ORDER BY t.place, t.id
