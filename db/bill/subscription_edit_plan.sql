-- What writing subscriptions anew would change.
-- $1 uuid[] subscription ids, $2 price, $3 due day, $4 tax in percent, $5 VIP: yes or no, $6 tipe, $7 e-mail,
-- $8 WhatsApp number, $9 discount, $10 whether the tax is in the price: brand, yes or no; of each NULL for as it is, of tax
-- and addresses - for none
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT s.id, c.refusal, c.after,
           row_number() OVER (PARTITION BY c.refusal IS NULL ORDER BY lower(u.full_name), s.created_at, s.id) AS place
      FROM console.subscription s
      LEFT JOIN public.users u ON u.id = s.user_id
     CROSS JOIN LATERAL console.subscription_edited(s, $2::bigint, $3::integer, $4, $5, $6, $7, $8,
                                                      $9::bigint, $10) c
     WHERE s.id = ANY ($1::uuid[])
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN 'invoices that were made stay as they are' END AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[console.subscription_label(s), console.subscription_text(s),
                                CASE WHEN t.refusal IS NULL
                                     THEN console.subscription_text(jsonb_populate_record(s, t.after)) END]
                     FROM console.subscription s
                    WHERE s.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
