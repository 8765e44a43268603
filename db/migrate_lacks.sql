-- Tables that every migrated database has and this one lacks: it was restored in part, or some were dropped.
-- Columns: name.
SELECT t.name
  FROM unnest(ARRAY['public.users', 'public.packages', 'public.transactions', 'public.user_quota_debts',
                    'public.application_settings', 'console.operation', 'console.operation_head', 'console.audit_log',
                    'console.job', 'console.setting_value', 'console.charge']) WITH ORDINALITY AS t (name, place)
 WHERE to_regclass(t.name) IS NULL AND EXISTS (SELECT FROM console.migration m WHERE m.name >= '0021')
 ORDER BY t.place
