-- A print has ended.
-- $1 print uuid, $2 pages; NULL: it has none
UPDATE console.voucher_print p SET ended_at = clock_timestamp(), pages = $2::integer WHERE p.id = $1::uuid
