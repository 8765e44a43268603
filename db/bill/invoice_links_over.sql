-- Links of a brand whose time is over by the grace, and that count as open: who was asked about longest ago first.
-- $1 brand
-- Columns: id (of the charge).
SELECT c.id
  FROM console.charge c
  JOIN console.invoice i ON i.id = c.invoice_id
 WHERE c.state = 'open' AND c.gateway = 'xendit' AND i.brand = $1
   AND c.expires_at < now() - make_interval(mins => console.setting_bigint('payment_grace_minutes', 5)::integer)
 ORDER BY c.asked_at NULLS FIRST, c.expires_at, c.id
 LIMIT 200
