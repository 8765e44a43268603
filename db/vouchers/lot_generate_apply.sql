-- Makes a lot, and has it put on its router.
-- $1 operation uuid, $2 uuid[] its id, $3 how many, $4 package or NULL, $5 router or NULL, $6 profile or NULL, $7 validity or NULL,
-- $8 time online or NULL, $9 MB or NULL, $10 price or NULL, $11 commission, $12 seller or NULL, $13 prefix or NULL, $14 length, $15 alphabet,
-- $16 password, $17 server or NULL, $18 note or NULL: as of the plan
SELECT console.voucher_lot_make($1::uuid, ($2::uuid[])[1], ROW($3::integer, $4::text, $5::text, $6::text, $7::text, $8::text, $9::bigint, $10::bigint, $11::bigint, $12::text,
                                                                   $13::text, $14::integer, $15::text, $16::text, $17::text, $18::text)::console.voucher_wish) AS made
