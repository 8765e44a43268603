-- What a worker would take up at once in a database that was restored.
-- Columns: waiting.
SELECT count(*) AS waiting FROM console.outbox o WHERE o.state IN ('pending', 'running')
