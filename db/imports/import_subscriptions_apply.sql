-- Subscribes customers as staged lines say.
-- $1 operation uuid, $2 text[] first lines of parts, $3 import, $4 lines of a part
WITH offer AS MATERIALIZED (
    SELECT l.line, gen_random_uuid() AS id,
           console.offer_subscription(u, l.package, l.price, l.brand, l.start, coalesce(l.due_day, 10), l.tax,
                                      CASE WHEN l.vip THEN 'yes' ELSE 'no' END, coalesce(l.type, 'normal'), l.email,
                                      l.whatsapp) AS offer
      FROM unnest($2::text[]) AS p (first)
      JOIN console.import_subscriptions l
           ON l.import_id = $3::bigint AND l.line >= p.first::bigint AND l.line < p.first::bigint + $4::bigint
      JOIN public.users u ON u.id = l.user_id
     WHERE l.fault_kind IS NULL AND l.verdict = 'new'
), made AS (
    INSERT INTO console.subscription AS n (id, user_id, brand, package_id, package, price_rp, tax_percent, due_day, is_vip,
                                           tipe, email, whatsapp, starts_on, actor)
    SELECT f.id, (f.draft).user_id, (f.draft).brand, (f.draft).package_id, (f.draft).package, (f.draft).price_rp,
           (f.draft).tax_percent, (f.draft).due_day, (f.draft).is_vip, (f.draft).tipe, (f.draft).email,
           (f.draft).whatsapp, (f.draft).starts_on, o.actor
      FROM console.operation o
     CROSS JOIN (SELECT x.id, (x.offer).draft, (x.offer).refusal FROM offer x) f
     WHERE o.id = $1::uuid AND f.refusal IS NULL
    RETURNING n.id, n.user_id, console.subscription_facts(n) AS facts
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
SELECT o.id, o.actor, o.action, 'subscription', m.id::text, m.facts,
       jsonb_build_object('user_id', m.user_id, 'import', $3::bigint, 'line', f.line)
  FROM console.operation o
 CROSS JOIN made m
  JOIN offer f ON f.id = m.id
 WHERE o.id = $1::uuid
 ORDER BY f.line
