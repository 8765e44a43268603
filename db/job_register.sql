-- A row for each job; a pause and the times of one that is there stay.
-- $1 text[] names, $2 integer[] intervals in seconds
INSERT INTO console.job AS j (name, interval_s)
SELECT w.name, w.interval_s FROM unnest($1::text[], $2::integer[]) AS w (name, interval_s)
ON CONFLICT (name) DO UPDATE SET interval_s = excluded.interval_s
 WHERE j.interval_s <> excluded.interval_s
