-- applies: always
-- What jobs did, as far back as job_runs_kept says, and what the threads of each worker are at.

-- A line stands for runs one after the other that came out the same and changed nothing. Of a job that a worker keeps the last
-- line goes on with console.job: what came out as before is not written twice, see db/engine/runs_list.sql.
CREATE TABLE console.job_run (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job          text NOT NULL REFERENCES console.job (name) ON DELETE CASCADE,
    first_run    bigint NOT NULL,             -- the job's run_number of the first
    runs         bigint NOT NULL DEFAULT 1 CHECK (runs >= 1),
    began_at     timestamptz NOT NULL,        -- the first
    last_at      timestamptz NOT NULL,        -- when the last began
    took_ms      bigint NOT NULL,             -- the first
    outcome      text NOT NULL CHECK (outcome IN ('done', 'failed')),
    says         text NOT NULL,
    host         text,
    rows         bigint NOT NULL DEFAULT 0,   -- changed
    operations   bigint NOT NULL DEFAULT 0,   -- by which, as far as the audit tells of them …
    operation_id uuid                         -- … the last
);
CREATE INDEX job_run_job ON console.job_run (job, id);

-- [{"lane": "router:main", "doing": "usage_sync:main", "since": …, "last": …, "ended": …}, …]; as of the heartbeat
ALTER TABLE console.worker ADD COLUMN lanes jsonb;

-- The last line of a job ends as its row says, which goes on without a claim. run: of its last run; at: when that began.
CREATE FUNCTION console.job_run_close(job text, run bigint, at timestamptz) RETURNS void
LANGUAGE sql AS $$
    UPDATE console.job_run r
       SET runs = job_run_close.run - r.first_run + 1, last_at = job_run_close.at
     WHERE r.id = (SELECT max(l.id) FROM console.job_run l WHERE l.job = job_run_close.job)
       AND r.last_at < job_run_close.at AND job_run_close.run >= r.first_run
$$;

-- A run is over: on the last line, where it came out the same and changed nothing, else on one of its own. says: its result,
-- or why it failed.
CREATE FUNCTION console.job_run_note(job text, worker uuid, run bigint, began_at timestamptz, result text, error text,
                                     rows bigint, operations bigint, operation_id uuid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    last console.job_run;
    outcome text := CASE WHEN error IS NULL THEN 'done' ELSE 'failed' END;
    says text := coalesce(error, result, '');
BEGIN
    SELECT r.* INTO last FROM console.job_run r WHERE r.job = job_run_note.job ORDER BY r.id DESC LIMIT 1;
    IF last.outcome = outcome AND last.says = says AND last.rows = 0 AND rows = 0 AND run > last.first_run THEN
        UPDATE console.job_run r SET runs = run - r.first_run + 1, last_at = job_run_note.began_at WHERE r.id = last.id;
        RETURN;
    END IF;
    INSERT INTO console.job_run (job, first_run, began_at, last_at, took_ms, outcome, says, host, rows, operations, operation_id)
    SELECT job, run, began_at, began_at, greatest(0, extract(epoch FROM clock_timestamp() - began_at) * 1000)::bigint, outcome,
           says, (SELECT w.host FROM console.worker w WHERE w.id = worker), rows, operations, operation_id;
    DELETE FROM console.job_run r
     WHERE r.job = job_run_note.job
       AND r.id <= (SELECT l.id FROM console.job_run l WHERE l.job = job_run_note.job ORDER BY l.id DESC
                    OFFSET console.setting_bigint('job_runs_kept', 100) LIMIT 1);
END $$;
