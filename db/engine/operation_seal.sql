-- Writes the link and moves the end of the chain to it.
-- $1 id uuid
-- Columns: hash (hex).
WITH sealed AS (
    UPDATE console.operation o
       SET hash = console.operation_hash(o)
     WHERE o.id = $1::uuid
    RETURNING o.seq, o.hash
)
UPDATE console.operation_head h
   SET seq = s.seq, hash = s.hash
  FROM sealed s
RETURNING encode(h.hash, 'hex') AS hash
