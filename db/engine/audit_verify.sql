-- Computes the audit's chain again from its beginning.
-- Columns: links (operations looked at), broken_seq (the first that does not fit; NULL: all fit), why (forged head and the like, in
--          words; NULL: the operation itself does not fit).
WITH link AS (
    SELECT o.seq, o.hash,
           coalesce(o.digest = console.operation_digest(o.id) AND o.hash = console.operation_hash(o)
                    AND o.prev_hash = lag(o.hash, 1, sha256('hotspot-console'::bytea)) OVER (ORDER BY o.seq),
                    false) AS fits
      FROM console.operation o
), broken AS (
    SELECT min(l.seq) FILTER (WHERE NOT l.fits) AS seq, count(*) AS links, coalesce(max(l.seq), 0) AS last,
           (array_agg(l.hash ORDER BY l.seq DESC))[1] AS hash
      FROM link l
), drawn AS (
    -- Numbers are drawn from a sequence, which goes back by no rollback and by no removal.
    SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('console.operation', 'seq')::regclass), 0) AS seq
)
SELECT b.links,
       coalesce(b.seq,
                CASE WHEN h.hash IS DISTINCT FROM coalesce(b.hash, sha256('hotspot-console'::bytea)) OR h.seq IS DISTINCT FROM b.last
                     THEN greatest(h.seq, b.last, 1) END,
                CASE WHEN b.links = 0 AND (d.seq > 0 OR EXISTS (SELECT FROM console.audit_log)) THEN greatest(d.seq, 1) END) AS broken_seq,
       CASE WHEN b.seq IS NOT NULL THEN NULL
            WHEN h.seq IS NULL THEN 'the chain has no end'
            WHEN h.seq < b.last THEN 'the end of the chain was set back to ' || h.seq || ': somebody wrote it, or rows came by a data-only restore'
            WHEN h.seq > b.last THEN 'the last operations were removed, up to ' || h.seq
            WHEN h.hash IS DISTINCT FROM coalesce(b.hash, sha256('hotspot-console'::bytea)) THEN 'the end of the chain is another one'
            WHEN b.links = 0 AND (d.seq > 0 OR EXISTS (SELECT FROM console.audit_log)) THEN 'all operations were removed' END AS why
  FROM broken b
 CROSS JOIN drawn d
  LEFT JOIN console.operation_head h ON true
