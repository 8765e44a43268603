-- What editing records would change.
-- $1 uuid[] user ids, $2 phone number as it is stored, $3 name, $4 block, $5 room, $6 hotspot server, $7 kind of tamping; NULL:
-- as it is, "-": none
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT u.id, u AS old, n AS new,
           CASE WHEN console.admin_refusal(u.role) IS NOT NULL THEN console.admin_refusal(u.role)
                WHEN $2::text IS NOT NULL AND cardinality($1::uuid[]) > 1 THEN 'a number is for one customer'
                WHEN c.after IS NULL THEN 'has this already'
                WHEN $2::text IS NOT NULL THEN console.phone_refusal($2, u.id) END AS refusal,
           c.after ? 'phone_number' AS moves
      FROM public.users u
     CROSS JOIN LATERAL console.user_edited(u, $2, $3, $4, $5, $6, $7) n
     CROSS JOIN LATERAL console.record_change(u, n) c
     WHERE u.id = ANY ($1::uuid[])
), placed AS (
    SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY lower((t.old).full_name), t.id) AS place
      FROM target t
)
SELECT p.id, p.refusal, CASE WHEN p.place <= 20 THEN (p.old).full_name || ' ' || (p.old).phone_number END AS label,
       CASE WHEN p.place <= 20 THEN console.user_record_text(p.old) END AS before,
       CASE WHEN p.place <= 20 AND p.refusal IS NULL THEN console.user_record_text(p.new) END AS after,
       CASE WHEN p.moves AND p.refusal IS NULL THEN
           'the hotspot account becomes ' || console.account_name((p.new).phone_number)
           || ', and who is logged in logs in anew' END AS note
  FROM placed p
 ORDER BY p.place, p.id
