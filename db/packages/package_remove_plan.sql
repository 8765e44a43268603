-- Which packages would be removed: those that nobody has and nothing refers to.
-- $1 uuid[] package ids
-- Columns: id, refusal, label, before, after, note.
WITH target AS MATERIALIZED (
    SELECT p.id, p.name, console.package_remove_refusal(p.id) AS refusal,
           console.package_text(p.price, p.data_quota_gb, p.duration_days, f.profile_name) AS terms
      FROM public.packages p
      JOIN public.package_profiles f ON f.id = p.profile_id
     WHERE p.id = ANY ($1::uuid[])
), placed AS (
    SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY lower(t.name), t.id) AS place FROM target t
)
SELECT t.id, t.refusal, CASE WHEN t.place <= 20 THEN t.name END AS label, CASE WHEN t.place <= 20 THEN t.terms END AS before,
       CASE WHEN t.place <= 20 AND t.refusal IS NULL THEN 'removed' END AS after, NULL AS note
  FROM placed t
 ORDER BY t.place, t.id
