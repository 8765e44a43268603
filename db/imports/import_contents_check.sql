-- Judges the staged lines of contents. One that its product has already, from an earlier import perhaps, is there already. Lines are
-- staged as new (the column's default): only those that are judged otherwise are written.
-- $1 import
WITH line AS MATERIALIZED (
    SELECT l.ctid AS place, l.line, console.product_code_given(l.product) AS product, md5(l.content) AS digest, l.fault_kind, l.fault,
           l.verdict
      FROM console.import_contents l
     WHERE l.import_id = $1::bigint AND (l.fault_kind IS NULL OR l.verdict = 'judged')
), twice AS MATERIALIZED (
    SELECT l.digest, min(l.line) AS first, max(l.line) AS last FROM line l GROUP BY l.digest HAVING count(*) > 1
), found AS (
    SELECT l.place, l.fault_kind AS kind_now, l.fault AS fault_now, l.verdict AS verdict_now,
           CASE WHEN t.digest IS NOT NULL THEN 'twice'
                WHEN p.id IS NULL THEN 'unknown'
                WHEN c.product_id <> p.id THEN 'taken' END AS fault_kind,
           CASE WHEN t.digest IS NOT NULL THEN 'content: ' || console.import_other_line(l.line, t.first, t.last)
                WHEN p.id IS NULL THEN 'product: none has the code ' || l.product
                WHEN c.product_id <> p.id THEN 'content: another product has it' END AS fault,
           CASE WHEN c.id IS NULL THEN 'new' ELSE 'same' END AS verdict
      FROM line l
      LEFT JOIN twice t ON t.digest = l.digest
      LEFT JOIN console.product p ON p.code = l.product
      LEFT JOIN console.product_content c ON md5(c.content) = l.digest
), judged AS MATERIALIZED (
    SELECT f.place, f.fault_kind, f.fault, v.verdict
      FROM found f
     CROSS JOIN LATERAL (SELECT CASE WHEN f.fault_kind IS NOT NULL THEN 'judged' ELSE f.verdict END AS verdict) v
     WHERE (f.kind_now, f.fault_now, f.verdict_now) IS DISTINCT FROM (f.fault_kind, f.fault, v.verdict)
)
UPDATE console.import_contents l
   SET fault_kind = j.fault_kind, fault = j.fault, verdict = j.verdict
  FROM judged j
 WHERE l.ctid = j.place
