-- Settings that all hosts share: the pane's rows. Marks as in users_list.sql, over i (console.setting_info),
-- v (console.setting_value: what was set here), s (public.application_settings: what both of us write) and p (what the
-- portal says of it, in our words).
SELECT {{columns}}
  FROM console.setting_info i
  LEFT JOIN console.setting_value v ON v.key = i.key
  LEFT JOIN public.application_settings s ON s.setting_key = i.key AND i.is_portal
 CROSS JOIN LATERAL console.portal_setting(i.key) p
 WHERE {{where}}
{{order}}
{{limit}}
