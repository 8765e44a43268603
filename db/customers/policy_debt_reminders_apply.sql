-- Queues one message a user about all that he is to be reminded of, the nearest block first, and notes each
-- occasion. The warning of the debt limit, which has no day, is a message of its own. One that waits still is brought up to date, and keeps its block where that comes sooner.
-- $1 operation uuid, $2 uuid[] user ids (locked)
WITH due AS MATERIALIZED (
    SELECT c.* FROM console.debt_reminder_cases($2::uuid[]) c WHERE NOT c.is_told
), noted AS (
    INSERT INTO console.debt_notice AS n (user_id, policy, occasion, reminded_at)
    SELECT d.user_id, d.policy, d.occasion, now() FROM due d
    ON CONFLICT (user_id, policy, occasion) DO NOTHING
), first_due AS MATERIALIZED (
    SELECT DISTINCT ON (d.user_id) d.user_id, d.policy, d.occasion, d.block_on
      FROM due d
     ORDER BY d.user_id, d.block_on, d.policy
), warned AS (
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
    SELECT $1::uuid, 'message:user', 'warn_debt', 'user', d.user_id, '{"warning": "debt_limit"}'
      FROM due d
     WHERE d.policy = 'debt_limit'
     ORDER BY d.user_id
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending' DO UPDATE SET operation_id = excluded.operation_id
), queued AS (
    INSERT INTO console.outbox AS b (operation_id, target, effect, entity_type, entity_id, payload)
    SELECT $1::uuid, 'message:user', 'remind_debt', 'user', f.user_id,
           jsonb_build_object('policy', f.policy, 'block_on', f.block_on, 'debt_mb', w.mb, 'debt_rp', w.rp,
                              'oldest_due', w.oldest_due, 'phone_number', u.phone_number,
                              'telegram_chat_id', u.telegram_chat_id, 'full_name', u.full_name)
      FROM first_due f
      JOIN public.users u ON u.id = f.user_id
      JOIN console.open_debt($2::uuid[]) w ON w.user_id = f.user_id
     WHERE f.block_on IS NOT NULL
     ORDER BY f.user_id
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id,
                  payload = CASE WHEN b.payload ->> 'block_on' < excluded.payload ->> 'block_on'
                                      AND b.payload ->> 'block_on' > (SELECT console.today())::text
                                 THEN excluded.payload
                                      || jsonb_build_object('policy', b.payload -> 'policy',
                                                            'block_on', b.payload -> 'block_on')
                                 ELSE excluded.payload END
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, details)
SELECT o.id, o.actor, o.action, 'user', f.user_id::text,
       jsonb_build_object('policy', f.policy, 'occasion', f.occasion, 'block_on', f.block_on)
  FROM console.operation o
 CROSS JOIN first_due f
 WHERE o.id = $1::uuid
