-- Lines that are to be isolated, and are not: it has not come about, or a session of before lives on.
-- Columns: cause, key, label, detail, user_id, since.
SELECT l.router AS cause, l.id::text AS key, concat_ws(' · ', l.name, u.full_name) AS label,
       l.message AS detail, l.user_id,
       coalesce(l.isolated_at, u.blocked_at) AS since
  FROM (SELECT b.id FROM console.ppp_line b JOIN public.users u ON u.id = b.user_id AND u.is_blocked WHERE b.is_ours
        UNION SELECT h.id FROM console.ppp_line h WHERE h.held IS NOT NULL) w
  JOIN console.ppp_line l ON l.id = w.id AND l.seen IS NOT NULL AND NOT l.is_to_be_removed
  LEFT JOIN public.users u ON u.id = l.user_id
  JOIN console.router r ON r.name = l.router AND r.is_enabled
 WHERE CASE WHEN l.remembered IS NULL THEN console.ppp_is_behind(l) ELSE l.message IS NOT NULL END
