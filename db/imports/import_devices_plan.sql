-- The first devices that would be written.
-- $1 NULL, $2 import, $3 how many
-- Columns: id (its line), refusal (none), label, before, after, note (its verdict).
SELECT l.line AS id, NULL AS refusal, u.full_name || ' ' || u.phone_number AS label, NULL AS before,
       concat_ws(' · ', 'device ' || l.mac, l.label, l.address, CASE WHEN NOT l.authorised THEN 'not let in' END) AS after,
       l.verdict AS note
  FROM console.import_devices l
  JOIN public.users u ON u.id = l.user_id
 WHERE $1::text[] IS NULL AND l.import_id = $2::bigint AND l.fault_kind IS NULL AND l.verdict = 'new'
 ORDER BY l.line
 LIMIT $3::bigint
