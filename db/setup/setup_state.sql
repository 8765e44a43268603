-- How far the hotspot is set up, as far as the database tells.
-- Columns: zone, zone_is_set, packages, package, customers, customer, worker, worker_is_alive.
SELECT console.setting('APP_TIMEZONE') AS zone,
       EXISTS (SELECT FROM console.setting_value v WHERE v.key = 'APP_TIMEZONE')
           OR EXISTS (SELECT FROM public.application_settings a
                       WHERE a.setting_key = 'APP_TIMEZONE' AND btrim(a.setting_value) <> '') AS zone_is_set,
       (SELECT count(*) FROM (SELECT FROM public.packages p WHERE p.is_active LIMIT 1000) found) AS packages,
       (SELECT p.name FROM public.packages p WHERE p.is_active ORDER BY p.price, p.name LIMIT 1) AS package,
       (SELECT count(*) FROM (SELECT FROM public.users u WHERE u.role::text IN ('USER', 'KOMANDAN') LIMIT 1000) found) AS customers,
       (SELECT u.full_name FROM public.users u WHERE u.role::text IN ('USER', 'KOMANDAN')
         ORDER BY u.created_at LIMIT 1) AS customer,
       (SELECT w.host FROM console.worker w WHERE w.kind = 'worker' ORDER BY w.heartbeat_at DESC LIMIT 1) AS worker,
       EXISTS (SELECT FROM console.worker w
                WHERE w.kind = 'worker' AND w.heartbeat_at > clock_timestamp() - interval '30 s') AS worker_is_alive
