-- Users of routers that are vouchers by comment and name, are let in, and are none of ours.
-- Columns: key, label, present, repaired, user_id, since.
SELECT s.id::text AS key, s.name AS label, format('router %s lets it in as %s', s.router, s.comment) AS present,
       'switched off on the router' AS repaired, NULL::uuid AS user_id, s.found_at AS since
  FROM console.voucher_stray s
 WHERE NOT s.is_off
