-- Quota and usage that can't be: below zero, or no figure at all. The integrity check looks for them.
-- Columns: cause, key, label, detail, user_id, since.
SELECT f.kind AS cause, f.id::text AS key, coalesce(f.label, f.kind) AS label, f.present AS detail, f.user_id,
       coalesce(f.since, f.found_at) AS since
  FROM console.finding f
 WHERE f.closed_at IS NULL AND f.kind IN ('quota_not_negative', 'usage_not_negative', 'rows_can_be_reckoned')
