-- The line that would be made. Its id is that of the row: a new one, no row is chosen.
-- $1 nothing, $2 router, $3 name, $4 phone number of the customer or NULL, $5 profile or NULL, $6 address, pool or NULL,
-- $7 MAC, any or NULL
-- Columns: id, refusal, label, before, after, note.
WITH wish AS MATERIALIZED (
    SELECT ROW($4::text, $5::text, $6::text, $7::text, NULL)::console.ppp_change AS c WHERE $1::text[] IS NULL OR true
), made AS MATERIALIZED (
    SELECT console.ppp_changed(jsonb_populate_record(NULL::console.ppp_line, '{"profile": "default", "address": "", "caller": "", "is_off": false}'),
                               w.c) AS l, console.ppp_add_refusal($2, $3, w.c) AS refusal
      FROM wish w
)
SELECT gen_random_uuid() AS id, m.refusal, $3 || ' · ' || $2 AS label, 'new' AS before,
       console.ppp_owner_text((m.l).user_id) || ' · ' || console.ppp_terms((m.l).is_off, (m.l).profile, (m.l).address, (m.l).caller) AS after,
       'its password is drawn, and stands in the list (column password)' AS note
  FROM made m
