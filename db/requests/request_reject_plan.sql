-- Which requests for quota would be rejected.
-- $1 uuid[] requests, $2 reason
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH judged AS MATERIALIZED (
    SELECT i.id, u.full_name, q.request_type, q.request_details,
           CASE WHEN q.id IS NULL THEN 'there is no such request'
                WHEN q.status <> 'PENDING' THEN 'was answered already' END AS refusal
      FROM (SELECT DISTINCT unnest($1::uuid[]) AS id) i
      LEFT JOIN console.quota_request q ON q.id = i.id
      LEFT JOIN public.users u ON u.id = q.requester_id
), placed AS (
    SELECT j.*, row_number() OVER (PARTITION BY j.refusal IS NULL ORDER BY lower(j.full_name), j.id) AS place FROM judged j
)
SELECT p.id, p.refusal, CASE WHEN p.place <= 20 THEN coalesce(p.full_name, p.id::text) END AS label,
       CASE WHEN p.place <= 20 AND p.refusal IS NULL THEN
           console.request_text(p.request_type, console.json_count(p.request_details, 'requested_mb'),
                                console.json_count(p.request_details, 'requested_duration_days')) END AS before,
       CASE WHEN p.place <= 20 AND p.refusal IS NULL THEN 'rejected: ' || $2::text END AS after, NULL AS note
  FROM placed p
 ORDER BY p.place, p.refusal IS NOT NULL, p.id
