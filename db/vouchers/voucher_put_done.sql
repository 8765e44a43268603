-- Notes what became of a batch on the router.
-- $1 uuid[] vouchers that are there, $2 uuid[] those whose code another user has
SELECT console.voucher_put_done($1::uuid[], $2::uuid[], 'another user of the router has that name')
