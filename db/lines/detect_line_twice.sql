-- Lines with more sessions than the setting line_sessions allows, each of them older than two minutes: one that a modem left behind
-- goes by itself before.
-- Columns: cause, key, label, detail, user_id, since.
SELECT l.router AS cause, l.id::text AS key, concat_ws(' · ', l.name, u.full_name) AS label, s.count || ' sessions' AS detail, l.user_id,
       s.since
  FROM console.ppp_line l
 CROSS JOIN LATERAL (SELECT count(*) AS count, max(x.started_at) AS since FROM console.ppp_session x
                      WHERE x.line_id = l.id AND x.started_at < now() - interval '2 minutes') s
  LEFT JOIN public.users u ON u.id = l.user_id
  JOIN console.router r ON r.name = l.router AND r.is_enabled
 WHERE l.sessions > 1 AND l.is_ours AND s.count > (SELECT nullif(console.setting_bigint('line_sessions', 1), 0))
