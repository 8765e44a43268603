-- Where the next part of an operation begins: the last number of the audit rows that it has written.
-- $1 operation uuid
-- Columns: id (0: none yet).
SELECT coalesce((SELECT a.id FROM console.audit_log a
                  WHERE a.operation_id = $1::uuid
                  -- By both, so that the end of the operation's rows is read from its index and nothing before it.
                  ORDER BY a.operation_id DESC, a.id DESC
                  LIMIT 1), 0) AS id
