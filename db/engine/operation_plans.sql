-- Whether statements are planned for the very values they are given. That is right for one that gets
-- thousands of ids; while rows with foreign keys are written it would plan each row's check anew. An action that is
-- run over and over for a row each is planned once, with all that the functions it calls do.
-- $1 'force_custom_plan', 'force_generic_plan' or 'auto'
-- Columns: none of use.
SELECT set_config('plan_cache_mode', $1, true)
