-- Jobs whose last run failed.
-- Columns: cause, key, label, detail, user_id, since.
SELECT j.name AS cause, j.name AS key, j.name AS label, j.last_error AS detail, NULL::uuid AS user_id,
       NULL::timestamptz AS since
  FROM console.job j
 WHERE j.last_error IS NOT NULL AND NOT j.is_paused AND console.job_is_served(j.name)
   AND NOT EXISTS (SELECT FROM console.router_sync_state s
                    WHERE s.state = 'down' AND s.router = nullif(substr(j.name, strpos(j.name || ':', ':') + 1), ''))
