-- Has sellers sell no more: they pay what everybody pays.
-- $1 operation uuid, $2 uuid[] sellers (locked)
-- Columns: seller_turn (the ids of those that could).
SELECT console.seller_turn($1::uuid, $2::uuid[], false)
