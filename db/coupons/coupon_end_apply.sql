-- Ends coupons now. What charges have reserved of them stays theirs.
-- $1 operation uuid, $2 text[] codes
WITH ended AS (
    UPDATE console.coupon k
       SET ended_at = now()
     WHERE k.code = ANY ($2::text[]) AND console.coupon_state(k) <> 'ended'
    RETURNING k.code, k.ended_at
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'coupon', e.code, '{"ended_at": null}', jsonb_build_object('ended_at', e.ended_at)
  FROM console.operation o
 CROSS JOIN ended e
 WHERE o.id = $1::uuid
