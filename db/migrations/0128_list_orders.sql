-- applies: always
-- transaction: no
-- Charges by what they are for, and devices by whether their MAC is made up. Nothing of it is written by usage sync.
CREATE INDEX CONCURRENTLY IF NOT EXISTS charge_subject ON console.charge (lower(subject), order_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_user_devices_random ON public.user_devices
    (coalesce(substr(upper(replace(mac_address::text, '-', ':')), 2, 1) IN ('2', '6', 'A', 'E'), false), id);
