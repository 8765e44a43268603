-- Notes an import whose lines follow in the same transaction.
-- $1 kind, $2 file, $3 actor, $4 header, $5 what becomes of what is there: keep or update
-- Columns: id.
INSERT INTO console.import (kind, file, actor, header, existing)
VALUES ($1, $2, $3, $4, $5)
RETURNING id
