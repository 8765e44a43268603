-- Ends what a worker holds: done, failed, or given back. A row that is no longer his (another
-- worker, another attempt) is left alone. One given back while a newer wish for the same thing
-- waits is cancelled: that one covers it. What a router was not told before is covered, too, by the same wish done now.
-- $1 worker, $2 bigint[] ids, $3 integer[] attempts, $4 text[] states (done, failed, pending),
-- $5 text[] messages, $6 integer[] milliseconds until the next attempt of those given back
-- Columns: done, failed, waiting.
WITH ended AS (
    UPDATE console.outbox o
       SET state = CASE WHEN f.state = 'pending' AND EXISTS (
                                 SELECT FROM console.outbox n
                                  WHERE n.entity_id = o.entity_id AND n.state = 'pending'
                                    AND n.target = o.target AND n.effect = o.effect)
                        THEN 'cancelled' ELSE f.state END,
           done_at = CASE f.state WHEN 'done' THEN clock_timestamp() END,
           last_error = CASE f.state WHEN 'done' THEN NULL ELSE f.message END,
           payload = CASE WHEN f.state = 'done' AND f.message <> '' THEN o.payload || jsonb_build_object('note', f.message)
                          ELSE o.payload - 'note' END,
           next_attempt_at = CASE f.state WHEN 'pending'
                                          THEN clock_timestamp() + make_interval(secs => f.wait_ms / 1000.0)
                                          ELSE o.next_attempt_at END,
           worker_id = NULL, lease_until = NULL
      FROM unnest($2::bigint[], $3::integer[], $4::text[], $5::text[], $6::integer[])
           AS f (id, attempts, state, message, wait_ms)
     WHERE o.id = f.id AND o.state = 'running' AND o.worker_id = $1::uuid AND o.attempts = f.attempts
    RETURNING o.id, o.state, o.target, o.effect, o.entity_id, o.payload - 'note' AS wish
), covered AS (
    UPDATE console.outbox o
       SET state = 'cancelled', payload = o.payload || jsonb_build_object('note', 'done by a later one, number ' || e.id)
      FROM ended e
     WHERE e.state = 'done' AND e.target LIKE 'router:%' AND o.entity_id = e.entity_id AND o.state = 'failed'
       AND o.target = e.target AND o.effect = e.effect AND o.id < e.id AND o.payload - 'note' = e.wish
)
SELECT count(*) FILTER (WHERE e.state = 'done') AS done, count(*) FILTER (WHERE e.state = 'failed') AS failed,
       count(*) FILTER (WHERE e.state IN ('pending', 'cancelled')) AS waiting,
       pg_notify('hotspot_console', 'outbox')
  FROM ended e
