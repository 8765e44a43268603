-- Where the last look at a router found something amiss of these users.
-- $1 router, $2 uuid[] users
-- Columns: subject (address, MAC or account).
SELECT DISTINCT d.subject
  FROM console.drift d
 WHERE d.user_id = ANY ($2::uuid[]) AND d.router = $1
   AND (d.mend IS NOT NULL AND d.item IS NULL OR d.kind IN ('claim_entry', 'claim_binding'))
