-- This process ends in order.
-- $1 id
DELETE FROM console.worker w WHERE w.id = $1::uuid
