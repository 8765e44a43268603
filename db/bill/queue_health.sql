-- Whether invoices get to Xendit, and why not.
-- Columns: health (healthy, degraded, stuck), reason, due (may be sent now), workers (alive), failed_last_hour,
--          last_completed_at, is_paused.
SELECT h.* FROM console.queue_health() h
