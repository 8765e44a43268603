-- A ticket begins to go to paper, or nothing of it went there after all.
-- $1 print uuid, $2 its place, $3 boolean it begins
UPDATE console.voucher_print_item i SET begun_at = CASE WHEN $3::boolean THEN clock_timestamp() END
 WHERE i.print_id = $1::uuid AND i.place = $2::integer
