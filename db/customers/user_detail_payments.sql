-- Payments of one user: all that can still be paid or wait for a decision, then the last of the others.
-- $1 user id, $2 at most so many of each
-- columns: order_id, kind, subject, method, state, amount_rp, at, expires_at, expires_in, waits_for, is_open
WITH payment AS (
    SELECT * FROM console.payment_of_console c WHERE c.user_id = $1::uuid
    UNION ALL
    SELECT * FROM console.payment_of_portal c WHERE c.user_id = $1::uuid
), page AS (
    (SELECT p.*, true AS is_open
       FROM payment p
      WHERE p.state IN ('new', 'open') OR p.waits_for IS NOT NULL
      ORDER BY p.created_at DESC, p.order_id DESC
      LIMIT $2::int)
    UNION ALL
    (SELECT p.*, false
       FROM payment p
      WHERE p.state NOT IN ('new', 'open') AND p.waits_for IS NULL
      ORDER BY p.created_at DESC, p.order_id DESC
      LIMIT $2::int)
)
SELECT p.order_id, p.kind, coalesce(p.subject, k.name) AS subject, p.method, p.state, p.amount_rp,
       to_char(p.created_at, 'YYYY-MM-DD HH24:MI:SS') AS at,
       to_char(p.expires_at, 'YYYY-MM-DD HH24:MI') AS expires_at,
       CASE WHEN p.state IN ('new', 'open') AND p.expires_at > clock_timestamp()
            THEN console.span_text(floor(extract(epoch FROM p.expires_at - clock_timestamp()))::bigint) END AS expires_in,
       p.waits_for, p.is_open
  FROM page p
  LEFT JOIN public.packages k ON k.id = p.package_id
 ORDER BY p.is_open DESC, p.created_at DESC, p.order_id DESC
