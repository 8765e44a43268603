-- What stands of a seller that is about to be edited.
-- $1 its id
-- Columns: name, discount, commission, limit, note.
SELECT s.name, s.discount_percent AS discount, s.commission_percent AS commission, s.day_limit_rp AS "limit",
       nullif(s.note, '') AS note
  FROM console.seller s
 WHERE s.id = $1::uuid
