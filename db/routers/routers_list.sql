-- Routers: the pane's rows. Marks as in users_list.sql, over r (console.router), s (its state), d (its
-- differences) and o (its outbox).
SELECT {{columns}}
  FROM console.router r
  LEFT JOIN console.router_sync_state s ON s.router = r.name
  LEFT JOIN LATERAL (
       SELECT count(f.mend) AS mendable,
              count(f.mend) FILTER (WHERE f.is_safe) AS safe,
              count(*) FILTER (WHERE f.mend IS NULL) AS for_information
         FROM console.drift f
        WHERE f.router = r.name) d ON true
  LEFT JOIN LATERAL (
       -- state by state, so that the partial indexes serve: most rows of the outbox are done
       SELECT (SELECT count(*) FROM console.outbox p WHERE p.target = t.name AND p.state = 'pending')
              + (SELECT count(*) FROM console.outbox p WHERE p.target = t.name AND p.state = 'running') AS waiting,
              (SELECT count(*) FROM console.outbox p WHERE p.target = t.name AND p.state = 'failed') AS failed
         FROM (SELECT 'router:' || r.name AS name) t) o ON true
 WHERE {{where}}
{{order}}
{{limit}}
