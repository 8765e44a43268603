-- The extension for searches, where the database has none yet; an adopted one may have it in any schema.
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public
