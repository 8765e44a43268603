-- Routers whose lines would be followed, or no more.
-- $1 text[] names, $2 follow: yes, no
-- Columns: id, refusal, label, before, after, note.
SELECT w.name AS id,
       CASE WHEN r.name IS NULL THEN 'there is no such router'
            WHEN NOT r.is_enabled THEN 'no configuration names it any more'
            WHEN ($2 = 'yes') = (p.router IS NOT NULL) THEN CASE $2 WHEN 'yes' THEN 'its lines are followed already' ELSE 'its lines are not followed' END
            WHEN $2 = 'no' AND n.ours > 0 THEN 'has lines in our hands: leave them first (lines.leave)' END AS refusal,
       w.name AS label, CASE WHEN p.router IS NULL THEN 'lines not followed' ELSE 'lines followed' END AS before,
       CASE $2 WHEN 'yes' THEN 'PPPoE lines are read each minute; nothing is changed before they are taken over' ELSE 'lines not followed' END AS after,
       NULL AS note
  FROM (SELECT DISTINCT n.name FROM unnest($1::text[]) n (name)) w
  LEFT JOIN console.router r ON r.name = w.name
  LEFT JOIN console.ppp_router p ON p.router = w.name
 CROSS JOIN LATERAL (SELECT count(*) AS ours FROM console.ppp_line l WHERE l.router = w.name AND l.is_ours) n
 ORDER BY r.position, w.name
