-- What was applied, when, by which version of the program, and to what kind of database.
CREATE TABLE IF NOT EXISTS console.migration (
    name       text PRIMARY KEY,
    checksum   text NOT NULL CHECK (checksum ~ '^[0-9a-f]{64}$'),
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    version    text NOT NULL,
    how        text NOT NULL CHECK (how IN ('fresh', 'adopted', 'enforced'))
)
