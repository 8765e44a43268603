-- Addresses that were taken off the list of unauthorised ones, before the next look says so.
-- $1 router, $2 text[] MACs
WITH changed AS (
    UPDATE console.router_host_seen h
       SET is_listed = false
     WHERE h.router = $1 AND h.mac = ANY ($2::text[]) AND h.is_listed
    RETURNING h.id
)
SELECT pg_notify('hotspot_console', 'devices') WHERE EXISTS (SELECT FROM changed)
