-- Which roles of a backup this server lacks.
-- $1 text[] roles
-- Columns: name.
SELECT g.name FROM unnest($1::text[]) AS g (name)
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = g.name)
 ORDER BY g.name
