-- applies: always
-- transaction: no
-- Additive indexes only, built concurrently: a running portal is not held up by them.
-- None of them holds a column that usage sync changes, so that its updates stay heap-only.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_users_search ON public.users
    USING gin (lower(full_name) gin_trgm_ops, phone_number gin_trgm_ops);
-- A search that walks in the order of names reads this index alone. It holds full_name too, since the
-- planner takes the folded name from an index only where the column that it is made of is at hand as well.
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_users_name ON public.users
    (lower(full_name), id) INCLUDE (full_name, phone_number);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_users_created ON public.users (created_at, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_users_blocked ON public.users (lower(full_name), id) WHERE is_blocked;
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_debts_open ON public.user_quota_debts (user_id, debt_date, created_at) WHERE NOT is_paid;
