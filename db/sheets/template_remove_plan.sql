-- Which templates would be removed.
-- $1 text[] templates
-- Columns: id, refusal, label, before, after, note.
SELECT g.id, CASE WHEN t.id IS NULL THEN 'there is no such template' END AS refusal, t.name AS label,
       console.voucher_terms(console.voucher_lot_of(console.voucher_template_wish(t))) AS before, 'removed' AS after, NULL AS note
  FROM unnest($1::text[]) WITH ORDINALITY AS g (id, place)
  LEFT JOIN console.voucher_template t ON t.id::text = g.id
 ORDER BY g.place
