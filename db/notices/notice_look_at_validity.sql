-- Finds customers whose validity ends soon, and asks to tell them.
-- Columns: told (how many).
SELECT console.look_at_validity() AS told
