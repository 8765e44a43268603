-- Locks broadcasts: one that is being handed over comes to the end of its part first.
-- $1 text[] numbers of broadcasts
SELECT b.id FROM console.broadcast b WHERE b.id = ANY ($1::text[]::bigint[]) ORDER BY b.id FOR UPDATE
