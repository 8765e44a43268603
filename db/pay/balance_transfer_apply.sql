-- Has so much pass from each of some balances to one customer's.
-- $1 operation uuid, $2 uuid[] user ids (locked), $3 phone number of who gets it, $4 rupiah of each, $5 reason
-- Columns: id (none of those whose balance does not allow it by now).
SELECT s.id
  FROM (SELECT x.id, console.balance_transfer($1::uuid, x.id, k.id, $4::bigint, $5) AS is_done
          FROM (SELECT u.id FROM unnest($2::uuid[]) AS u (id) ORDER BY u.id) x
         CROSS JOIN (SELECT u.id FROM public.users u WHERE u.phone_number = $3) k
        OFFSET 0) s
 WHERE s.is_done
