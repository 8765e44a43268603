-- Says which routers this host's configuration has, and makes console.router what all hosts say together:
-- names, order, hotspot servers. Writes only what differs. A router is disabled when the last host that had it
-- has it no more; a host's word is forgotten when nobody has tried that router for a week.
-- $1 host, $2 text[] names in their order, $3 text[] each one's servers, comma-separated
WITH own AS MATERIALIZED (
    SELECT w.router, (w.position - 1)::integer AS position,
           CASE WHEN w.servers = '' THEN '{}' ELSE string_to_array(w.servers, ',') END AS servers
      FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS w (router, servers, position)
), listed AS MATERIALIZED (
    SELECT o.router, o.position, o.servers FROM own o
    UNION ALL
    SELECT h.router, h.position, h.servers
      FROM console.router_host h
      LEFT JOIN console.router_sync_state s ON s.router = h.router
     WHERE h.host <> $1 AND greatest(h.listed_at, s.checked_at) > clock_timestamp() - interval '7 days'
), agreed AS MATERIALIZED (
    SELECT l.router, (row_number() OVER (ORDER BY min(l.position), l.router) - 1)::integer AS position,
           ARRAY(SELECT DISTINCT x.server FROM listed o CROSS JOIN LATERAL unnest(o.servers) AS x (server)
                  WHERE o.router = l.router ORDER BY x.server) AS servers
      FROM listed l
     GROUP BY l.router
), noted AS (
    INSERT INTO console.router_host AS h (host, router, position, servers)
    SELECT $1, o.router, o.position, o.servers FROM own o
    ON CONFLICT (host, router) DO UPDATE
       SET position = excluded.position, servers = excluded.servers, listed_at = excluded.listed_at
     WHERE (h.position, h.servers) IS DISTINCT FROM (excluded.position, excluded.servers)
        OR h.listed_at < clock_timestamp() - interval '1 day'
), forgotten AS (
    DELETE FROM console.router_host h
     WHERE (h.host = $1 AND h.router NOT IN (SELECT o.router FROM own o))
        OR h.router NOT IN (SELECT l.router FROM listed l)
), disabled AS (
    UPDATE console.router r
       SET is_enabled = false, updated_at = now()
     WHERE r.is_enabled AND r.name NOT IN (SELECT a.router FROM agreed a)
       AND r.name IN (SELECT h.router FROM console.router_host h)
)
INSERT INTO console.router AS r (name, position, servers)
SELECT a.router, a.position, a.servers FROM agreed a
ON CONFLICT (name) DO UPDATE
   SET position = excluded.position, servers = excluded.servers, is_enabled = true, updated_at = now()
 WHERE (r.position, r.servers, r.is_enabled) IS DISTINCT FROM (excluded.position, excluded.servers, true)
