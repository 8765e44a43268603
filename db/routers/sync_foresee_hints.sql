-- Where the last look at a router found something amiss of the customers that an operation wants synced there, as
-- sync_hints.sql says it of them.
-- $1 operation uuid
-- Columns: subject (address, MAC or account).
SELECT DISTINCT d.subject
  FROM console.outbox o
  JOIN console.drift d ON d.user_id = o.entity_id AND 'router:' || d.router = o.target
 WHERE o.operation_id = $1::uuid AND o.state = 'pending' AND o.effect = 'sync_user'
   AND (d.mend IS NOT NULL AND d.item IS NULL OR d.kind IN ('claim_entry', 'claim_binding'))
