-- Devices: the pane's rows. Marks as in users_list.sql, over d (console.devices_seen(), console.devices_not_seen(), or both)
-- and u (whose it is, or is said to be; all NULL: nobody's that the database knows).
SELECT {{columns}}
  FROM {{source}} d
  LEFT JOIN public.users u ON u.id = d.user_id
 WHERE {{where}}
{{order}}
{{limit}}
