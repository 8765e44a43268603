-- One look at a router is written at a time.
-- $1 router
-- Columns: name.
SELECT r.name FROM console.router r WHERE r.name = $1 FOR NO KEY UPDATE
