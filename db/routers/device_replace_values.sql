-- What the form of a device that takes the place of another one begins with: of a customer the phone number, of a
-- customer's device that and the device, of a host of nobody its MAC, and the phone number of whose it is said to be.
-- $1 a customer, or a device as the list has it
-- Columns: customer, mac, device.
SELECT CASE WHEN n.phone ~ '^[+]62' THEN '0' || substr(n.phone, 4) ELSE n.phone END AS customer, CASE WHEN d.device_id IS NULL THEN d.mac END AS mac,
       CASE WHEN d.device_id IS NOT NULL THEN d.mac END AS device
  FROM (SELECT $1::uuid AS id) i
  LEFT JOIN public.users u ON u.id = i.id
  LEFT JOIN console.devices() d ON d.id = i.id
  LEFT JOIN public.users o ON o.id = d.user_id
 CROSS JOIN LATERAL (SELECT coalesce(u.phone_number, o.phone_number) AS phone) n
