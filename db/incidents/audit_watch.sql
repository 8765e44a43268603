-- Computes the audit's chain again, a part further than the last time.
-- $1 how many rows of the audit
-- Columns: fitting (operations that are as they were written).
SELECT console.audit_watch_on($1::bigint) AS fitting
