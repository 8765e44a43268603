-- Which imports would be taken back.
-- $1 text[] runs
-- Columns: id, refusal, label, before, after, note.
SELECT i.id::text AS id, console.import_run_undo_refusal(i) AS refusal, i.source || ' · ' || i.place AS label,
       (SELECT string_agg(console.import_kind_text(k.kind) || ': ' || k.count || ' new', ' · ' ORDER BY console.import_step(k.kind))
          FROM (SELECT m.kind, count(*) AS count FROM console.import_made m WHERE m.run_id = i.id GROUP BY m.kind) k) AS before,
       'nothing of it' AS after, NULL AS note
  FROM console.import_run i
 WHERE i.id = ANY ($1::text[]::bigint[])
 ORDER BY i.id
