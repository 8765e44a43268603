-- Judges the staged lines of contents. One that its product has already, from an earlier import perhaps, is there already.
-- $1 import
WITH line AS MATERIALIZED (
    SELECT l.ctid AS place, l.line, console.product_code_given(l.product) AS product, l.content,
           min(l.line) OVER n AS first_content, max(l.line) OVER n AS last_content
      FROM console.import_contents l
     WHERE l.import_id = $1::bigint AND (l.fault_kind IS NULL OR l.verdict = 'judged')
    WINDOW n AS (PARTITION BY md5(l.content))
), judged AS (
    SELECT l.place,
           CASE WHEN l.first_content <> l.last_content THEN 'twice'
                WHEN p.id IS NULL THEN 'unknown'
                WHEN c.product_id <> p.id THEN 'taken' END AS fault_kind,
           CASE WHEN l.first_content <> l.last_content
                THEN 'content: ' || console.import_other_line(l.line, l.first_content, l.last_content)
                WHEN p.id IS NULL THEN 'product: none has the code ' || l.product
                WHEN c.product_id <> p.id THEN 'content: another product has it' END AS fault,
           CASE WHEN c.id IS NULL THEN 'new' ELSE 'same' END AS verdict
      FROM line l
      LEFT JOIN console.product p ON p.code = l.product
      LEFT JOIN console.product_content c ON md5(c.content) = md5(l.content)
)
UPDATE console.import_contents l
   SET fault_kind = j.fault_kind, fault = j.fault,
       verdict = CASE WHEN j.fault_kind IS NOT NULL THEN 'judged' ELSE j.verdict END
  FROM judged j
 WHERE l.ctid = j.place
