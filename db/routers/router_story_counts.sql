-- How many differences of each kind a router has: first the kinds where a person has to look, last those for
-- information.
-- $1 router
-- Columns: kind, count, safe (mended without a person), mendable, oldest_at.
SELECT f.kind, count(*) AS count, count(f.mend) FILTER (WHERE f.is_safe) AS safe, count(f.mend) AS mendable,
       to_char(min(f.found_at), 'YYYY-MM-DD HH24:MI') AS oldest_at
  FROM console.drift f
 WHERE f.router = $1
 GROUP BY f.kind
 ORDER BY count(f.mend) = 0, bool_and(f.is_safe), count(*) DESC, f.kind
