-- Forgets what was found to differ of users that have just been brought to the router. The router's row is
-- locked as a scan does it, so that the two write one after the other.
-- $1 router, $2 uuid[] users
WITH mended AS MATERIALIZED (
    SELECT d.id FROM console.drift d
     WHERE d.user_id = ANY ($2::uuid[]) AND d.router = $1
       AND (d.mend IS NOT NULL AND d.item IS NULL
            OR d.kind IN ('claim_entry', 'claim_binding', 'claim_account')
               AND EXISTS (SELECT FROM console.router_claim c WHERE c.router = d.router AND c.user_id = d.user_id))
), lock AS MATERIALIZED (
    SELECT r.name FROM console.router r WHERE r.name = $1 AND EXISTS (SELECT FROM mended) FOR NO KEY UPDATE
), gone AS (
    DELETE FROM console.drift d
     USING mended m
     WHERE d.id = m.id AND EXISTS (SELECT FROM lock)
    RETURNING d.id
)
SELECT pg_notify('hotspot_console', 'drift') WHERE EXISTS (SELECT FROM gone)
