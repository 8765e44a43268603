-- Which of these MACs are known, whoever's they are and whatever router serves him.
-- $1 text[] MACs, upper case with colons
-- Columns: mac.
SELECT DISTINCT upper(replace(d.mac_address, '-', ':')) AS mac
  FROM public.user_devices d
 WHERE upper(replace(d.mac_address, '-', ':')) = ANY ($1::text[])
