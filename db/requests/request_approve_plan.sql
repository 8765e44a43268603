-- Which requests for quota would be approved, and what that gives.
-- $1 uuid[] requests, $2 MB (NULL: as asked), $3 days (NULL: as asked), $4 reason, where it is not what was asked for
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT r.*, row_number() OVER (PARTITION BY r.refusal IS NULL ORDER BY lower(r.owner), r.id) AS place
      FROM console.quota_requests_to_approve($1::uuid[], $2::bigint, $3::bigint, $4::text) r
)
SELECT t.id, t.refusal, CASE WHEN t.place <= 20 THEN coalesce(t.owner, t.id::text) END AS label, p.texts[2] AS before,
       p.texts[3] || CASE WHEN t.days > 0 THEN ' · ' || t.days || ' days from now' ELSE '' END
                  || CASE WHEN t.is_part THEN ' · not what was asked for: ' || console.request_text(t.kind, t.asked_mb, t.asked_days)
                          ELSE '' END AS after,
       NULL AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 AND t.refusal IS NULL THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                     JOIN console.quota_request_rows(t.user_id, t.mb, t.days, t.is_unlimited) c
                       ON c.entity_type = 'user' AND c.entity_id = u.id
                    CROSS JOIN LATERAL console.user_preview(u, c.after) v
                    WHERE u.id = t.user_id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.refusal IS NOT NULL, t.id
