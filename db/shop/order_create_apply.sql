-- Makes an order, with its charge.
-- $1 operation uuid, $2 its id, $3 phone number of the customer or NULL, $4 a product, $5 how many of it, $6 further lines,
-- $7 method, $8 bank, $9 coupon or NULL, $10 note
-- Columns: id (none where it is refused by now), terms.
WITH buyer AS MATERIALIZED (
    SELECT u.id FROM public.users u WHERE u.phone_number = $3::text FOR NO KEY UPDATE
), made AS MATERIALIZED (
    SELECT console.order_make($1::uuid, (SELECT b.id FROM buyer b), console.order_given($4, $5, $6), $7, $8, $9, $10,
                              ($2::text[])[1]::uuid) AS id
     WHERE $3::text IS NULL OR EXISTS (SELECT FROM buyer)
)
SELECT m.id, console.order_terms(m.id) AS terms FROM made m WHERE m.id IS NOT NULL
