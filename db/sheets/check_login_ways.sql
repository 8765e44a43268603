-- Hotspots whose login page turns away who follows a voucher's QR code.
-- Columns: count, example.
SELECT count(*) AS count, min(format('hotspot %s of router %s: login-by %s', h.name, s.router, h.login_by)) AS example
  FROM console.router r
  JOIN console.router_sync_state s ON s.router = r.name
 CROSS JOIN LATERAL jsonb_to_recordset(s.hotspots) AS h (name text, login_by text)
 WHERE r.is_enabled AND console.login_is_refused(h.login_by)
   AND EXISTS (SELECT FROM console.voucher_lot l WHERE l.router = r.name AND l.server IN ('all', h.name))
