-- Takes products off sale.
-- $1 operation uuid, $2 uuid[] product ids (locked)
-- Columns: product_turn (the ids of those that could be).
SELECT console.product_turn($1::uuid, $2::uuid[], false)
