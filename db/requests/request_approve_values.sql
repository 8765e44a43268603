-- What a request asks for.
-- $1 request uuid
-- Columns: mb, days.
SELECT console.json_count(q.request_details, 'requested_mb') AS mb,
       console.json_count(q.request_details, 'requested_duration_days') AS days
  FROM console.quota_request q
 WHERE q.id = $1::uuid
