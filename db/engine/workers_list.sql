-- Threads of the workers: the pane's rows. Marks as in users_list.sql, over w (console.worker), l (what its heartbeat told of one
-- of its threads) and o (what that one has in hand of the outbox at this moment).
SELECT {{columns}}
  FROM console.worker w
 CROSS JOIN LATERAL jsonb_to_recordset(coalesce(nullif(w.lanes, '[]'), '[{"lane": ""}]'))
                    AS l (lane text, doing text, since timestamptz, last text, ended timestamptz)
 CROSS JOIN LATERAL (SELECT count(*) AS rows
                       FROM console.outbox o
                      WHERE o.state = 'running' AND o.worker_id = w.id AND o.target = l.lane) o
 WHERE w.kind = 'worker' AND {{where}}
{{order}}
{{limit}}
