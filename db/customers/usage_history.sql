-- What a user used day by day, in the customers' days, oldest first: the last so many up to today, a day
-- without a log too, but none before he was there.
-- $1 user uuid, $2 at most so many days
-- Columns: day, usage_mb (NULL: no log), remaining_mb (NULL: unlimited), expires_on.
WITH person AS MATERIALIZED (
    SELECT u.id, t.today,
           greatest(t.today - ($2::integer - 1),
                    least((greatest(u.created_at, '1000-01-01 00:00+00') AT TIME ZONE (SELECT console.zone()))::date,
                          g.first_day, t.today)) AS first_day,
           CASE WHEN NOT u.is_unlimited_user
                THEN greatest(0, console.quota_left_mb(u.total_quota_purchased_mb, u.total_quota_used_mb,
                                                       u.auto_debt_offset_mb)) END AS remaining_mb,
           CASE WHEN u.quota_expiry_date IS NOT NULL
                THEN (least(u.quota_expiry_date, '9999-12-31 00:00+00')
                      AT TIME ZONE (SELECT console.zone()))::date END AS expires_on
      FROM public.users u
     CROSS JOIN (SELECT (SELECT console.today()) AS today) t
     CROSS JOIN LATERAL (SELECT min(l.log_date) AS first_day FROM public.daily_usage_logs l WHERE l.user_id = u.id) g
     WHERE u.id = $1::uuid
)
SELECT p.first_day + n.i AS day, l.usage_mb, p.remaining_mb, p.expires_on
  FROM person p
 CROSS JOIN LATERAL generate_series(0, p.today - p.first_day) AS n (i)
  LEFT JOIN public.daily_usage_logs l ON l.user_id = p.id AND l.log_date = p.first_day + n.i
 ORDER BY n.i
