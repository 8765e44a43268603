-- For this transaction: don't stand in a queue for a table for long, since whatever else wants that
-- table then stands behind us.
SELECT set_config('lock_timeout', '10s', true)
