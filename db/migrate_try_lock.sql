-- Takes the lock of migrators until the transaction ends, or says at once that another has it.
-- Columns: is_mine.
SELECT pg_try_advisory_xact_lock(x'686f7473706f74'::bigint) AS is_mine
