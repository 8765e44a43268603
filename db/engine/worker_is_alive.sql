-- Whether a worker runs anywhere.
-- Columns: is_alive.
SELECT EXISTS (SELECT FROM console.worker w
                WHERE w.kind = 'worker' AND w.heartbeat_at > clock_timestamp() - interval '30 s') AS is_alive
