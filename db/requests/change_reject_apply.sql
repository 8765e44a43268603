-- Rejects changes of customers' records: the portal's row says so, with the reason; the customers are
-- told where the settings say so.
-- $1 operation uuid, $2 uuid[] requests (locked with their customers), $3 reason (NULL: none)
WITH answered AS MATERIALIZED (
    SELECT h.id, u.id AS user_id
      FROM console.change_request h
      LEFT JOIN public.users u ON u.phone_number = console.stored_phone(h.phone_number)
     WHERE h.id = ANY ($2::uuid[]) AND h.approval_status = 'PENDING'
       AND console.answer_change_request(h.id, 'PENDING', 'REJECTED', $3::text)
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'change_request', a.id::text,
       jsonb_build_object('approval_status', 'PENDING', 'rejection_reason', NULL),
       jsonb_build_object('approval_status', 'REJECTED', 'rejection_reason', left($3::text, 255)),
       jsonb_strip_nulls(jsonb_build_object('user_id', a.user_id, 'told', CASE WHEN a.user_id IS NOT NULL THEN
           console.notify_customer(a.user_id, 'request_refused',
                                   jsonb_strip_nulls(jsonb_build_object('request', console.request_said(a.user_id, NULL, NULL, NULL),
                                                                        'reason', $3::text)), $1::text, $1::uuid) END))
  FROM console.operation o
 CROSS JOIN answered a
 WHERE o.id = $1::uuid
