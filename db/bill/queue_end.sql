-- Ends a claim without an invoice: tried again later, failed, or cancelled because its charge has ended. A try that
-- counts may be the last. Nothing happens where the claim is not ours any more.
-- $1 worker, $2 item, $3 attempt, $4 state (pending, failed, cancelled), $5 why, $6 boolean: it counts as a try,
-- $7 boolean: it was put off by Xendit itself, which counts from the twentieth time on, $8 boolean: a request may have
-- been carried out, $9 milliseconds until the next try; 0: by the tries so far
-- Columns: state.
WITH mine AS MATERIALIZED (
    SELECT q.id, q.tries + ($6::boolean OR ($7::boolean AND q.put_offs >= 20))::integer AS tries,
           q.put_offs + $7::boolean::integer AS put_offs, console.setting_bigint('queue_tries', 3) AS most,
           console.setting_bigint('queue_first_wait_ms', 1000) AS first_ms
      FROM console.invoice_queue q
     WHERE q.id = $2::bigint AND q.worker_id = $1::uuid AND q.attempts = $3::integer
       FOR UPDATE
), verdict AS MATERIALIZED (
    SELECT m.*, CASE WHEN $4 = 'pending' AND m.tries >= m.most THEN 'failed' ELSE $4 END AS state FROM mine m
), ended AS (
    UPDATE console.invoice_queue q
       SET state = v.state, tries = v.tries, put_offs = v.put_offs, is_uncertain = $8::boolean, worker_id = NULL,
           lease_until = NULL, ended_at = CASE WHEN v.state <> 'pending' THEN clock_timestamp() END,
           last_error = CASE WHEN v.state = 'failed' AND $8::boolean
                             THEN concat_ws('; ', $5::text, 'it may exist at Xendit: trying again looks it up') ELSE $5::text END,
           next_try_at = clock_timestamp() + make_interval(secs => CASE WHEN $9::bigint > 0 THEN $9::bigint
                             ELSE v.first_ms * 2 ^ least(20, greatest(0, v.tries - 1)) END / 1000.0)
      FROM verdict v
     WHERE q.id = v.id
    RETURNING q.state
), counted AS (
    UPDATE console.queue_state s SET total_failed = s.total_failed + 1 FROM ended e WHERE e.state = 'failed'
)
SELECT e.state, pg_notify('hotspot_console', 'queue') FROM ended e
