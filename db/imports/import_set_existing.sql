-- What becomes of what is there already.
-- $1 import, $2 keep or update
UPDATE console.import SET existing = $2 WHERE id = $1::bigint AND existing <> $2
