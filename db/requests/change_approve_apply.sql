-- Makes changes of customers' records: the portal's row says that they are approved, the audit what changes;
-- the customers are told where the settings say so.
-- $1 operation uuid, $2 uuid[] requests (locked with their customers)
WITH answered AS MATERIALIZED (
    SELECT r.*
      FROM console.changes_to_approve($2::uuid[]) r
     WHERE r.refusal IS NULL AND console.answer_change_request(r.id, 'PENDING', 'APPROVED', NULL)
), line AS (
    SELECT 'change_request' AS entity_type, a.id AS entity_id,
           jsonb_build_object('approval_status', 'PENDING', 'rejection_reason', NULL) AS before,
           jsonb_build_object('approval_status', 'APPROVED', 'rejection_reason', NULL) AS after,
           jsonb_build_object('user_id', a.user_id, 'told', console.notify_customer(
               a.user_id, 'request_approved', jsonb_build_object('request', console.request_said(a.user_id, NULL, NULL, NULL)),
               $1::text, $1::uuid)) AS details
      FROM answered a
    UNION ALL
    SELECT 'user', a.user_id, a.before, a.after, NULL
      FROM answered a
     WHERE a.after <> '{}'
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, l.entity_type, l.entity_id::text, l.before, l.after, l.details
  FROM console.operation o
 CROSS JOIN line l
 WHERE o.id = $1::uuid
