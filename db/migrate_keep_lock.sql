-- The lock's transaction waits idle while the migrations run: no timeout may end it.
SELECT set_config('idle_in_transaction_session_timeout', '0', true)
