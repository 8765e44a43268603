-- What a receipt says, and what the shop's settings say on each.
-- $1 number or id of a receipt, order id of a charge, number or id of an invoice
-- Columns: subject, refusal, is_copy (it went to paper before), is_reversal, number, brand, at, operator, method, item, gives,
-- note, name, phone, order_id, invoice_number, tax_kind, tax_percent, price_rp, discount_rp, dpp_rp, tax_rp, amount_rp, paid_rp
-- (money: NULL where there is none), shop, address, foot, qr, user_id, chat_id, returned, returned_rp, stands_rp (what was taken back since; NULL: nothing). No row where there is nothing of that id.
SELECT f.subject, f.refusal, console.receipt_is_copy(f.subject) AS is_copy, f.is_reversal, f.number, f.brand,
       console.message_time(f.at) AS at, f.operator, f.method, f.what AS item,
       CASE WHEN f.gives IS NOT NULL THEN console.message_gives(f.gives, console.setting('message_language', 'id')) END AS gives, f.note, u.full_name AS name,
       u.phone_number AS phone, nullif(f.order_id, f.number) AS order_id, nullif(f.invoice_number, f.number) AS invoice_number,
       f.tax_kind, trim_scale(f.tax_percent)::text AS tax_percent, f.price_rp, nullif(f.discount_rp, 0) AS discount_rp, f.dpp_rp,
       f.tax_rp, f.amount_rp, CASE WHEN f.paid_rp <> f.amount_rp THEN f.paid_rp END AS paid_rp,
       console.setting('receipt_shop', '') AS shop, console.setting('receipt_address', '') AS address,
       console.setting('receipt_foot', '') AS foot, console.setting('receipt_qr', '{number}') AS qr, f.user_id,
       nullif(btrim(u.telegram_chat_id), '') AS chat_id, b.what AS returned, b.rp AS returned_rp, b.stands_rp
  FROM console.receipt_facts($1) f
  LEFT JOIN public.users u ON u.id = f.user_id
  LEFT JOIN LATERAL console.receipt_returned(f.subject) b ON true
