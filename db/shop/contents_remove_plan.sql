-- Which contents would be taken out: those that nobody has, and no open order waits for.
-- $1 text[] content ids
-- Columns: id, refusal, label, before, after, note.
SELECT c.id,
       CASE WHEN c.is_used THEN 'it is sold: it stays with its order'
            WHEN c.reserved_by IS NOT NULL THEN 'an open order has it' END AS refusal,
       p.name AS label, console.content_masked(c.content) AS before,
       CASE WHEN NOT c.is_used AND c.reserved_by IS NULL THEN 'removed' END AS after, NULL AS note
  FROM console.product_content c
  JOIN console.product p ON p.id = c.product_id
 WHERE c.id = ANY ($1::bigint[])
 ORDER BY c.is_used OR c.reserved_by IS NOT NULL, c.id
