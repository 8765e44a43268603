-- Carries out what an undo says of charges: what was given for them was taken back. Money that is still here is to
-- be given back then; where it went already, nothing is left to decide.
-- $1 operation uuid
SELECT console.charge_set(a.entity_id, a.after ->> 'state',
                          ROW('undo', NULL, NULL, NULL, NULL, NULL, 'operator')::console.charge_said,
                          'taken back by ' || a.actor, console.charge_waits(a.after ->> 'state'))
  FROM console.audit_log a
 WHERE a.operation_id = $1::uuid AND a.entity_type = 'charge'
 ORDER BY a.entity_id
