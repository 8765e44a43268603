-- Which devices would be let in, and for whom.
-- $1 uuid[] devices, $2 phone number or id of the customer (NULL: the one that is told), $3 usage: count or forget
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH judged AS MATERIALIZED (
    SELECT a.*, row_number() OVER (PARTITION BY a.refusal IS NULL ORDER BY lower(a.owner), a.mac, a.id) AS place,
           count(*) FILTER (WHERE a.refusal IS NULL AND a.is_listed) OVER () AS listed
      FROM console.devices_to_authorise($1::uuid[], $2::text) a
)
SELECT j.id, j.refusal,
       CASE WHEN j.place <= 20 THEN coalesce(nullif(concat_ws(' ', j.host_name, j.mac, j.address), ''), j.id::text) END AS label,
       CASE WHEN j.place <= 20 AND j.refusal IS NULL THEN
           concat_ws(' · ', CASE WHEN j.is_authorized THEN 'let in'
                                 WHEN j.own_id IS NOT NULL THEN 'not let in' ELSE 'nobody''s' END,
                     CASE WHEN j.is_listed THEN 'on the list ' || console.setting('MIKROTIK_ADDRESS_LIST_UNAUTHORIZED',
                                                                                  'unauthorized') END)
       END AS before,
       CASE WHEN j.place <= 20 AND j.refusal IS NULL THEN
           concat_ws(' · ', 'let in as a device of ' || j.owner,
                     CASE WHEN $2::text IS NULL THEN 'told by ' || j.told END,
                     CASE WHEN j.is_authorized OR j.bytes IS NULL OR j.host_id IS NULL THEN NULL
                          WHEN $3::text = 'forget' THEN 'its ' || round(j.bytes / 1048576.0, 2) || ' MB so far are forgotten'
                          WHEN j.own_id IS NULL THEN 'its ' || round(j.bytes / 1048576.0, 2) || ' MB so far count as used'
                          ELSE 'what it used since it was counted last counts' END)
       END AS after,
       CASE WHEN j.refusal IS NULL AND j.place = 1 AND j.listed > 0 THEN
           'off the list of unauthorised addresses: ' || j.listed || ', where the entry is the portal''s or ours' END AS note
  FROM judged j
 ORDER BY j.place, j.refusal IS NOT NULL, j.id
