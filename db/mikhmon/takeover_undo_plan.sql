-- Which routers would be given back to Mikhmon.
-- $1 text[] ids
-- Columns: id, refusal, label, before, after, note.
SELECT t.id::text AS id, console.takeover_undo_refusal(t) AS refusal, t.router AS label,
       (t.counts ->> 'vouchers') || ' vouchers are kept here' AS before,
       format('as it was: %s schedulers on, %s scripts', count(k.name) FILTER (WHERE k.part = 'scheduler'),
              count(k.name) FILTER (WHERE k.part = 'profile')) AS after,
       NULL AS note
  FROM console.takeover t
  LEFT JOIN console.takeover_kept k ON k.takeover_id = t.id
 WHERE t.id = ANY ($1::text[]::uuid[])
 GROUP BY t.id
 ORDER BY t.router, t.began_at
