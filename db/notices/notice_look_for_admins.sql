-- Finds what is new for admins, and asks to tell them.
-- Columns: told (how many news).
SELECT console.look_for_admin_news() AS told
