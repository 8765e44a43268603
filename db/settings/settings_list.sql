-- Settings that all hosts share: the pane's rows. Marks as in users_list.sql, over i (console.setting_info),
-- v (console.setting_value: what was set here) and s (public.application_settings: what the portal has).
SELECT {{columns}}
  FROM console.setting_info i
  LEFT JOIN console.setting_value v ON v.key = i.key
  LEFT JOIN public.application_settings s ON s.setting_key = i.key AND i.is_portal
 WHERE {{where}}
{{order}}
{{limit}}
