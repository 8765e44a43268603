-- One job.
-- $1 name
-- Columns: name, state, interval_s, last_run_at, next_run_at, last_result, last_error, is_paused, host (that runs or keeps it),
--          kept (how many lines of runs are kept of each job), runs (how often it ran), lines (how many there are of them).
SELECT j.name, console.job_state(j), j.interval_s, to_char(j.last_run_at, 'YYYY-MM-DD HH24:MI:SS'),
       to_char(j.next_run_at, 'YYYY-MM-DD HH24:MI:SS'), j.last_result, j.last_error, j.is_paused,
       (SELECT w.host FROM console.worker w
         WHERE w.id = CASE WHEN j.lease_until > statement_timestamp() THEN j.lease_worker ELSE j.kept_by END),
       console.setting_bigint('job_runs_kept', 100), j.run_number,
       (SELECT count(*) FROM console.job_run r WHERE r.job = j.name)
  FROM console.job j
 WHERE j.name = $1
