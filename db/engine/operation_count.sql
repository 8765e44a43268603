-- Closes an operation's set of rows: how many things it changed, and the digest of its audit rows.
-- $1 id uuid, $2 what it is counted by: entity_type
-- Columns: item_count.
UPDATE console.operation o
   SET item_count = (SELECT count(DISTINCT a.entity_id) FROM console.audit_log a
                      WHERE a.operation_id = o.id AND a.entity_type = $2),
       digest = console.operation_digest(o.id)
 WHERE o.id = $1::uuid
RETURNING o.item_count
