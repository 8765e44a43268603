-- Whether a backup or a drill is due now.
-- $1 kind, $2 name of its job
-- Columns: due, daily (the setting), hour (of the daily one).
SELECT console.backup_due($1, EXISTS (SELECT FROM console.job j WHERE j.name = $2 AND j.wanted_at IS NOT NULL)) AS due,
       console.setting('backup_daily', 'off') AS daily, console.setting('backup_hour', '2') AS hour
