-- Planner settings for one look through a filter, until the transaction ends: values matter for the
-- plan, and compiling it would take longer than running it.
SELECT set_config('plan_cache_mode', 'force_custom_plan', true),
       set_config('jit', 'off', true),
       set_config('max_parallel_workers_per_gather', '0', true)
