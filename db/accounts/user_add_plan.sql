-- What making a customer would mean.
-- $1 uuid[] NULL: nobody is chosen, $2 phone number as it is stored, $3 name, $4 package's name or NULL, $5 hotspot server or
-- NULL, $6 block or NULL, $7 room or NULL, $8 a note or NULL
-- Columns: id (of the row that is made), refusal, label, before, after, note.
WITH package AS MATERIALIZED (
    -- One row, whether it is there or not.
    SELECT p.*, CASE WHEN $4::text IS NULL OR p.profile_name IS NOT NULL THEN NULL
                     WHEN EXISTS (SELECT FROM public.packages q WHERE q.name = $4)
                     THEN 'package ' || $4 || ' is sold no more'
                     ELSE 'there is no package ' || $4 END AS refusal
      FROM (SELECT) one
      LEFT JOIN console.package_terms($4) p ON true
), draft AS MATERIALIZED (
    SELECT console.user_draft(gen_random_uuid(), $2, $3, $4, $5, $6, $7) AS u
     WHERE $1::uuid[] IS NULL
)
SELECT (d.u).id AS id, r.refusal, (d.u).full_name || ' ' || (d.u).phone_number AS label,
       coalesce(taken.label, 'nobody') AS before,
       CASE WHEN r.refusal IS NULL THEN v.before END AS after,
       CASE WHEN r.refusal IS NULL THEN
           'a hotspot password of six digits is made' || coalesce('; noted: ' || $8::text, '') END AS note
  FROM draft d
 CROSS JOIN package p
 CROSS JOIN LATERAL (SELECT coalesce(console.phone_refusal($2, NULL), p.refusal) AS refusal) r
  LEFT JOIN LATERAL (SELECT o.full_name || ' ' || o.phone_number AS label
                       FROM public.users o
                      WHERE o.id = console.user_of_phone($2)) taken ON true
 CROSS JOIN LATERAL console.user_preview(d.u, jsonb_build_object(
           'quota_expiry_date', (d.u).quota_expiry_date, 'mikrotik_profile_name', (d.u).mikrotik_profile_name)) v
