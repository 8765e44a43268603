-- How much waits for an operator: requests for quota, changes of records, registrations.
-- Columns: requests, changes, registrations.
SELECT (SELECT count(*) FROM console.quota_request q WHERE q.status = 'PENDING') AS requests,
       (SELECT count(*) FROM console.change_request h WHERE h.approval_status = 'PENDING') AS changes,
       (SELECT count(*) FROM public.users u WHERE u.approval_status = 'PENDING_APPROVAL') AS registrations
