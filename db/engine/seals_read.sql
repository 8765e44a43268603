-- Seals in their order, each with the operation that it lies on.
-- $1 the number before the first, $2 how many
-- Columns: number, seq, hash, mac (hex), key_name, kept_hash (hex, of the operation as it is now; NULL: it is gone), day.
SELECT s.number, s.seq, encode(s.hash, 'hex') AS hash, encode(s.mac, 'hex') AS mac, s.key_name,
       encode(o.hash, 'hex') AS kept_hash, to_char(s.sealed_at AT TIME ZONE console.zone(), 'YYYY-MM-DD HH24:MI') AS day
  FROM console.audit_seal s
  LEFT JOIN console.operation o ON o.seq = s.seq
 WHERE s.number > $1::bigint
 ORDER BY s.number
 LIMIT $2::bigint
