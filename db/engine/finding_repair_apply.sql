-- Repairs findings. Those that are mended by now are closed, too.
-- $1 operation uuid, $2 text[] findings
-- Columns: done (NULL: none).
SELECT r.done
  FROM (SELECT console.finding_repair($1::uuid, $2::text[]::bigint[]) AS done OFFSET 0) r
 WHERE r.done > 0
