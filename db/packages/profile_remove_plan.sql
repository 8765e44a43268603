-- Which profiles would be removed here: those that no package, customer or setting names. Routers keep theirs.
-- $1 uuid[] profile ids
-- Columns: id, refusal, label, before, after, note.
WITH target AS MATERIALIZED (
    SELECT f.id, f.profile_name AS name, console.profile_remove_refusal(f.id) AS refusal,
           coalesce(console.profile_text(t.rate_limit, t.shared_users, t.session_timeout_s, t.address_list), 'as routers have it') AS terms
      FROM public.package_profiles f
      LEFT JOIN console.profile_terms t ON t.profile_id = f.id
     WHERE f.id = ANY ($1::uuid[])
), placed AS (
    SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY lower(t.name), t.id) AS place FROM target t
)
SELECT t.id, t.refusal, CASE WHEN t.place <= 20 THEN t.name END AS label, CASE WHEN t.place <= 20 THEN t.terms END AS before,
       CASE WHEN t.place <= 20 AND t.refusal IS NULL THEN 'removed' END AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN 'routers keep theirs' END AS note
  FROM placed t
 ORDER BY t.place, t.id
