-- Which device would be made a customer's.
-- $1 NULL: it takes no selection; $2 phone number or id of the customer, $3 MAC in any spelling, $4 label
-- Columns: id (the customer's), refusal, label, before, after, note.
SELECT coalesce(w.user_id, '00000000-0000-0000-0000-000000000000'::uuid) AS id,
       w.refusal, concat_ws(' ', w.owner, coalesce(w.mac, $3::text)) AS label,
       CASE WHEN w.refusal IS NULL THEN CASE WHEN w.own_id IS NULL THEN 'nobody''s' ELSE 'not let in' END END AS before,
       CASE WHEN w.refusal IS NULL THEN
           concat_ws(' · ', 'let in as a device of ' || w.owner, 'called ' || coalesce($4::text, w.own_label, w.host_name),
                     CASE WHEN w.own_id IS NULL AND w.start IS NULL AND w.bytes IS NOT NULL THEN
                         'its ' || round(w.bytes / 1048576.0, 2) || ' MB so far count as used' END)
       END AS after,
       CASE WHEN w.refusal IS NULL AND console.is_random_mac(w.mac) THEN
           'the MAC is one that the device made up: it may come with another one' END AS note
  FROM console.device_wish($2::text, $3::text, false, NULL) w
 WHERE $1::text[] IS NULL
