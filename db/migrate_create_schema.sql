-- The schema of all that the console adds.
CREATE SCHEMA IF NOT EXISTS console
