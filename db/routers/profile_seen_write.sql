-- The hotspot user profiles of a router as they were just read; written only where they are others than at the last look.
-- $1 router, $2 jsonb: [{"name": …, "rate": …, "shared": …, "session": seconds, "list": …}]
WITH seen AS MATERIALIZED (
    SELECT s.name, coalesce(s.rate, '') AS rate_limit, coalesce(s.shared, '') AS shared_users,
           coalesce(s.session, 0) AS session_timeout_s, coalesce(s.list, '') AS address_list
      FROM jsonb_to_recordset($2::jsonb) AS s (name text, rate text, shared text, session bigint, list text)
      JOIN console.router r ON r.name = $1
), written AS (
    INSERT INTO console.router_profile AS p (router, name, rate_limit, shared_users, session_timeout_s, address_list)
    SELECT DISTINCT ON (s.name) $1, s.name, s.rate_limit, s.shared_users, s.session_timeout_s, s.address_list
      FROM seen s
     WHERE NOT EXISTS (SELECT FROM console.router_profile k
                        WHERE k.router = $1 AND k.name = s.name
                          AND (k.rate_limit, k.shared_users, k.session_timeout_s, k.address_list)
                              = (s.rate_limit, s.shared_users, s.session_timeout_s, s.address_list))
    ON CONFLICT (router, name) DO UPDATE
       SET rate_limit = excluded.rate_limit, shared_users = excluded.shared_users,
           session_timeout_s = excluded.session_timeout_s, address_list = excluded.address_list, seen_at = now()
    RETURNING p.name
), forgotten AS (
    DELETE FROM console.router_profile p
     WHERE p.router = $1 AND NOT EXISTS (SELECT FROM seen s WHERE s.name = p.name)
    RETURNING p.name
)
SELECT pg_notify('hotspot_console', 'profiles')
 WHERE EXISTS (SELECT FROM written) OR EXISTS (SELECT FROM forgotten)
