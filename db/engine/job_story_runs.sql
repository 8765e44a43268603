-- What one job did, the newest first: as runs_list.sql tells it.
-- $1 name, $2 how many
-- Columns: id, at (when the last of the line began), outcome, says, runs, rows, took_ms.
SELECT r.id, to_char(CASE WHEN j.name IS NULL THEN r.last_at ELSE j.last_run_at END, 'YYYY-MM-DD HH24:MI:SS') AS at, r.outcome,
       r.says, CASE WHEN j.name IS NULL THEN r.runs ELSE j.run_number - r.first_run + 1 END AS runs, r.rows, r.took_ms
  FROM console.job_run r
  LEFT JOIN console.job j
         ON j.name = r.job AND j.kept_by IS NOT NULL AND j.lease_until IS NULL AND j.run_number > r.first_run
        AND r.id = (SELECT max(l.id) FROM console.job_run l WHERE l.job = r.job)
 WHERE r.job = $1
 ORDER BY r.id DESC
 LIMIT $2::int
