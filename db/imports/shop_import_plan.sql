-- What would come along from the database of a shop's bot; nothing is written, here or there.
-- $1 nothing, $2 the schema that it is restored in, $3 the last day on which money was kept in whole rupiah, or none, $4 how
-- balances are kept, $5 how flat coupons are, $6 what becomes of users without a phone number, $7 whether rows that can't be
-- taken are left out
-- Columns: id (of a part, "order:5001"), refusal, label, before, after, note.
SELECT p.id, p.refusal, p.label, p.before, p.after, p.note
  FROM console.shop_import_plan($2::text, console.shop_answers($3::text, $4::text, $5::text, $6::text), $7::text = 'yes', 10000) p
 WHERE $1::text IS NULL
