-- What an incident is about: the longest first, at most so many.
-- $1 bigint id, $2 how many
-- Columns: key, label, detail, user_id, full_name, since.
SELECT r.key, r.label, r.detail, r.user_id, u.full_name, to_char(coalesce(r.since, r.found_at), 'YYYY-MM-DD HH24:MI') AS since
  FROM console.incident_row r
  LEFT JOIN public.users u ON u.id = r.user_id
 WHERE r.incident_id = $1::bigint
 ORDER BY coalesce(r.since, r.found_at), r.key
 LIMIT $2::integer
