-- On which routers profiles would be made or changed, so that they grant what is said here.
-- $1 uuid[] profile ids
-- Columns: id, refusal, label, before, after, note.
WITH target AS MATERIALIZED (
    SELECT f.id, f.profile_name AS name, g.count, g.deeds,
           CASE WHEN NOT EXISTS (SELECT FROM console.router r WHERE r.is_enabled) THEN 'there is no router'
                WHEN g.count = 0 AND t.profile_id IS NULL THEN 'nothing is set here: profiles.edit says what it grants'
                WHEN g.count = 0 THEN 'is on all routers as here' END AS refusal,
           coalesce((SELECT string_agg(o.difference, '; ' ORDER BY o.place) FROM console.profile_on_routers(f.id) o),
                    'not looked at yet') AS standing
      FROM public.package_profiles f
      LEFT JOIN console.profile_terms t ON t.profile_id = f.id
     CROSS JOIN LATERAL (SELECT count(*) AS count, string_agg(x.deed, '; ' ORDER BY x.place) AS deeds
                           FROM console.profile_push_targets(f.id) x) g
     WHERE f.id = ANY ($1::uuid[])
), placed AS (
    SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY lower(t.name), t.id) AS place FROM target t
)
SELECT t.id, t.refusal, CASE WHEN t.place <= 20 THEN t.name END AS label, CASE WHEN t.place <= 20 THEN t.standing END AS before,
       CASE WHEN t.place <= 20 AND t.refusal IS NULL THEN t.deeds END AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN 'who is online gets it at the next login' END AS note
  FROM placed t
 ORDER BY t.place, t.id
