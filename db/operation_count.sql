-- Closes an operation's set of rows: how many users it changed, and the digest of its audit rows.
-- $1 id uuid
-- Columns: item_count.
UPDATE console.operation o
   SET item_count = (SELECT count(*) FROM console.audit_log a
                      WHERE a.operation_id = o.id AND a.entity_type = 'user'),
       digest = console.operation_digest(o.id)
 WHERE o.id = $1::uuid
RETURNING o.item_count
