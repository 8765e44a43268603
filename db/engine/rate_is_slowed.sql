-- Whether a start that was taken has been put off for everybody since.
-- $1 name, $2 slot
-- Columns: is_slowed.
SELECT coalesce((SELECT l.not_before > $2::timestamptz FROM console.rate_limit l WHERE l.name = $1), false) AS is_slowed
