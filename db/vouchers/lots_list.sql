-- Lots of vouchers: the pane's rows. Marks as in users_list.sql, over l (console.voucher_lot).
SELECT {{columns}}
  FROM console.voucher_lot l
 WHERE {{where}}
{{order}}
{{limit}}
