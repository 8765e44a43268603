-- Takes packages off sale.
-- $1 operation uuid, $2 uuid[] package ids (locked)
-- Columns: package_turn (the ids of those that could be).
SELECT console.package_turn($1::uuid, $2::uuid[], false)
