-- What an operation did.
-- $1 id uuid
-- Columns: action, actor, item_count, selection, at (UTC, ISO 8601), hash (hex), undone_by.
SELECT o.action, o.actor, o.item_count, o.selection,
       to_char(o.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, encode(o.hash, 'hex') AS hash,
       (SELECT x.id FROM console.operation x WHERE x.undo_of = o.id) AS undone_by
  FROM console.operation o
 WHERE o.id = $1::uuid
