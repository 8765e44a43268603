-- A row for each job; a pause and the times of one that is there stay. Writes only what differs.
-- $1 text[] names, $2 integer[] intervals in seconds
INSERT INTO console.job AS j (name, interval_s)
SELECT w.name, w.interval_s
  FROM unnest($1::text[], $2::integer[]) AS w (name, interval_s)
 WHERE NOT EXISTS (SELECT FROM console.job k WHERE k.name = w.name AND k.interval_s = w.interval_s)
 ORDER BY w.name
ON CONFLICT (name) DO UPDATE SET interval_s = excluded.interval_s
