-- Notes that vouchers of a lot are on paper.
-- $1 lot uuid, $2 text[] codes
SELECT console.voucher_printed($1::uuid, $2::text[]) AS printed
