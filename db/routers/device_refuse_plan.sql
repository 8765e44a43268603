-- Which devices would be refused, and what that does on the router.
-- $1 uuid[] devices, $2 block: yes or no
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH setting AS MATERIALIZED (
    SELECT console.setting('list_refused_devices', 'no') = 'yes' AS is_listing,
           console.setting('MIKROTIK_ADDRESS_LIST_UNAUTHORIZED', 'unauthorized') AS list
), judged AS MATERIALIZED (
    SELECT r.*, row_number() OVER (PARTITION BY r.refusal IS NULL ORDER BY lower(r.owner), r.mac, r.id) AS place,
           s.list, s.is_listing AND r.address IS NOT NULL AND r.is_here AS is_to_list
      FROM console.devices_to_refuse($1::uuid[], $2::text = 'yes') r
     CROSS JOIN setting s
)
SELECT j.id, j.refusal,
       CASE WHEN j.place <= 20 THEN coalesce(nullif(concat_ws(' ', j.owner, j.host_name, j.mac), ''), j.id::text) END AS label,
       CASE WHEN j.place <= 20 AND j.refusal IS NULL THEN
           CASE WHEN j.is_authorized THEN 'let in' WHEN j.device_id IS NOT NULL THEN 'not let in' ELSE 'nobody''s' END
       END AS before,
       CASE WHEN j.place <= 20 AND j.refusal IS NULL THEN
           concat_ws(' · ', CASE WHEN j.is_authorized THEN 'not let in' END, 'its sessions end',
                     CASE WHEN j.is_to_list THEN 'its address is put on the list ' || j.list END,
                     CASE WHEN $2::text = 'yes' THEN 'its MAC is blocked by an ip-binding' END)
       END AS after,
       CASE WHEN j.refusal IS NULL AND j.place = 1 AND $2::text <> 'yes' THEN
           'no ip-binding is made: the login page stays open (block=yes closes it)' END AS note
  FROM judged j
 ORDER BY j.place, j.refusal IS NOT NULL, j.id
