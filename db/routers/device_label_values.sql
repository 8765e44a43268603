-- What a device is called now.
-- $1 device, as the list has it
-- Columns: label.
SELECT (SELECT o.label FROM public.user_devices o WHERE o.id = d.device_id) AS label
  FROM console.devices() d
 WHERE d.id = $1::uuid
