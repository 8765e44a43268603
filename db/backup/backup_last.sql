-- When there was a good backup and a good drill last, for the home screen and for `check`.
-- Columns: kind (backup, drill), is_wanted (by setting), good_at (NULL: never), age_s, file, host, error (why the last try failed;
--          NULL: it did not), is_late.
SELECT s.kind, s.is_wanted, s.good_at, extract(epoch FROM clock_timestamp() - s.good_at)::bigint AS age_s, s.file, s.host,
       s.error, s.is_late
  FROM console.backup_state() s
 ORDER BY s.kind
