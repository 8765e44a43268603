-- Which sessions would be ended.
-- $1 uuid[] session ids
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT g.id, s.account, s.mac, s.address, s.router, s.uptime_s, u.full_name,
           CASE WHEN s.id IS NULL THEN 'it is over'
                WHEN coalesce(s.account, s.mac) IS NULL THEN 'it has neither an account nor a MAC' END AS refusal
      FROM unnest($1::uuid[]) AS g (id)
      LEFT JOIN console.router_session s ON s.id = g.id
      LEFT JOIN public.users u ON u.id = s.user_id
), placed AS (
    SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY t.router, t.account, t.id) AS place
      FROM target t
)
SELECT p.id, p.refusal,
       CASE WHEN p.place <= 20 THEN coalesce(nullif(concat_ws(' ', p.full_name, p.account), ''), p.mac, p.id::text)
       END AS label,
       CASE WHEN p.place <= 20 AND p.refusal IS NULL THEN
           concat_ws(' · ', 'on for ' || justify_hours(make_interval(secs => p.uptime_s)), p.address, p.router)
       END AS before,
       CASE WHEN p.place <= 20 AND p.refusal IS NULL THEN 'off' END AS after, NULL AS note
  FROM placed p
 ORDER BY p.place, p.id
