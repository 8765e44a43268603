-- Takes along one part of the database of a shop's bot. All parts are one transaction.
-- $1 operation uuid, $2 text[] the part's id, $3 schema, $4 day until which money is whole rupiah, or none, $5 balances,
-- $6 coupons, $7 users without a phone number, $8 whether rows that can't be taken are left out (they are, by now)
-- Columns: id (none where nothing of it is to be made by now).
SELECT p.id
  FROM unnest($2::text[]) AS p (id)
 WHERE console.shop_import_part($1::uuid, p.id, $3::text,
                                console.shop_answers($4::text, $5::text, $6::text, $7::text) || jsonb_build_object('skip_bad', $8::text),
                                10000)
