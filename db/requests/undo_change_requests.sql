-- Takes answers to changes of records back, as the audit of an undo says: they wait again.
-- $1 operation uuid
SELECT count(*) FILTER (WHERE console.answer_change_request(a.entity_id::uuid, a.before ->> 'approval_status',
                                                            a.after ->> 'approval_status', a.after ->> 'rejection_reason')) AS count
  FROM console.audit_log a
 WHERE a.operation_id = $1::uuid AND a.entity_type = 'change_request'
