-- Locks the open debt items of the customers of requests for quota, who are locked already.
-- $1 uuid[] requests
-- Columns: count.
SELECT count(*)
  FROM (SELECT d.id
          FROM public.user_quota_debts d
         WHERE d.user_id IN (SELECT q.requester_id FROM console.quota_request q WHERE q.id = ANY ($1::uuid[])) AND NOT d.is_paid
         ORDER BY d.id
           FOR NO KEY UPDATE OF d) locked
