-- Lines in our hands whose secret is no more on the router.
-- Columns: cause, key, label, detail, user_id, since.
SELECT l.router AS cause, l.id::text AS key, concat_ws(' · ', l.name, u.full_name) AS label, nullif(l.comment, '') AS detail, l.user_id,
       l.off_since AS since
  FROM console.ppp_line l
  LEFT JOIN public.users u ON u.id = l.user_id
  JOIN console.router r ON r.name = l.router AND r.is_enabled
 WHERE l.state = 'gone' AND NOT l.is_to_be_put AND NOT l.is_to_be_removed
