-- Which sellers would sell again.
-- $1 uuid[] sellers
-- Columns: id, refusal, label, before, after, note.
SELECT s.id, CASE WHEN s.ended_at IS NULL THEN 'sells already' END AS refusal, console.seller_label(s) AS label,
       'sells no more' AS before,
       CASE WHEN s.ended_at IS NOT NULL
            THEN console.seller_text(jsonb_populate_record(s, '{"ended_at": null}')) END AS after,
       NULL AS note
  FROM console.seller s
 WHERE s.id = ANY ($1::uuid[])
 ORDER BY s.ended_at IS NULL, lower(s.name), s.id
