-- The addresses that devices were found at: where an entry of ours stands, it will be looked for there.
-- $1 uuid[] devices, $2 text[] addresses
UPDATE public.user_devices d
   SET ip_address = a.address
  FROM unnest($1::uuid[], $2::text[]) AS a (device_id, address)
 WHERE d.id = a.device_id AND d.ip_address IS DISTINCT FROM a.address
