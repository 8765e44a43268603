-- The lot that would be made. Its id is that of the row: a new one, no row is chosen.
-- $1 nothing, $2 how many, $3 package or NULL, $4 router or NULL: the only one, $5 profile or NULL: the package's, $6 validity or NULL,
-- $7 time online or NULL, $8 MB or NULL, $9 price or NULL: the package's, $10 commission, $11 seller or NULL, $12 prefix or NULL,
-- $13 length, $14 alphabet, $15 password, $16 server or NULL, $17 note or NULL
-- Columns: id, refusal, label, before, after, note.
WITH wish AS MATERIALIZED (
    SELECT ROW($2::integer, $3::text, $4::text, $5::text, $6::text, $7::text, $8::bigint, $9::bigint, $10::bigint, $11::text, $12::text,
           $13::integer, $14::text, $15::text, $16::text, $17::text)::console.voucher_wish AS w
     WHERE $1::text[] IS NULL OR true
), judged AS MATERIALIZED (
    SELECT console.voucher_wish_refusal(x.w) AS refusal, console.voucher_lot_of(x.w) AS lot FROM wish x
)
SELECT gen_random_uuid() AS id, j.refusal, (j.lot).quantity || CASE (j.lot).quantity WHEN 1 THEN ' voucher' ELSE ' vouchers' END AS label, 'new' AS before,
       CASE WHEN j.refusal IS NULL
            THEN concat_ws(' · ', console.voucher_terms(j.lot), 'profile ' || (j.lot).profile, 'router ' || (j.lot).router,
                           'seller ' || (j.lot).seller, console.rp_text(nullif((j.lot).commission_rp, 0)) || ' commission') END AS after,
       CASE WHEN j.refusal IS NULL
            THEN console.rp_text((j.lot).quantity * (j.lot).price_rp) || ' when all are sold' END AS note
  FROM judged j
