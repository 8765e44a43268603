-- What the integrity check found, a cause for each rule; those aside that have a detector of their own.
-- Columns: cause, key, label, detail, user_id, since.
SELECT f.kind AS cause, f.id::text AS key, coalesce(f.label, f.kind) AS label, f.present AS detail, f.user_id,
       coalesce(f.since, f.found_at) AS since
  FROM console.finding f
 WHERE f.closed_at IS NULL
   AND f.kind NOT IN ('quota_not_negative', 'usage_not_negative', 'rows_can_be_reckoned', 'manual_debt_is_ledger_sum')
