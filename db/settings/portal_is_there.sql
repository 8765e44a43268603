-- Whether there is a portal's table of settings, before anything of ours is.
-- Columns: is_there.
SELECT to_regclass('public.application_settings') IS NOT NULL AS is_there
