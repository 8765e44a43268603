-- Devices: the pane's rows. Marks as in users_list.sql, over d (console.devices) and u (whose it is, or is said to be;
-- all NULL: nobody's that the database knows).
SELECT {{columns}}
  FROM console.devices() d
  LEFT JOIN public.users u ON u.id = d.user_id
 WHERE (d.router IS NULL OR EXISTS (SELECT FROM console.router r WHERE r.name = d.router AND r.is_enabled))
   AND ({{where}})
{{order}}
{{limit}}
