-- Locks the customers of requests for quota, in the order of their ids.
-- $1 uuid[] requests
-- Columns: count.
SELECT count(*)
  FROM (SELECT u.id
          FROM public.users u
         WHERE u.id IN (SELECT q.requester_id FROM console.quota_request q WHERE q.id = ANY ($1::uuid[]))
         ORDER BY u.id
           FOR NO KEY UPDATE OF u) locked
