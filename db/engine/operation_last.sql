-- The last operation of an actor that was not undone and is no undo itself.
-- $1 actor
-- columns: id, at, action, selection, item_count, args
SELECT o.id, to_char(o.at, 'YYYY-MM-DD HH24:MI:SS') AS at, o.action, o.selection, o.item_count,
       nullif(o.args, '{}')::text AS args
  FROM console.operation o
 WHERE o.actor = $1 AND o.undo_of IS NULL
   AND NOT EXISTS (SELECT FROM console.operation n WHERE n.undo_of = o.id)
 ORDER BY o.seq DESC
 LIMIT 1
