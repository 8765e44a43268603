-- What a take-over changes on its router and what stood there, for its page. Scripts are shown by their beginning.
-- $1 take-over
-- Columns: part, name, before, is_changed, is_restored.
SELECT k.part, k.name, left(convert_from(k.before, 'LATIN1'), 60) AS before, k.changed_at IS NOT NULL AS is_changed,
       k.restored_at IS NOT NULL AS is_restored
  FROM console.takeover_kept k
 WHERE k.takeover_id = $1::uuid
 ORDER BY k.part, k.name
 LIMIT 100
