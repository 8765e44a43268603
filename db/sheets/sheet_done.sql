-- Some of a print are on paper.
-- $1 print uuid, $2 integer[] their places; NULL: all that were left
SELECT console.voucher_print_done($1::uuid, $2::integer[])
