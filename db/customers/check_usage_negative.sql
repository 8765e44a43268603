-- Days with a usage below zero.
-- Columns: count, example.
SELECT count(*) AS count, min(format('user %s on %s: %s MB', l.user_id, l.log_date, l.usage_mb)) AS example
  FROM public.daily_usage_logs l
 WHERE l.usage_mb < 0
