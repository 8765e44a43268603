-- The newest operation and the last seal.
-- Columns: seq, hash (hex; both NULL: there is no operation), number, sealed_seq, sealed_hash, mac (hex), key_name (of the last seal; NULL:
--          there is none), kept_hash (hex, of the operation that it lies on as it is now; NULL: that one is gone).
SELECT o.seq, encode(o.hash, 'hex') AS hash, s.number, s.seq AS sealed_seq, encode(s.hash, 'hex') AS sealed_hash,
       encode(s.mac, 'hex') AS mac, s.key_name, encode(k.hash, 'hex') AS kept_hash
  FROM (SELECT 1) one
  LEFT JOIN LATERAL (SELECT n.seq, n.hash FROM console.operation n WHERE n.hash IS NOT NULL ORDER BY n.seq DESC LIMIT 1) o ON true
  LEFT JOIN LATERAL (SELECT l.* FROM console.audit_seal l ORDER BY l.number DESC LIMIT 1) s ON true
  LEFT JOIN console.operation k ON k.seq = s.seq
