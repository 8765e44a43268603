-- Closes an operation's set of rows: how many things it changed, and the digest of its audit rows.
-- $1 id uuid, $2 what it is counted by: entity_type
-- Columns: item_count.
UPDATE console.operation o
   SET item_count = (SELECT count(DISTINCT a.entity_id COLLATE "C")
                            -- Of contents that came together there is one row.
                            + CASE WHEN $2 = 'content' THEN coalesce(sum((coalesce(a.after, a.before) ->> 'contents')::bigint - 1), 0) ELSE 0 END
                       FROM console.audit_log a
                      WHERE a.operation_id = o.id AND a.entity_type = $2
                        -- What is withdrawn to make room for what is sold is not what was sold.
                        AND ($2 <> 'charge' OR a.after ? 'kind' OR a.details ? 'shown_again'
                             OR NOT EXISTS (SELECT FROM console.audit_log m
                                             WHERE m.operation_id = $1::uuid AND m.entity_type = 'charge' AND m.after ? 'kind'))),
       digest = console.operation_digest(o.id)
 WHERE o.id = $1::uuid
RETURNING o.item_count
