-- The queue in figures.
-- Columns: pending, processing, completed (of the last 24 hours), failed, total_processed, total_failed (of all time),
--          is_processing, is_paused, estimated_wait_time (seconds), per_minute (completed in the last minute),
--          done_of_run, size_of_run (of what came in since it was empty), health, reason.
SELECT f.*, h.health, h.reason FROM console.queue_figures() f CROSS JOIN console.queue_health() h
