-- What each user of a router is: a voucher or somebody else's, and how it stands. A voucher counts as unsold only where its row,
-- the sessions, the cookies, a scheduler of its name and its comment all say so.
-- $1 take-over
WITH sold AS MATERIALIZED (
    SELECT DISTINCT ON (s.name) s.name, s.sold, s.validity_s, s.batch
      FROM console.takeover_sale s
     WHERE s.takeover_id = $1::uuid AND s.fault IS NULL AND NOT s.is_repeat
     ORDER BY s.name, s.sold DESC NULLS LAST, s.line DESC
), online AS MATERIALIZED (
    SELECT o.name, o.server, sum(o.uptime_s)::bigint AS uptime_s, sum(o.bytes)::bigint AS bytes
      FROM console.takeover_session o
     WHERE o.takeover_id = $1::uuid AND o.server IS NOT NULL
     GROUP BY o.name, o.server
), cookie AS MATERIALIZED (
    SELECT DISTINCT o.name FROM console.takeover_session o WHERE o.takeover_id = $1::uuid AND o.server IS NULL
), scheduler AS MATERIALIZED (
    SELECT DISTINCT ON (s.name) s.name, s.starts
      FROM console.takeover_scheduler s
     WHERE s.takeover_id = $1::uuid AND NOT console.is_mikhmon_monitor(s.name, s.comment)
     ORDER BY s.name, s.starts DESC NULLS LAST
), told AS MATERIALIZED (
    SELECT u.name, u.server, u.shape, u.ends, u.limit_uptime_s, u.limit_bytes, u.password, u.comment,
           t.clock, coalesce(p.is_mikhmon, false) AS is_mikhmon, coalesce(p.mode, '') <> '' AS may_expire,
           d.name IS NOT NULL AS has_sale, d.sold, d.batch AS sold_batch, coalesce(d.validity_s, p.validity_s) AS validity_s,
           p.validity_s AS own_validity_s,
           u.uptime_s + coalesce(o.uptime_s, 0) AS used_s, u.bytes + coalesce(o.bytes, 0) AS used_bytes,
           u.uptime_s = 0 AND u.bytes = 0 AND o.name IS NULL AND c.name IS NULL AND s.name IS NULL AS is_fresh,
           coalesce(s.starts, CASE WHEN u.uptime_s = 0 THEN t.clock - make_interval(secs => o.uptime_s) END) AS seen_first
      FROM console.takeover_user u
      JOIN console.takeover t ON t.id = u.takeover_id
      LEFT JOIN console.takeover_profile p ON p.takeover_id = u.takeover_id AND p.name = u.profile
      LEFT JOIN sold d ON d.name = u.name
      LEFT JOIN (SELECT v.name, v.server AS of_server, sum(n.uptime_s)::bigint AS uptime_s, sum(n.bytes)::bigint AS bytes
                   FROM online n
                   JOIN console.takeover_user v ON v.takeover_id = $1::uuid AND v.name = n.name AND v.server IN ('all', n.server)
                  GROUP BY v.name, v.server) o ON o.name = u.name AND o.of_server = u.server
      LEFT JOIN cookie c ON c.name = u.name
      LEFT JOIN scheduler s ON s.name = u.name
     WHERE u.takeover_id = $1::uuid
), judged AS (
    SELECT k.*,
           CASE WHEN k.shape IN ('batch', 'single') THEN true
                WHEN k.shape = 'empty' THEN k.is_mikhmon
                WHEN k.shape IN ('dated_old', 'dated_iso', 'spent') THEN k.is_mikhmon OR k.has_sale
                ELSE false END AS is_voucher,
           (k.limit_uptime_s > 0 AND k.used_s >= k.limit_uptime_s) OR (k.limit_bytes > 0 AND k.used_bytes >= k.limit_bytes) AS is_used_up
      FROM told k
), settled AS (
    SELECT j.*,
           CASE WHEN j.shape = 'spent' OR j.ends <= j.clock OR (j.is_used_up AND NOT j.is_fresh) THEN 'expired'
                WHEN j.ends IS NOT NULL THEN 'running'
                WHEN j.is_fresh THEN 'unsold'
                WHEN j.may_expire THEN 'stuck'
                ELSE 'running' END AS state
      FROM judged j
), shown AS (
    SELECT bool_or(j.password IS NOT NULL) AS passwords FROM judged j WHERE j.is_voucher
)
UPDATE console.takeover_user u
   SET is_voucher = s.is_voucher,
       password = CASE WHEN s.is_voucher THEN coalesce(s.password, CASE WHEN w.passwords THEN '' END) END,
       kind = CASE WHEN s.is_voucher THEN CASE WHEN s.password = s.name THEN 'vc' WHEN s.password IS NOT NULL OR w.passwords THEN 'up' END END,
       state = CASE WHEN s.is_voucher THEN s.state END,
       is_overdue = s.is_voucher AND s.shape <> 'spent' AND coalesce(s.ends <= s.clock, false),
       first_login = CASE WHEN NOT s.is_voucher OR s.state = 'unsold' THEN NULL
                          -- the end was reckoned from the sale, give or take what the script took
                          WHEN s.ends IS NULL THEN s.seen_first
                          WHEN abs(extract(epoch FROM s.ends - s.sold) - s.validity_s) <= 120 THEN s.sold
                          ELSE s.ends - make_interval(secs => s.own_validity_s) END,
       used_s = s.used_s, used_bytes = s.used_bytes,
       batch = CASE WHEN NOT s.is_voucher THEN NULL
                    WHEN u.comment LIKE 'vc-%' OR u.comment LIKE 'up-%' THEN u.comment
                    ELSE nullif(s.sold_batch, '') END
  FROM settled s
 CROSS JOIN shown w
 WHERE u.takeover_id = $1::uuid AND u.name = s.name AND u.server = s.server
