-- Routers with more differences that can be mended than the setting drift_alarm says.
-- Columns: cause, key, label, detail, user_id, since.
SELECT d.router AS cause, d.router AS key, d.router AS label, NULL::text AS detail, NULL::uuid AS user_id,
       min(d.found_at) AS since
  FROM console.drift d
  JOIN console.router r ON r.name = d.router AND r.is_enabled
 WHERE d.mend IS NOT NULL
 GROUP BY d.router
HAVING count(*) > console.setting_bigint('drift_alarm', 50)
