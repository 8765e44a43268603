-- Routers on which the way to the banks and payment pages is not as the settings say: who is kept out can't pay.
-- Columns: cause, key, label, detail, user_id, since.
SELECT d.router AS cause, d.id::text AS key, d.subject AS label, NULL::text AS detail, NULL::uuid AS user_id,
       d.found_at AS since
  FROM console.drift d
  JOIN console.router r ON r.name = d.router AND r.is_enabled
 WHERE d.kind = 'garden' AND d.mend IS NOT NULL AND d.found_at < now() - interval '2 minutes'
