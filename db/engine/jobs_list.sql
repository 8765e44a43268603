-- Periodic jobs: the pane's rows. Marks as in users_list.sql, over j (console.job) and w (console.worker: who
-- runs it now).
SELECT {{columns}}
  FROM console.job j
  LEFT JOIN console.worker w ON w.id = j.lease_worker AND j.lease_until > statement_timestamp()
 WHERE {{where}}
{{order}}
{{limit}}
