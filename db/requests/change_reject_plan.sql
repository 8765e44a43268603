-- Which changes of customers' records would be rejected.
-- $1 uuid[] requests, $2 reason
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH judged AS MATERIALIZED (
    SELECT i.id, h.full_name, h.phone_number,
           CASE WHEN h.id IS NULL THEN 'there is no such request'
                WHEN h.approval_status <> 'PENDING' THEN 'was answered already' END AS refusal
      FROM (SELECT DISTINCT unnest($1::uuid[]) AS id) i
      LEFT JOIN console.change_request h ON h.id = i.id
), placed AS (
    SELECT j.*, row_number() OVER (PARTITION BY j.refusal IS NULL ORDER BY lower(j.full_name), j.id) AS place FROM judged j
)
SELECT p.id, p.refusal, CASE WHEN p.place <= 20 THEN coalesce(nullif(concat_ws(' ', p.full_name, p.phone_number), ''), p.id::text) END AS label,
       CASE WHEN p.place <= 20 AND p.refusal IS NULL THEN 'waiting' END AS before,
       CASE WHEN p.place <= 20 AND p.refusal IS NULL THEN concat_ws(': ', 'rejected', $2::text) END AS after, NULL AS note
  FROM placed p
 ORDER BY p.place, p.refusal IS NOT NULL, p.id
