-- Runs of jobs: the pane's rows. Marks as in users_list.sql, over r (console.job_run) and j (the job, where its row goes on with
-- the line: it is kept by a worker, which has not said yet that anything came out otherwise; else NULL).
SELECT {{columns}}
  FROM console.job_run r
  LEFT JOIN console.job j
         ON j.name = r.job AND j.kept_by IS NOT NULL AND j.lease_until IS NULL AND j.run_number > r.first_run
        AND r.id = (SELECT max(l.id) FROM console.job_run l WHERE l.job = r.job)
 WHERE {{where}}
{{order}}
{{limit}}
