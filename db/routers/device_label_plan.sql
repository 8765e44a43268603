-- What devices would be called.
-- $1 uuid[] devices, $2 label; "-" takes it away, NULL leaves it
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH judged AS MATERIALIZED (
    SELECT r.*, c.refusal AS reason,
           row_number() OVER (PARTITION BY c.refusal IS NULL ORDER BY lower(r.owner), r.mac, r.id) AS place
      FROM console.devices_to_remove($1::uuid[]) r
     CROSS JOIN LATERAL (
           SELECT CASE WHEN r.refusal IS NOT NULL THEN r.refusal
                       WHEN coalesce((r.device).label, '') = coalesce(nullif($2::text, '-'), '') THEN 'is called so already'
                       WHEN $2::text IS NULL THEN 'nothing was said that it is to be called' END AS refusal) c
)
SELECT j.id, j.reason AS refusal,
       CASE WHEN j.place <= 20 THEN coalesce(nullif(concat_ws(' ', j.owner, j.mac), ''), j.id::text) END AS label,
       CASE WHEN j.place <= 20 AND j.reason IS NULL THEN coalesce((j.device).label, 'no label') END AS before,
       CASE WHEN j.place <= 20 AND j.reason IS NULL THEN coalesce(nullif($2::text, '-'), 'no label') END AS after,
       NULL AS note
  FROM judged j
 ORDER BY j.place, j.reason IS NOT NULL, j.id
