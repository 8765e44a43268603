-- Forgets processes that have not been heard of for a day.
DELETE FROM console.worker w WHERE w.heartbeat_at < clock_timestamp() - interval '1 day'
