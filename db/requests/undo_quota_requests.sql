-- Takes answers to requests for quota back, as the audit of an undo says: they wait again.
-- $1 operation uuid
SELECT count(*) FILTER (WHERE console.answer_quota_request(a.entity_id::uuid, a.before ->> 'status', a.after ->> 'status',
                                                           a.after ->> 'granted_details', a.after ->> 'rejection_reason')) AS count
  FROM console.audit_log a
 WHERE a.operation_id = $1::uuid AND a.entity_type = 'quota_request'
