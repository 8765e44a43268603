-- Which hosts of nobody would be made devices of a customer.
-- $1 uuid[] devices, $2 phone number or id of the customer, $3 label, $4 usage: count or forget
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH judged AS MATERIALIZED (
    SELECT a.*, row_number() OVER (PARTITION BY a.refusal IS NULL ORDER BY a.mac, a.id) AS place,
           count(*) FILTER (WHERE a.refusal IS NULL AND console.is_random_mac(a.mac)) OVER () AS random
      FROM console.devices_to_take_over($1::uuid[], $2::text) a
)
SELECT j.id, j.refusal,
       CASE WHEN j.place <= 20 THEN coalesce(nullif(concat_ws(' ', j.host_name, j.mac, j.address), ''), j.id::text) END AS label,
       CASE WHEN j.place <= 20 AND j.refusal IS NULL THEN 'nobody''s' END AS before,
       CASE WHEN j.place <= 20 AND j.refusal IS NULL THEN
           concat_ws(' · ', 'let in as a device of ' || j.owner, 'called ' || coalesce($3::text, j.host_name),
                     CASE WHEN j.bytes IS NULL OR j.host_id IS NULL THEN NULL
                          WHEN $4::text = 'forget' THEN 'its ' || round(j.bytes / 1048576.0, 2) || ' MB so far are forgotten'
                          ELSE 'its ' || round(j.bytes / 1048576.0, 2) || ' MB so far count as used' END)
       END AS after,
       CASE WHEN j.refusal IS NULL AND j.place = 1 AND j.random > 0 THEN
           'the MAC is one that the device made up: it may come with another one' END AS note
  FROM judged j
 ORDER BY j.place, j.refusal IS NOT NULL, j.id
