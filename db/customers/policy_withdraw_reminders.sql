-- Withdraws reminders that nobody sent in time: the day that they tell of has come, or nothing is owed any more.
UPDATE console.outbox o
   SET state = 'cancelled', last_error = 'out of date before it was sent'
 WHERE o.state = 'pending' AND o.target = 'message:user' AND o.effect = 'remind_debt'
   AND (o.payload ->> 'block_on' <= (SELECT console.today())::text
        OR NOT EXISTS (SELECT FROM public.user_quota_debts d WHERE d.user_id = o.entity_id AND NOT d.is_paid))
RETURNING pg_notify('hotspot_console', 'outbox')
