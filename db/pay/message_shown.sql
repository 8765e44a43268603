-- What a chat shows of a charge, and whether a message still matters.
-- $1 uuid of the outbox row's entity, $2 row of the outbox that asked for what is to be shown, $3 order id of the
-- charge that must be open (NULL: none), $4 day before which a reminder must come (NULL: it is none), $5 user uuid
-- Columns: is_charge (it has a row in the log; else it is a message of its own), message_id (NULL: none), is_old
-- (another has asked for something else since), is_over (what it asks for can't be done any more).
SELECT l.uid IS NOT NULL AS is_charge, l.message_id, coalesce(l.source_id > $2::bigint, false) AS is_old,
       ($4::date IS NOT NULL
        AND ($4::date <= console.today()
             OR NOT EXISTS (SELECT FROM public.user_quota_debts d WHERE d.user_id = $5::uuid AND NOT d.is_paid)))
           OR ($3::text IS NOT NULL
               AND NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = $3::text AND c.state IN ('new', 'open')))
           AS is_over
  FROM (SELECT $1::uuid AS uid) m
  LEFT JOIN console.payment_message_log l ON l.uid = m.uid
