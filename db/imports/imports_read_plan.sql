-- What was read of a source just now.
-- $1 nothing, $2 source, $3 folder, schema or router
-- Columns: id, refusal, label, before, after, note.
SELECT i.id::text AS id, CASE WHEN i.row_count = 0 THEN 'nothing was found there' END AS refusal, i.source || ' · ' || i.place AS label,
       'read' AS before, coalesce(console.import_told(i.id), '-') AS after, console.import_compared(i.id) AS note
  FROM console.import_run i
 WHERE $1::text IS NULL
   AND i.id = (SELECT max(x.id) FROM console.import_run x WHERE x.source = $2::text AND x.place = $3::text AND NOT x.is_kept)
