-- Whether the planner may read a table in its own or in sort order: 'off' leaves it the bitmaps of
-- the indexes that serve the filter.
-- $1 'on' or 'off'
SELECT set_config('enable_seqscan', $1, true),
       set_config('enable_indexscan', $1, true),
       set_config('enable_indexonlyscan', $1, true)
