-- Writes subscriptions anew; where nothing would differ they are left as they are.
-- $1 operation uuid, $2 uuid[] subscription ids (locked), $3 price, $4 due day, $5 tax, $6 VIP, $7 tipe, $8 e-mail,
-- $9 WhatsApp number, $10 discount, $11 tax in the price: as of the plan
WITH edit AS MATERIALIZED (
    SELECT s.id, s.user_id, c.before, c.after
      FROM console.subscription s
     CROSS JOIN LATERAL console.subscription_edited(s, $3::bigint, $4::integer, $5, $6, $7, $8, $9,
                                                      $10::bigint, $11) c
     WHERE s.id = ANY ($2::uuid[]) AND c.refusal IS NULL
), written AS (
    UPDATE console.subscription s
       SET (price_rp, discount_rp, due_day, tax_kind, tax_percent, tax_included, is_vip, tipe, email, whatsapp)
           = (SELECT n.price_rp, n.discount_rp, n.due_day, n.tax_kind, n.tax_percent, n.tax_included, n.is_vip, n.tipe,
                     n.email, n.whatsapp
                FROM jsonb_populate_record(s, e.after) n),
           updated_at = now()
      FROM edit e
     WHERE s.id = e.id
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'subscription', e.id::text, e.before, e.after, jsonb_build_object('user_id', e.user_id)
  FROM console.operation o
 CROSS JOIN edit e
 WHERE o.id = $1::uuid
