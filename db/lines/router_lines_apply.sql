-- Begins or ends to follow the lines of routers.
-- $1 operation uuid, $2 text[] names, $3 follow: yes, no
-- Columns: id.
SELECT s.id FROM console.ppp_watch($1::uuid, $2::text[], $3::text = 'yes') AS s (id)
