-- Whose sessions would be ended, and how many each had when his router was last looked at.
-- $1 uuid[] user ids
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT u.id, u.full_name, u.phone_number,
           CASE WHEN NOT EXISTS (SELECT FROM console.router r WHERE r.is_enabled)
                THEN 'no router is configured' END AS refusal
      FROM public.users u
     WHERE u.id = ANY ($1::uuid[])
), placed AS (
    SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY lower(t.full_name), t.id) AS place
      FROM target t
)
SELECT p.id, p.refusal, CASE WHEN p.place <= 20 THEN p.full_name || ' ' || p.phone_number END AS label,
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       CASE WHEN p.place <= 20 THEN
           (SELECT CASE count(*) WHEN 0 THEN 'no session seen' WHEN 1 THEN 'on' ELSE count(*) || ' sessions' END
              FROM console.router_session s WHERE s.user_id = p.id) END AS before,
       CASE WHEN p.place <= 20 AND p.refusal IS NULL THEN 'off' END AS after,
       CASE WHEN p.place = 1 AND p.refusal IS NULL THEN
           'who passes by an ip-binding has no session and is not cut off' END AS note
  FROM placed p
 ORDER BY p.place, p.id
