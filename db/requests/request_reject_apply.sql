-- Rejects requests for quota: the portal's row says so, with the reason; the customers are told where the settings say so.
-- $1 operation uuid, $2 uuid[] requests (locked), $3 reason
WITH answered AS MATERIALIZED (
    SELECT q.id, q.requester_id, q.request_type, q.request_details
      FROM console.quota_request q
     WHERE q.id = ANY ($2::uuid[]) AND q.status = 'PENDING'
       AND console.answer_quota_request(q.id, 'PENDING', 'REJECTED', NULL, $3::text)
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'quota_request', a.id::text,
       jsonb_build_object('status', 'PENDING', 'granted_details', NULL, 'rejection_reason', NULL),
       jsonb_build_object('status', 'REJECTED', 'granted_details', NULL, 'rejection_reason', $3::text),
       jsonb_build_object('user_id', a.requester_id, 'told', console.notify_customer(
           a.requester_id, 'request_refused',
           jsonb_build_object('request', console.request_said(a.requester_id, a.request_type = 'UNLIMITED',
                                                              console.json_count(a.request_details, 'requested_mb'),
                                                              console.json_count(a.request_details, 'requested_duration_days')),
                              'reason', $3::text), $1::text, $1::uuid))
  FROM console.operation o
 CROSS JOIN answered a
 WHERE o.id = $1::uuid
