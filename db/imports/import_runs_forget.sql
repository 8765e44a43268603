-- Forgets what was read of other systems and nobody went on with, and the rows of what was written.
-- Columns: rows.
SELECT console.import_forget_runs(console.setting_bigint('import_keep_days', 7)::integer) AS rows
