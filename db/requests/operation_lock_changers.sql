-- One operation at a time answers changes of records, for some are of nobody who could be locked; then their customers, in the
-- order of their ids.
-- $1 uuid[] requests
-- Columns: count.
WITH turn AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(hashtextextended('hotspot_console.changes', 0)) AS is_mine
)
SELECT count(*)
  FROM (SELECT u.id
          FROM public.users u
         CROSS JOIN turn t
         WHERE u.phone_number IN (SELECT console.stored_phone(h.phone_number) FROM console.change_request h WHERE h.id = ANY ($1::uuid[]))
         ORDER BY u.id
           FOR NO KEY UPDATE OF u) locked
