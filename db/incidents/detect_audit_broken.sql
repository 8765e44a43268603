-- Operations whose audit is not as it was written: the newest ones, that the chain ends where it was left, and what the job audit_watch
-- found further back.
-- Columns: cause, key, label, detail, user_id, since.
SELECT ''::text AS cause, b.seq::text AS key, b.label, NULL::text AS detail, NULL::uuid AS user_id, b.since
  FROM (SELECT w.broken_seq AS seq, 'operation ' || w.broken_seq AS label, w.found_at AS since
          FROM console.audit_watch w WHERE w.broken_seq IS NOT NULL
        UNION
        SELECT o.seq, 'operation ' || o.seq, NULL
          FROM (SELECT n AS o, n.seq FROM console.operation n ORDER BY n.seq DESC LIMIT 10) l
         CROSS JOIN LATERAL (SELECT (l.o).seq, (l.o).item_count) o
         WHERE o.item_count <= 50 AND NOT console.operation_fits(l.o)
           AND NOT EXISTS (SELECT FROM console.audit_watch w WHERE w.broken_seq = o.seq)
        UNION
        SELECT h.seq, 'operation ' || h.seq, NULL
          FROM console.operation_head h
         WHERE h.hash IS DISTINCT FROM coalesce((SELECT o.hash FROM console.operation o ORDER BY o.seq DESC LIMIT 1),
                                                sha256('hotspot-console'::bytea))) b
