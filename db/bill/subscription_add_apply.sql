-- Subscribes customers.
-- $1 operation uuid, $2 uuid[] user ids (locked), $3 package's name, $4 price, $5 brand, $6 first day, $7 due day,
-- $8 tax, $9 VIP, $10 tipe, $11 e-mail, $12 WhatsApp number, $13 discount, $14 tax in the price: as of the plan
WITH offer AS MATERIALIZED (
    SELECT console.offer_subscription(u, $3, $4::bigint, $5, $6::date, $7::integer, $8, $9, $10, $11, $12,
                                      $13::bigint, $14) AS offer
      FROM public.users u
     WHERE u.id = ANY ($2::uuid[])
), made AS (
    INSERT INTO console.subscription AS n (user_id, brand, package_id, package, price_rp, discount_rp, tax_kind, tax_percent,
                                           tax_included, due_day, is_vip, tipe, email, whatsapp, starts_on, actor)
    SELECT (f.draft).user_id, (f.draft).brand, (f.draft).package_id, (f.draft).package, (f.draft).price_rp,
           (f.draft).discount_rp, (f.draft).tax_kind, (f.draft).tax_percent, (f.draft).tax_included, (f.draft).due_day,
           (f.draft).is_vip, (f.draft).tipe, (f.draft).email, (f.draft).whatsapp, (f.draft).starts_on, o.actor
      FROM console.operation o
     CROSS JOIN (SELECT (x.offer).draft, (x.offer).refusal FROM offer x) f
     WHERE o.id = $1::uuid AND f.refusal IS NULL
    RETURNING n.id, n.user_id, console.subscription_facts(n) AS facts
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
SELECT o.id, o.actor, o.action, 'subscription', m.id::text, m.facts, jsonb_build_object('user_id', m.user_id)
  FROM console.operation o
 CROSS JOIN made m
 WHERE o.id = $1::uuid
