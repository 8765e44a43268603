-- Forgets imports that were not written and that nobody went on with; their lines are gone.
DELETE FROM console.import i
 WHERE i.staged_at < now() - make_interval(days => console.setting_bigint('import_keep_days', 7)::integer)
   AND NOT EXISTS (SELECT FROM console.operation o WHERE o.id = i.operation_id)
