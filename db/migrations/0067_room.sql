-- applies: always
-- Rows that are written anew each minute, or with each look at a router, all of them at once. Where their pages are full,
-- each goes to another page, with an entry in each index; with as much room as they take, they stay. New pages have it; of the
-- portal's table those of days that are over need none.
ALTER TABLE public.daily_usage_logs SET (fillfactor = 50);
ALTER TABLE console.router_session SET (fillfactor = 50);
ALTER TABLE console.router_host_seen SET (fillfactor = 50);
ALTER TABLE console.drift SET (fillfactor = 50);
