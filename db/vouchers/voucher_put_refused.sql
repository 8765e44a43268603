-- Notes what the router said of those of a batch that it did not take.
-- $1 jsonb of the outbox row: lot, $2 what it said
SELECT console.voucher_put_refused(($1::jsonb ->> 'lot')::uuid, $2::text)
