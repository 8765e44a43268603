-- Forgets that those were warned of the debt limit whose automatic debt is below the warning again, so that they are told
-- when it rises anew; what nobody has sent by then is withdrawn.
WITH forgotten AS (
    DELETE FROM console.debt_notice n
     USING public.users u
     WHERE n.policy = 'debt_limit' AND u.id = n.user_id
       AND console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
                                u.is_unlimited_user, u.role) < (SELECT console.setting_bigint('debt_warning_mb'))
    RETURNING n.user_id
)
UPDATE console.outbox o
   SET state = 'cancelled', last_error = 'out of date before it was sent'
 WHERE o.state = 'pending' AND o.target = 'message:user' AND o.effect = 'warn_debt'
   AND o.entity_id IN (SELECT f.user_id FROM forgotten f)
RETURNING pg_notify('hotspot_console', 'outbox')
