-- Lines that are isolated though nobody wants it: the release has not come about. And those that an operator isolated more than three
-- days ago, whose customer owes nothing.
-- Columns: cause, key, label, detail, user_id, since.
SELECT l.router AS cause, l.id::text AS key, concat_ws(' · ', l.name, u.full_name) AS label, coalesce(l.message, l.held) AS detail, l.user_id,
       l.isolated_at AS since
  FROM console.ppp_line l
  LEFT JOIN public.users u ON u.id = l.user_id
  JOIN console.router r ON r.name = l.router AND r.is_enabled
 WHERE l.state = 'isolated'
   AND CASE WHEN l.held IS NULL THEN NOT coalesce(u.is_blocked, false) AND console.ppp_is_behind(l)
            ELSE l.isolated_at < now() - interval '3 days' AND u.id IS NOT NULL AND console.ppp_owes_nothing(u) END
