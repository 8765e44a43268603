-- Operations that no seal covers and that are older than ten minutes.
-- Columns: count, first_seq (NULL: none).
SELECT count(*) AS count, min(o.seq) AS first_seq
  FROM console.operation o
 WHERE o.seq > coalesce((SELECT max(s.seq) FROM console.audit_seal s), 0)
   AND o.at < clock_timestamp() - interval '10 minutes'
