-- Claims users of whom a sync changed what only a claim makes ours, where the setting lets it, and those who have a
-- hotspot user that the console made and nothing that waits to be claimed.
-- $1 router, $2 uuid[] users
INSERT INTO console.router_claim (router, user_id)
SELECT r.name, u.id
  FROM console.router r
 CROSS JOIN unnest($2::uuid[]) AS w (id)
  JOIN public.users u ON u.id = w.id
 WHERE r.name = $1
ON CONFLICT DO NOTHING
