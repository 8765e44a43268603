-- What templates would make and print.
-- $1 text[] templates
-- Columns: id, refusal, label, before, after, note.
SELECT g.id, CASE WHEN t.id IS NULL THEN 'there is no such template' ELSE console.voucher_wish_refusal(w.wish) END AS refusal,
       t.name AS label, t.quantity || CASE t.quantity WHEN 1 THEN ' voucher' ELSE ' vouchers' END AS before,
       concat_ws(' · ', console.voucher_terms(console.voucher_lot_of(w.wish)),
                 coalesce('printed by ' || console.receipt_printer(t.printer), 'to a PDF')) AS after,
       console.login_note((console.voucher_lot_of(w.wish)).router, (console.voucher_lot_of(w.wish)).server) AS note
  FROM unnest($1::text[]) WITH ORDINALITY AS g (id, place)
  LEFT JOIN console.voucher_template t ON t.id::text = g.id
 CROSS JOIN LATERAL (SELECT console.voucher_template_wish(t) AS wish) w
 ORDER BY g.place
