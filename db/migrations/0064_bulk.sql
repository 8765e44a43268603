-- applies: always
-- What a change of many customers writes of the audit: 3 rows each, and an entry of each in every index.

-- Who changed this thing is asked by its id alone, and answered by a few rows. A hash finds them without the path down a
-- tree whose every page is another, and keeps 4 bytes of the id.
DROP INDEX console.audit_log_entity;
CREATE INDEX audit_log_entity ON console.audit_log USING hash (entity_id);

-- What an operation did to one customer is found among the customer's rows (audit_log_about), of which there are few,
-- and the rows of one operation by audit_log_part.
DROP INDEX console.audit_log_operation;
