-- The template that a lot's terms would become.
-- $1 text[] lots, $2 its name, $3 how many are made at once, $4 printer or NULL
-- Columns: id, refusal, label, before, after, note.
SELECT g.id, CASE WHEN l.id IS NULL THEN 'there is no such lot'
                  WHEN cardinality($1::text[]) > 1 THEN 'choose one lot'
                  WHEN EXISTS (SELECT FROM console.voucher_template t WHERE lower(t.name) = lower($2::text))
                  THEN 'there is a template of that name already'
                  WHEN $4::text IS NOT NULL AND console.receipt_printer($4) IS NULL THEN console.receipt_printer_refusal($4) END AS refusal,
       'lot ' || l.number AS label, 'new' AS before,
       concat_ws(' · ', $2::text, $3::text || CASE $3::text WHEN '1' THEN ' voucher' ELSE ' vouchers' END, console.voucher_terms(l)) AS after, NULL AS note
  FROM unnest($1::text[]) WITH ORDINALITY AS g (id, place)
  LEFT JOIN console.voucher_lot l ON l.id::text = g.id
 ORDER BY g.place
