-- What letting registrations in would change.
-- $1 uuid[] user ids, $2 package's name or NULL, $3 MB or NULL, $4 days or NULL
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT u.id, lower(u.full_name) AS name, console.approve_refusal(u, $2, $3::bigint, $4::integer) AS refusal
      FROM (SELECT * FROM public.users WHERE id = ANY ($1::uuid[]) OFFSET 0) u
), placed AS MATERIALIZED (
    SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY t.name, t.id) AS place FROM target t
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN 'a hotspot password of six digits is made for each' END AS note
  FROM placed t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[u.full_name || ' ' || u.phone_number, console.user_account_text(u),
                                console.user_account_text(n)]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_approved(u, $2, $3::bigint, $4::integer) n
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
