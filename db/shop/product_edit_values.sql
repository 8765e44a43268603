-- What stands in a product that is about to be edited.
-- $1 uuid
-- Columns: code, name, price, category, terms, description.
SELECT p.code, p.name, p.price_rp AS price, nullif(p.category, '') AS category, nullif(p.terms, '') AS terms,
       nullif(p.description, '') AS description
  FROM console.product p
 WHERE p.id = $1::uuid
