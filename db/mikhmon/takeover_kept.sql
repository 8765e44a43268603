-- What a take-over changes on its router, and what stood there before.
-- $1 take-over, $2 scheduler or profile
-- Columns: name, before.
SELECT k.name, k.before
  FROM console.takeover_kept k
 WHERE k.takeover_id = $1::uuid AND k.part = $2
 ORDER BY k.name
