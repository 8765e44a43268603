-- Judges the staged lines of products.
-- $1 import
WITH line AS MATERIALIZED (
    SELECT l.ctid AS place, l.line, console.product_code_given(l.code) AS code, l.name, l.price, l.category, l.terms, l.description,
           min(l.line) OVER n AS first_code, max(l.line) OVER n AS last_code
      FROM console.import_products l
     WHERE l.import_id = $1::bigint AND (l.fault_kind IS NULL OR l.verdict = 'judged')
    WINDOW n AS (PARTITION BY console.product_code_given(l.code))
), judged AS (
    SELECT l.place,
           CASE WHEN l.first_code <> l.last_code THEN 'twice'
                WHEN l.code !~ '^[A-Z0-9_-]{2,32}$' THEN 'form' END AS fault_kind,
           CASE WHEN l.first_code <> l.last_code THEN 'code: ' || console.import_other_line(l.line, l.first_code, l.last_code)
                WHEN l.code !~ '^[A-Z0-9_-]{2,32}$' THEN 'a code has 2 to 32 letters, digits, - and _' END AS fault,
           CASE WHEN p.id IS NULL THEN 'new'
                WHEN (p.name, p.price_rp, p.category, p.terms, p.description)
                     = (l.name, l.price, coalesce(l.category, p.category), coalesce(l.terms, p.terms),
                        coalesce(l.description, p.description)) THEN 'same' ELSE 'kept' END AS verdict
      FROM line l
      LEFT JOIN console.product p ON p.code = l.code
)
UPDATE console.import_products l
   SET fault_kind = j.fault_kind, fault = j.fault,
       verdict = CASE WHEN j.fault_kind IS NOT NULL THEN 'judged' ELSE j.verdict END
  FROM judged j
 WHERE l.ctid = j.place
