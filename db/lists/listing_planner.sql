-- What the planner may use for the next statements of a search, until the transaction ends. Values
-- matter for the plan, and with them a bounded search is too short to compile it or to share it out.
-- $1 'on' or 'off': the table in its own order
-- $2 'on' or 'off': indexes in their order
-- $3 'on' or 'off': bitmaps of indexes, and sorting
-- $4 how many processes may help
SELECT set_config('plan_cache_mode', 'force_custom_plan', true),
       set_config('jit', 'off', true),
       set_config('max_parallel_workers_per_gather', $4, true),
       set_config('enable_seqscan', $1, true),
       set_config('enable_indexscan', $2, true),
       set_config('enable_indexonlyscan', $2, true),
       set_config('enable_bitmapscan', $3, true),
       set_config('enable_sort', $3, true)
