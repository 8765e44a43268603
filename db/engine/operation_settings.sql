-- Settings of an operation's transaction: rows found by index even where they are many (what an
-- operator marks is in memory mostly), no compiling of expressions, times in UTC so that the audit
-- reads the same in every session, the zone of days looked up once for all rows (console.zone()), who does it
-- (console.actor()), and when the plan was made of what is carried out (console.planned_at()).
-- $1 actor, $2 when that was or NULL
-- Columns: at (now), others of no use.
SELECT clock_timestamp() AS at, set_config('random_page_cost', '1.1', true), set_config('jit', 'off', true),
       set_config('work_mem', '32MB', true), set_config('timezone', 'UTC', true),
       set_config('hotspot_console.zone', console.zone_in_force(), true),
       set_config('hotspot_console.actor', coalesce($1, ''), true),
       set_config('hotspot_console.planned_at', coalesce($2, ''), true)
