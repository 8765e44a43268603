-- Opens a till for who does it.
-- $1 operation uuid, $2 uuid[] with the new till's id, $3 rupiah in the drawer
-- Columns: id (none where one is open by now).
SELECT n.id
  FROM unnest($2::uuid[]) AS n (id)
 WHERE console.till_open($1::uuid, n.id, $3::bigint)
