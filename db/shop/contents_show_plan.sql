-- Which contents would be shown.
-- $1 text[] content ids
-- Columns: id, refusal, label, before, after, note.
SELECT c.id, NULL AS refusal, p.name AS label, console.content_masked(c.content) AS before, 'shown for 5 minutes' AS after,
       'the audit says who looked' AS note
  FROM console.product_content c
  JOIN console.product p ON p.id = c.product_id
 WHERE c.id = ANY ($1::bigint[])
 ORDER BY c.id
