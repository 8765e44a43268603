-- What a new seller would be.
-- $1 nothing, $2 phone number of the customer, $3 name or NULL for the customer's, $4 discount, $5 commission (both per
-- cent), $6 rupiah a day or NULL, $7 note or NULL
-- Columns: id, refusal, label, before, after, note.
SELECT gen_random_uuid()::text AS id,
       CASE WHEN u.id IS NULL THEN 'nobody has the number ' || g.phone || ': add the customer first (users.add)'
            WHEN s.id IS NOT NULL THEN 'is a seller already: ' || console.seller_text(s)
            ELSE console.buyer_refusal(u) END AS refusal,
       coalesce(u.full_name || ' ', '') || g.phone AS label, 'no seller' AS before, console.seller_text(w) AS after,
       CASE WHEN u.id IS NOT NULL THEN 'pays from the balance, which holds ' || console.rp_text(console.balance_rp(u.id)) END
           AS note
  FROM (SELECT $2::text AS phone, $1::text) g
  LEFT JOIN public.users u ON u.phone_number = g.phone
  LEFT JOIN console.seller s ON s.user_id = u.id
 CROSS JOIN LATERAL console.seller_wanted(NULL, coalesce($3, u.full_name), $4::integer, $5::integer, $6, $7) w
