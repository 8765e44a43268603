-- What another role would change, as the portal has it.
-- $1 uuid[] user ids, $2 USER or KOMANDAN, $3 block or NULL, $4 room or NULL
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT u.id, lower(u.full_name) AS name, console.role_refusal(u, $2, $3, $4) AS refusal
      FROM (SELECT * FROM public.users WHERE id = ANY ($1::uuid[]) OFFSET 0) u
), placed AS MATERIALIZED (
    SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY t.name, t.id) AS place FROM target t
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       NULL AS note
  FROM placed t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[u.full_name || ' ' || u.phone_number, console.user_account_text(u) || ' · ' || console.user_record_text(u),
                                console.user_account_text(n) || ' · ' || console.user_record_text(n)]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_of_role(u, $2, $3, $4) n
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
