-- Vouchers that came along from Mikhmon: the pane's rows. Marks as in users_list.sql, over v (console.mikhmon_voucher) and l
-- (console.mikhmon_lot).
SELECT {{columns}}
  FROM console.mikhmon_voucher v
  JOIN console.mikhmon_lot l ON l.id = v.lot_id
 WHERE {{where}}
{{order}}
{{limit}}
