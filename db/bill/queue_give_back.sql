-- Gives back claims of which nothing was sent, just as they were.
-- $1 worker, $2 bigint[] items, $3 integer[] attempts, $4 boolean[] an earlier request may have been carried out
WITH given_back AS (
    UPDATE console.invoice_queue q
       SET state = 'pending', worker_id = NULL, lease_until = NULL, is_uncertain = g.is_uncertain
      FROM unnest($2::bigint[], $3::integer[], $4::boolean[]) AS g (id, attempts, is_uncertain)
     WHERE q.id = g.id AND q.worker_id = $1::uuid AND q.attempts = g.attempts
    RETURNING q.id
)
SELECT count(*) AS rows, pg_notify('hotspot_console', 'queue') FROM given_back HAVING count(*) > 0
