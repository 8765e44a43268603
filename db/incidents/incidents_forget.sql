-- Forgets incidents that were over long ago; those of detectors that are no more are over.
-- $1 text[] names of the detectors
WITH over AS (
    UPDATE console.incident i SET closed_at = clock_timestamp(), changed_at = clock_timestamp(), rows = 0
     WHERE i.closed_at IS NULL AND i.kind <> ALL ($1::text[])
)
DELETE FROM console.incident i WHERE i.closed_at < now() - interval '90 days'
