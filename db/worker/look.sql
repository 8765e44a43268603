-- The worker's one look: which of its threads have something to do. It looks no closer than that: who is woken asks for
-- himself. Held rows count, too: who held them may have gone.
-- $1 integer[] threads, $2 text[] the target of each (outbox)
-- $3 integer[] threads, $4 text[] the brand of each (invoice queue), $5 milliseconds: what is put off by less is waited
-- for by its thread, to the moment
-- $6 integer[] threads, $7 text[] a job of each (a thread may have many)
-- $8 the worker, $9 text[] jobs that it ran since its heartbeat, $10 text[] when each was due: it is not due for that again
-- $11 the thread of notifications
-- Columns: thread, is_job (else what is for its target, brand or the inbox), each once. statement_timestamp() can be looked up in an index, clock_timestamp() can't.
SELECT t.thread, false AS is_job
  FROM unnest($1::integer[], $2::text[]) AS t (thread, target)
 WHERE EXISTS (SELECT FROM console.outbox o
                WHERE o.state = 'pending' AND o.target = t.target AND o.next_attempt_at <= statement_timestamp())
UNION
SELECT b.thread, false
  FROM unnest($3::integer[], $4::text[]) AS b (thread, brand)
 CROSS JOIN console.queue_state s
 WHERE EXISTS (SELECT FROM console.invoice_queue q WHERE q.state = 'processing' AND q.brand = b.brand)
    OR NOT s.is_paused AND EXISTS (SELECT FROM console.invoice_queue q
                                    WHERE q.state = 'pending' AND q.brand = b.brand
                                      AND q.next_try_at <= statement_timestamp()
                                                           + make_interval(secs => $5::integer / 1000.0))
UNION
SELECT n.thread, true
  FROM unnest($6::integer[], $7::text[]) AS n (thread, name)
  JOIN console.job j ON j.name = n.name
 WHERE console.job_is_for(j, $8::uuid)
   AND (j.wanted_at IS NOT NULL
        OR NOT EXISTS (SELECT FROM unnest($9::text[], $10::timestamptz[]) AS r (name, due_at)
                        WHERE r.name = j.name AND r.due_at = j.next_run_at))
UNION
SELECT $11::integer, false
 WHERE EXISTS (SELECT FROM console.inbox n
                WHERE n.state = 'new'
                  AND (n.worker_id IS NOT NULL
                       OR n.next_try_at <= statement_timestamp()
                          AND (n.lease_until IS NULL OR n.lease_until <= statement_timestamp())))
