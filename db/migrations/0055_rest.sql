-- applies: always
-- A worker at rest writes nothing but its heartbeat. A job that looks often and mostly finds nothing is kept by the worker
-- that ran it: as long as that one is heard of no other takes it, and a run that came out as the one before is written
-- with the heartbeat.

ALTER TABLE console.job ADD COLUMN kept_by uuid; -- a worker's id; it may have gone
COMMENT ON COLUMN console.job.kept_by IS 'the worker that goes on running it without a claim, as long as it lives';

-- Whether a worker may run a job now: it is due or asked for, nobody runs it, and nobody else keeps it.
CREATE FUNCTION console.job_is_for(j console.job, worker uuid) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (j.wanted_at IS NOT NULL OR NOT j.is_paused AND j.next_run_at <= clock_timestamp())
           AND (j.lease_until IS NULL OR j.lease_until <= clock_timestamp())
           AND (j.kept_by IS NULL OR j.kept_by = job_is_for.worker
                OR NOT EXISTS (SELECT FROM console.worker w
                                WHERE w.id = j.kept_by AND w.heartbeat_at > clock_timestamp() - interval '30 s'))
$$;

-- As of 0010; a kept job ran, most likely, when its time came, and its worker's next heartbeat says so.
CREATE OR REPLACE FUNCTION console.job_state(j console.job) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN j.lease_until > statement_timestamp() THEN 'running'
                WHEN NOT console.job_is_served(j.name) THEN 'unserved'
                WHEN j.wanted_at IS NOT NULL THEN 'due'
                WHEN j.is_paused THEN 'paused'
                WHEN j.next_run_at <= statement_timestamp()
                     - CASE WHEN j.kept_by IS NULL THEN interval '0' ELSE interval '15 s' END THEN 'due'
                ELSE 'waiting' END
$$;
