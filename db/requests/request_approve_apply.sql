-- Approves requests for quota: the portal's row says so, the audit says what the customers get, who are told where the
-- settings say so.
-- $1 operation uuid, $2 uuid[] requests (locked with their customers), $3 MB (NULL: as asked), $4 days (NULL: as asked),
-- $5 reason, where it is not what was asked for
WITH judged AS MATERIALIZED (
    SELECT r.*, CASE WHEN r.is_part THEN 'PARTIALLY_APPROVED' ELSE 'APPROVED' END AS status,
           CASE WHEN r.is_part THEN json_build_object('granted_mb', r.mb, 'granted_duration_days', r.days)::text END AS granted,
           CASE WHEN r.is_part THEN btrim($5::text) END AS reason
      FROM console.quota_requests_to_approve($2::uuid[], $3::bigint, $4::bigint, $5::text) r
     WHERE r.refusal IS NULL
), answered AS MATERIALIZED (
    SELECT j.* FROM judged j WHERE console.answer_quota_request(j.id, 'PENDING', j.status, j.granted, j.reason)
), line AS (
    SELECT 'quota_request' AS entity_type, a.id AS entity_id,
           jsonb_build_object('status', 'PENDING', 'granted_details', NULL, 'rejection_reason', NULL) AS before,
           jsonb_build_object('status', a.status, 'granted_details', a.granted, 'rejection_reason', a.reason) AS after,
           jsonb_build_object('user_id', a.user_id, 'kind', a.kind, 'mb', a.mb, 'days', a.days, 'told', console.notify_customer(
               a.user_id, 'request_approved',
               jsonb_strip_nulls(jsonb_build_object('request', console.request_said(a.user_id, a.is_unlimited, a.mb, a.days),
                                                    'reason', a.reason)), $1::text, $1::uuid)) AS details
      FROM answered a
    UNION ALL
    SELECT c.entity_type, c.entity_id, c.before, c.after, c.details
      FROM answered a
     CROSS JOIN LATERAL console.quota_request_rows(a.user_id, a.mb, a.days, a.is_unlimited) c
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, l.entity_type, l.entity_id::text, l.before, l.after, l.details
  FROM console.operation o
 CROSS JOIN line l
 WHERE o.id = $1::uuid
