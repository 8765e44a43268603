-- Which routers would be compared with the database, and what would be mended as far as the last look tells.
-- $1 text[] names, $2 what is mended: no, safe
-- Columns: id, refusal, label, before, after, note.
SELECT w.name AS id,
       CASE WHEN r.name IS NULL THEN 'there is no such router'
            WHEN NOT r.is_enabled THEN 'no configuration names it any more' END AS refusal,
       w.name AS label,
       CASE WHEN r.name IS NULL THEN ''
            WHEN s.scanned_at IS NULL THEN 'never looked at'
            ELSE d.mendable || CASE d.mendable WHEN 1 THEN ' difference' ELSE ' differences' END
                 || ', looked at ' || CASE WHEN t.seconds < 120 THEN t.seconds || ' s'
                                           WHEN t.seconds < 7200 THEN t.seconds / 60 || ' min'
                                           WHEN t.seconds < 172800 THEN t.seconds / 3600 || ' h'
                                           ELSE t.seconds / 86400 || ' days' END || ' ago' END AS before,
       CASE WHEN r.name IS NULL THEN ''
            WHEN $2 = 'no' THEN 'looked at anew, nothing mended'
            WHEN s.scanned_at IS NULL THEN 'looked at, what is safe is mended'
            ELSE 'looked at anew, ' || d.safe || CASE d.safe WHEN 1 THEN ' safe one mended' ELSE ' safe ones mended' END
       END AS after,
       NULL AS note
  FROM (SELECT DISTINCT n.name FROM unnest($1::text[]) n (name)) w
  LEFT JOIN console.router r ON r.name = w.name
  LEFT JOIN console.router_sync_state s ON s.router = r.name
 CROSS JOIN LATERAL (SELECT extract(epoch FROM clock_timestamp() - s.scanned_at)::bigint AS seconds) t
 CROSS JOIN LATERAL (SELECT count(f.mend) AS mendable, count(f.mend) FILTER (WHERE f.is_safe) AS safe
                       FROM console.drift f
                      WHERE f.router = r.name) d
 ORDER BY r.position, w.name
