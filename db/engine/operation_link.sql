-- Takes the end of the chain and puts the operation behind it. Its number is drawn again under that
-- lock, so that numbers run in the order of the chain.
-- $1 id uuid
WITH head AS MATERIALIZED (
    SELECT h.hash FROM console.operation_head h FOR UPDATE
)
UPDATE console.operation o
   SET seq = DEFAULT, prev_hash = head.hash
  FROM head
 WHERE o.id = $1::uuid
