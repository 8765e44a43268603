-- Finds customers who are to be told what is left of their quota, and asks for it.
-- Columns: told (how many).
SELECT console.look_at_quota() AS told
