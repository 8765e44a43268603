-- Closes tills. What was just being sold is waited for, and counted.
-- $1 operation uuid, $2 uuid[] till ids, $3 rupiah counted in the drawer, $4 reason of a difference
-- Columns: id (none of those that may not be closed by now), terms.
SELECT s.id, console.till_terms(s.id) AS terms
  FROM (SELECT n.id, console.till_close($1::uuid, n.id, $3::bigint, $4) AS is_closed
          FROM (SELECT x.id FROM unnest($2::uuid[]) AS x (id) ORDER BY x.id) n
        OFFSET 0) s
 WHERE s.is_closed
