-- Whose hotspot password would be looked at.
-- $1 uuid[] user ids
-- Columns: id, refusal, label, before, after, note.
SELECT u.id, CASE WHEN coalesce(u.mikrotik_password, '') = '' THEN 'has no hotspot password' END AS refusal,
       u.full_name || ' ' || u.phone_number AS label, NULL AS before, NULL AS after, NULL AS note
  FROM public.users u
 WHERE u.id = ANY ($1::uuid[])
 ORDER BY u.id
