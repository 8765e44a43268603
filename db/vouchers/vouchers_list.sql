-- Vouchers: the pane's rows. Marks as in users_list.sql, over v (console.voucher) and l (console.voucher_lot).
SELECT {{columns}}
  FROM console.voucher v
  JOIN console.voucher_lot l ON l.id = v.lot_id
 WHERE {{where}}
{{order}}
{{limit}}
