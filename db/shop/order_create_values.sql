-- What the form of a new order begins with: the phone number of the customer it is begun on, or of an order's.
-- $1 a customer, or an order
-- Columns: customer.
SELECT CASE WHEN n.phone ~ '^[+]62' THEN '0' || substr(n.phone, 4) ELSE n.phone END AS customer
  FROM (SELECT $1::uuid AS id) i
  LEFT JOIN public.users u ON u.id = i.id
  LEFT JOIN console.shop_order o ON o.id = i.id
  LEFT JOIN public.users b ON b.id = o.user_id
 CROSS JOIN LATERAL (SELECT coalesce(u.phone_number, b.phone_number) AS phone) n
