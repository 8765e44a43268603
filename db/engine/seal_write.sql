-- Puts a seal on an operation, unless another host was first.
-- $1 number, $2 seq, $3 hash (hex), $4 mac (hex), $5 name of the key, $6 host
INSERT INTO console.audit_seal (number, seq, hash, mac, key_name, sealed_by)
SELECT $1::bigint, $2::bigint, decode($3::text, 'hex'), decode($4::text, 'hex'), $5::text, $6::text
    ON CONFLICT (number) DO NOTHING
