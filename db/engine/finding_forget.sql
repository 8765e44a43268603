-- Forgets findings that were closed long ago, and open ones of checks that are no more.
-- $1 text[] names of the checks
WITH gone AS (
    UPDATE console.finding f SET closed_at = now(), closed_how = 'gone'
     WHERE f.closed_at IS NULL AND f.kind <> ALL ($1::text[])
)
DELETE FROM console.finding f WHERE f.closed_at < now() - interval '90 days'
