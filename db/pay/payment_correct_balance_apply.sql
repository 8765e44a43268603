-- Corrects balances.
-- $1 operation uuid, $2 uuid[] user ids (locked), $3 rupiah (below zero: taken away), $4 reason
-- Columns: id (none of those whose balance does not allow it by now).
SELECT u.id
  FROM unnest($2::uuid[]) AS u (id)
 WHERE console.balance_correct($1::uuid, u.id, $3::bigint, $4)
