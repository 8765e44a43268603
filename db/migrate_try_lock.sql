-- Takes the lock of migrators until the transaction ends, or says at once that another has it. The
-- holder's transaction waits idle while the migrations run, so no timeout may end it.
-- Columns: is_mine.
SELECT pg_try_advisory_xact_lock(x'686f7473706f74'::bigint) AS is_mine,
       set_config('idle_in_transaction_session_timeout', '0', true)
