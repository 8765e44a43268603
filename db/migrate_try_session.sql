-- Marks the session that does the work as a migrator's, or says at once that another is one: who was killed has lost the
-- lock, but what the server does for it goes on until its statement ends.
-- Columns: is_mine.
SELECT pg_try_advisory_lock(x'686f7473706f75'::bigint) AS is_mine
