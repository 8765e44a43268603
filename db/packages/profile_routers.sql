-- How each router stands to a profile.
-- $1 its uuid
-- Columns: router, state (unseen: it was not looked at yet), text: what differs, else what it grants.
SELECT r.name AS router, coalesce(o.state, 'unseen') AS state, coalesce(o.difference, o.grants) AS text
  FROM console.router r
  LEFT JOIN console.profile_on_routers($1::uuid) o ON o.router = r.name
 WHERE r.is_enabled
 ORDER BY r.position, r.name
