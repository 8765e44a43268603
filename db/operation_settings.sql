-- Settings of an operation's transaction: plans made for the number of rows at hand and not for an
-- average one, rows found by index even where they are many (what an operator marks is in memory
-- mostly), no compiling of expressions, times in UTC so that the audit reads the same in every session.
-- Columns: none of use.
SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('random_page_cost', '1.1', true),
       set_config('jit', 'off', true), set_config('work_mem', '32MB', true), set_config('timezone', 'UTC', true)
