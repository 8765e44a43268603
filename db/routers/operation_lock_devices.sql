-- One operation at a time lets devices in or refuses them: else two would each find the last free place of a customer.
-- Devices are locked in the order of their ids.
-- $1 uuid[] devices
-- Columns: count.
WITH turn AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(hashtextextended('hotspot_console.devices', 0)) AS is_mine
)
SELECT count(*)
  FROM (SELECT o.id
          FROM public.user_devices o
         CROSS JOIN turn t
         WHERE o.id IN (SELECT d.device_id FROM console.devices() d WHERE d.id = ANY ($1::uuid[]))
         ORDER BY o.id
           FOR NO KEY UPDATE OF o) locked
