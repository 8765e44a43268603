-- Whether the lines of a router are followed.
-- $1 router
-- Columns: is_watched.
SELECT EXISTS (SELECT FROM console.ppp_router p WHERE p.router = $1) AS is_watched
