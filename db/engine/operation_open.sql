-- Begins an operation; no row comes back where the id, or an undo of the same operation, is there
-- already. Waits for a transaction that is just writing it.
-- $1 id uuid, $2 actor, $3 action, $4 args jsonb, $5 selection, $6 undo_of uuid or NULL
-- Columns: at (UTC, ISO 8601).
INSERT INTO console.operation (id, actor, action, args, selection, undo_of)
VALUES ($1::uuid, $2, $3, $4::jsonb, $5, $6::uuid)
ON CONFLICT DO NOTHING
RETURNING to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
