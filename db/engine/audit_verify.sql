-- Computes the audit's chain again from its beginning.
-- Columns: links (operations looked at), broken_seq (the first that does not fit; NULL: all fit).
WITH link AS (
    SELECT o.seq, o.hash,
           coalesce(o.digest = console.operation_digest(o.id) AND o.hash = console.operation_hash(o)
                    AND o.prev_hash = lag(o.hash, 1, sha256('hotspot-console'::bytea)) OVER (ORDER BY o.seq),
                    false) AS fits
      FROM console.operation o
), broken AS (
    SELECT min(l.seq) FILTER (WHERE NOT l.fits) AS seq, count(*) AS links FROM link l
)
SELECT b.links,
       coalesce(b.seq,
                -- All fit among themselves: is the last of them also where the chain was left?
                (SELECT h.seq FROM console.operation_head h
                  WHERE h.hash IS DISTINCT FROM coalesce((SELECT l.hash FROM link l ORDER BY l.seq DESC LIMIT 1),
                                                         sha256('hotspot-console'::bytea)))) AS broken_seq
  FROM broken b
