-- Forgets jobs that nobody runs any more: a day overdue, not paused, and of a router or of a kind that is gone.
-- $1 text[] kinds of jobs that this program knows
DELETE FROM console.job j
 WHERE NOT j.is_paused AND j.next_run_at < clock_timestamp() - interval '1 day'
   AND (j.lease_until IS NULL OR j.lease_until <= clock_timestamp())
   AND NOT (console.job_is_served(j.name) AND split_part(j.name, ':', 1) = ANY ($1::text[]))
