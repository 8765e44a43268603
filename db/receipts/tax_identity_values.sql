-- How a customer is known to the tax office, for the form.
-- $1 user uuid
-- Columns: npwp, nik, name, address, tku, email.
SELECT b.npwp, b.nik, b.name, b.address, b.tku, b.email
  FROM public.users u
  LEFT JOIN console.tax_buyer b ON b.user_id = u.id
 WHERE u.id = $1::uuid
