-- Who would get a new hotspot password.
-- $1 uuid[] user ids
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT u.id, lower(u.full_name) AS name, CASE WHEN console.admin_refusal(u.role) IS NOT NULL THEN console.admin_refusal(u.role)
                WHEN u.approval_status <> 'APPROVED' OR NOT u.is_active THEN 'is not active' END AS refusal
      FROM (SELECT * FROM public.users WHERE id = ANY ($1::uuid[]) OFFSET 0) u
), placed AS MATERIALIZED (
    SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY t.name, t.id) AS place FROM target t
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN 'who is logged in by the old one stays so until it ends' END AS note
  FROM placed t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[u.full_name || ' ' || u.phone_number, console.user_account_text(u),
                                console.user_account_text(n) || ' · new password']
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_switched(u, u.is_active) n
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
