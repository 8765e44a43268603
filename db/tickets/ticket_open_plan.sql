-- Which ticket would be made.
-- $1 NULL: it takes no selection; $2 text, $3 phone number or id of a customer, $4 incident, $5 router, $6 whose, $7 day, $8 time
-- Columns: id, refusal, label, before, after, note.
SELECT gen_random_uuid() AS id, w.refusal, coalesce(nullif(w.subject, ''), 'a new ticket') AS label, NULL AS before,
       CASE WHEN w.refusal IS NULL THEN
           concat_ws(' · ', $2::text, 'given to ' || $6::text,
                     'follow-up ' || to_char(console.ticket_time($7, $8) AT TIME ZONE console.zone(), 'YYYY-MM-DD HH24:MI')) END AS after,
       NULL AS note
  FROM console.ticket_wish($3::text, $4::bigint, $5::text, $7::text, $8::text) w
 WHERE $1::text[] IS NULL
