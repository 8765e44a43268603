-- Which imports of a shop would be taken back.
-- $1 text[] imports
-- Columns: id, refusal, label, before, after, note.
SELECT i.id::text AS id, console.shop_import_undo_refusal(i) AS refusal, i.schema_name AS label,
       console.shop_import_count(i, 'user') || ' customers · ' || console.shop_import_count(i, 'product') || ' products · '
       || console.shop_import_count(i, 'content') || ' contents · ' || console.shop_import_count(i, 'order') || ' orders' AS before,
       'nothing of it' AS after,
       i.schema_name || ': ' || console.rp_text(coalesce((SELECT sum(m.rp) FROM console.shop_import_made m
                                                          WHERE m.operation_id = i.operation_id AND m.kind = 'balance'), 0)::bigint)
       || ' go off balances' AS note
  FROM console.shop_import i
 WHERE i.id = ANY ($1::text[]::bigint[])
 ORDER BY i.id
