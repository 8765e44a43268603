-- Which device would take the place of which.
-- $1 NULL: it takes no selection; $2 phone number or id of the customer, $3 the new MAC in any spelling,
-- $4 the old one: MAC, label or id (NULL: the one seen least of late), $5 label
-- Columns: id (the customer's), refusal, label, before, after, note.
SELECT coalesce(w.user_id, '00000000-0000-0000-0000-000000000000'::uuid) AS id,
       w.refusal, concat_ws(' ', w.owner, coalesce(w.mac, $3::text)) AS label,
       CASE WHEN w.refusal IS NULL THEN
           concat_ws(' · ', concat_ws(' ', (w.old).label, (w.old).mac_address),
                     'seen ' || to_char((w.old).last_seen_at, 'YYYY-MM-DD'),
                     CASE WHEN NOT (w.old).is_authorized THEN 'not let in' END) END AS before,
       CASE WHEN w.refusal IS NULL THEN
           concat_ws(' · ', w.mac || ' in its place, let in',
                     'called ' || coalesce($5::text, w.own_label, (w.old).label, w.host_name),
                     CASE WHEN w.own_id IS NULL AND w.start IS NULL AND w.bytes IS NOT NULL THEN
                         'its ' || round(w.bytes / 1048576.0, 2) || ' MB so far count as used' END,
                     'the old one''s sessions end') END AS after,
       CASE WHEN w.refusal IS NULL AND console.is_random_mac(w.mac) THEN
           'the MAC is one that the device made up: it may come with another one' END AS note
  FROM console.device_wish($2::text, $3::text, true, $4::text) w
 WHERE $1::text[] IS NULL
