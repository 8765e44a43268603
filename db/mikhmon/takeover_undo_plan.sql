-- Which routers would be given back to Mikhmon.
-- $1 text[] ids
-- Columns: id, refusal, label, before, after, note.
SELECT t.id::text AS id, console.takeover_undo_refusal(t) AS refusal, t.router AS label,
       (t.counts ->> 'vouchers') || CASE t.counts ->> 'vouchers' WHEN '1' THEN ' voucher is kept here' ELSE ' vouchers are kept here' END AS before,
       format('as it was: %s schedulers on, %s scripts', count(k.name) FILTER (WHERE k.part = 'scheduler'),
              count(k.name) FILTER (WHERE k.part = 'profile')) AS after,
       nullif(concat_ws('; ', (SELECT count(*) || CASE count(*) WHEN 1 THEN ' template goes' ELSE ' templates go' END
                                 FROM console.takeover_made_templates(t.id) x WHERE x.is_unchanged HAVING count(*) > 0),
                        (SELECT 'changed since, and kept: ' || string_agg(x.name, ', ' ORDER BY lower(x.name))
                           FROM console.takeover_made_templates(t.id) x WHERE NOT x.is_unchanged)), '') AS note
  FROM console.takeover t
  LEFT JOIN console.takeover_kept k ON k.takeover_id = t.id
 WHERE t.id = ANY ($1::text[]::uuid[])
 GROUP BY t.id
 ORDER BY t.router, t.began_at
