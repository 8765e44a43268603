-- Backups or drills that are wanted by setting, where the last good one is too long ago.
-- Columns: cause, key, label, detail, user_id, since.
SELECT s.kind AS cause, s.kind AS key, s.kind AS label, s.error AS detail, NULL::uuid AS user_id, s.good_at AS since
  FROM console.backup_state() s
 WHERE s.is_late
