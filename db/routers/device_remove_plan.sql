-- Which devices would be taken from their customers.
-- $1 uuid[] devices
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH judged AS MATERIALIZED (
    SELECT r.*, row_number() OVER (PARTITION BY r.refusal IS NULL ORDER BY lower(r.owner), r.mac, r.id) AS place
      FROM console.devices_to_remove($1::uuid[]) r
)
SELECT j.id, j.refusal,
       CASE WHEN j.place <= 20 THEN coalesce(nullif(concat_ws(' ', j.owner, (j.device).label, j.mac), ''), j.id::text) END AS label,
       CASE WHEN j.place <= 20 AND j.refusal IS NULL THEN
           CASE WHEN (j.device).is_authorized THEN 'let in' ELSE 'not let in' END END AS before,
       CASE WHEN j.place <= 20 AND j.refusal IS NULL THEN
           'nobody''s · off the lists and bindings of the router · its sessions end' END AS after,
       NULL AS note
  FROM judged j
 ORDER BY j.place, j.refusal IS NOT NULL, j.id
