-- The lines of an import were judged.
-- $1 import
UPDATE console.import SET checked_at = now() WHERE id = $1::bigint
