-- The till that would be opened, for who does it, whatever rows were chosen.
-- $1 any, $2 rupiah in the drawer
-- Columns: id, refusal, label, before, after, note.
SELECT coalesce(t.id, gen_random_uuid()) AS id, CASE WHEN t.id IS NOT NULL THEN 'has a till open already: close it first' END AS refusal,
       'till of ' || console.actor() AS label, coalesce(console.till_text(t), 'none is open') AS before,
       CASE WHEN t.id IS NULL THEN 'open · float ' || console.rp_text($2::bigint) END AS after, NULL AS note
  FROM (SELECT) one
  LEFT JOIN console.till t ON t.operator = console.actor() AND t.closed_at IS NULL
 WHERE $1::uuid[] IS NULL OR true
