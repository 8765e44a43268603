-- Of whom of these users the last look found rows on a router that are left as they are, whatever is done to them.
-- $1 uuid[] users
-- Columns: note (one a router).
SELECT count(DISTINCT f.user_id) || CASE count(DISTINCT f.user_id) WHEN 1 THEN ' of these has' ELSE ' of these have' END
       || ' rows on router ' || f.router || ' that are left as they are: '
       || concat_ws(', ',
              CASE WHEN bool_or(f.kind <> 'foreign_entry') THEN
                  count(*) FILTER (WHERE f.kind <> 'foreign_entry') || ' not claimed yet (routers.claim)' END,
              CASE WHEN bool_or(f.kind = 'foreign_entry') THEN
                  count(*) FILTER (WHERE f.kind = 'foreign_entry') || ' not ours' END) AS note
  FROM console.drift f
  JOIN console.router r ON r.name = f.router AND r.is_enabled
 WHERE f.user_id = ANY ($1::uuid[])
   AND (f.kind = 'foreign_entry'
        OR f.kind IN ('claim_entry', 'claim_binding', 'claim_account')
           AND console.setting('router_claim') <> 'touch'
           AND NOT EXISTS (SELECT FROM console.router_claim c WHERE c.router = f.router AND c.user_id = f.user_id))
 GROUP BY f.router, r.position
 ORDER BY r.position, f.router
 LIMIT 3
