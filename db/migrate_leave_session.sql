-- The session is a migrator's no more; a pooler may give it to others.
SELECT pg_advisory_unlock(x'686f7473706f75'::bigint)
