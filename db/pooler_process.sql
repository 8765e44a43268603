-- Which process of the server runs this.
-- Columns: pid.
SELECT pg_backend_pid() AS pid
