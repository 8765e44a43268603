-- The last day on which a user's quota is valid, as it stands.
-- $1 user uuid
-- Columns: until (date; NULL: no end).
SELECT (u.quota_expiry_date AT TIME ZONE console.zone())::date AS until
  FROM public.users u
 WHERE u.id = $1::uuid
