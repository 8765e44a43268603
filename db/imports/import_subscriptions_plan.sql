-- The first subscriptions that would be made.
-- $1 NULL, $2 import, $3 how many
-- Columns: id (its line), refusal (none), label, before, after, note (its verdict).
SELECT l.line AS id, NULL AS refusal, u.full_name || ' ' || u.phone_number AS label, NULL AS before,
       l.package || ' · ' || console.subscription_text((f.offer).draft) AS after, l.verdict AS note
  FROM (SELECT * FROM console.import_subscriptions l
         WHERE $1::text[] IS NULL AND l.import_id = $2::bigint AND l.fault_kind IS NULL AND l.verdict = 'new'
         ORDER BY l.line
         LIMIT $3::bigint) l
  JOIN public.users u ON u.id = l.user_id
 CROSS JOIN LATERAL (
       SELECT console.offer_subscription(u, l.package, l.price, l.brand, l.start, coalesce(l.due_day, 10), l.tax,
                                         CASE WHEN l.vip THEN 'yes' ELSE 'no' END, coalesce(l.type, 'normal'), l.email,
                                         l.whatsapp) AS offer) f
 ORDER BY l.line
