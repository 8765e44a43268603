-- What the form of a new seller begins with: the phone number and name of the customer it is begun on.
-- $1 a customer, or a seller
-- Columns: customer, name.
SELECT CASE WHEN u.phone_number ~ '^[+]62' THEN '0' || substr(u.phone_number, 4) ELSE u.phone_number END AS customer,
       u.full_name AS name
  FROM (SELECT $1::uuid AS id) i
  LEFT JOIN public.users u ON u.id = i.id
