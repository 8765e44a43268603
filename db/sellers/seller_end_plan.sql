-- Which sellers would sell no more.
-- $1 uuid[] sellers
-- Columns: id, refusal, label, before, after, note.
SELECT s.id, CASE WHEN s.ended_at IS NOT NULL THEN 'sells no more already' END AS refusal, console.seller_label(s) AS label,
       console.seller_text(s) AS before, CASE WHEN s.ended_at IS NULL THEN 'sells no more' END AS after,
       CASE WHEN s.ended_at IS NULL AND b.rp > 0 THEN s.name || ': ' || console.rp_text(b.rp) || ' stay on the balance' END AS note
  FROM console.seller s
 CROSS JOIN LATERAL (SELECT console.balance_rp(s.user_id) AS rp) b
 WHERE s.id = ANY ($1::uuid[])
 ORDER BY s.ended_at IS NOT NULL, lower(s.name), s.id
