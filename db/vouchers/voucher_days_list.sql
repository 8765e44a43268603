-- What sellers sold of vouchers, day by day: the pane's rows. Marks as in users_list.sql, over d (console.voucher_day).
SELECT {{columns}}
  FROM console.voucher_day d
 WHERE {{where}}
{{order}}
{{limit}}
