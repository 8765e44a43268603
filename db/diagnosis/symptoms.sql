-- What is amiss with one customer, as far as the database knows. {{branches}}: SELECT * FROM a room's function, each.
-- $1 user id
-- Columns: id, full_name, phone_number, name (of the symptom; NULL: there is none), at, age, a, b, c (arguments of its
--          sentence), page_id, mend_id.
SELECT u.id, u.full_name, u.phone_number, s.name, to_char(s.at, 'YYYY-MM-DD HH24:MI:SS') AS at,
       CASE WHEN s.at < clock_timestamp() THEN console.span_text(floor(extract(epoch FROM clock_timestamp() - s.at))::bigint) END AS age,
       s.a, s.b, s.c, s.page_id, s.mend_id
  FROM public.users u
  LEFT JOIN LATERAL (
{{branches}}) s ON true
 WHERE u.id = $1::uuid
 ORDER BY s.rank, s.at DESC NULLS LAST, s.page_id
