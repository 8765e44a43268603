-- The first lines of customers that would be written, as they would be.
-- $1 NULL, $2 import, $3 how many
-- Columns: id (its line), refusal (none), label, before, after, note (its verdict).
SELECT l.line AS id, NULL AS refusal, l.name || ' ' || l.phone AS label,
       CASE WHEN u.id IS NOT NULL THEN concat_ws(' · ', u.full_name, nullif(concat_ws(' ', u.blok, u.kamar), '')) END AS before,
       concat_ws(' · ', CASE WHEN u.id IS NOT NULL THEN l.name END,
                 nullif(concat_ws(' ', console.block_stored(l.block), console.room_stored(l.room)), ''),
                 'server ' || l.server, 'package ' || l.package, console.mb_text(l.quota) || ' bought',
                 console.mb_text(l.used) || ' used', 'until ' || left(l.expires, 16), 'device ' || l.mac) AS after,
       l.verdict AS note
  FROM console.import_customers l
  LEFT JOIN public.users u ON u.id = l.user_id
 WHERE $1::text[] IS NULL AND l.import_id = $2::bigint AND l.fault_kind IS NULL AND l.verdict IN ('new', 'update')
 ORDER BY l.line
 LIMIT $3::bigint
