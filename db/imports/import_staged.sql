-- All lines of an import are staged.
-- $1 import, $2 how many
UPDATE console.import SET line_count = $2::bigint WHERE id = $1::bigint
