-- Customers whose sum of debt is not that of their open debts. The integrity check looks for them.
-- Columns: cause, key, label, detail, user_id, since.
SELECT ''::text AS cause, f.id::text AS key, coalesce(f.label, f.kind) AS label, f.present AS detail, f.user_id,
       coalesce(f.since, f.found_at) AS since
  FROM console.finding f
 WHERE f.closed_at IS NULL AND f.kind = 'manual_debt_is_ledger_sum'
