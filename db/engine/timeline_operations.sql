-- What operations did to one user, each told whole: what changed, what was settled, whether the router followed,
-- and whether it was taken back.
-- $1 user uuid, $2 bigint[] audit ids, the first of each operation about him
-- Columns: id, pane_id, actor, what, changes, has_failed.
WITH operation AS MATERIALIZED (
    SELECT f.id AS first_id, o.*
      FROM console.audit_log f
      JOIN console.operation o ON o.id = f.operation_id
     WHERE f.id = ANY ($2::bigint[])
), line AS MATERIALIZED (
    SELECT o.first_id, a.id, a.entity_type, a.entity_id, a.before,
           CASE a.entity_type WHEN 'invoice' THEN a.after - 'invoice_number' ELSE a.after END AS after,
           coalesce(a.details ->> 'invoice_number', a.after ->> 'invoice_number') AS invoice_number
      FROM operation o
      JOIN console.audit_log a
        ON a.operation_id = o.id AND coalesce(a.details ->> 'user_id', a.entity_id) = $1::uuid::text
), debt_line AS (
    -- What is paid of an item is told by the settlements.
    SELECT l.first_id, l.id, l.before, l.after,
           CASE WHEN console.is_unlimited_debt(d.amount_mb, d.price_rp) THEN 'Unlimited'
                ELSE console.exact_mb_text(d.amount_mb) END
           || coalesce(', ' || console.rp_text(d.price_rp), '') AS item,
           CASE WHEN l.before IS NOT NULL AND l.after IS NOT NULL AND NOT l.after ? 'paid_mb'
                THEN console.change_text(l.before - '{is_paid,last_paid_source}'::text[],
                                         l.after - '{is_paid,last_paid_source}'::text[]) END AS changes
      FROM line l
      LEFT JOIN public.user_quota_debts q ON q.id = l.entity_id::uuid
     CROSS JOIN LATERAL (
           SELECT coalesce(q.amount_mb, (x.state ->> 'amount_mb')::bigint) AS amount_mb,
                  coalesce(q.price_rp, (x.state ->> 'price_rp')::bigint) AS price_rp
             FROM (SELECT coalesce(l.after, l.before) AS state) x) d
     WHERE l.entity_type = 'user_quota_debt'
), told AS (
    SELECT l.first_id, l.id,
           CASE WHEN l.entity_type = 'invoice' AND l.before IS NULL AND l.after ? 'base_rp'
                THEN 'new invoice ' || l.invoice_number || ': '
                     || console.rp_text((l.after ->> 'base_rp')::bigint + (l.after ->> 'tax_rp')::bigint) || ', due '
                     || (l.after ->> 'due_on')
                WHEN l.entity_type = 'user' AND l.before IS NULL AND l.after ? 'phone_number'
                THEN 'made: ' || (l.after ->> 'full_name') || ' ' || (l.after ->> 'phone_number')
                WHEN l.entity_type = 'user_note'
                THEN coalesce('noted: ' || (l.after ->> 'text') || coalesce(' · follow-up ' || (l.after ->> 'follow_up'), ''),
                              'note taken back: ' || (l.before ->> 'text'))
                WHEN l.entity_type = 'subscription' AND l.before IS NULL
                THEN 'subscribed to ' || (l.after ->> 'package') || ' of ' || (l.after ->> 'brand') || ': '
                     || console.rp_text((l.after ->> 'price_rp')::bigint) || ' a month'
                ELSE CASE l.entity_type WHEN 'charge' THEN 'payment ' || l.entity_id || ': '
                                        WHEN 'invoice' THEN 'invoice ' || coalesce(l.invoice_number, l.entity_id) || ': '
                                        WHEN 'subscription' THEN 'subscription: ' ELSE '' END
                     || console.change_text(l.before, l.after) END AS text
      FROM line l
     WHERE l.entity_type <> 'user_quota_debt'
    UNION ALL
    SELECT d.first_id, d.id,
           CASE WHEN d.before IS NULL THEN 'new debt: ' || d.item
                WHEN d.after IS NULL THEN 'debt taken away: ' || d.item
                ELSE 'debt of ' || d.item || ': ' || d.changes END
      FROM debt_line d
), settled AS (
    SELECT p.first_id,
           CASE WHEN p.mb < 0 THEN 'owed again'
                ELSE CASE p.kind WHEN 'quota' THEN 'debt paid by quota' WHEN 'written_off' THEN 'written off'
                                 ELSE p.kind END END
           || ' ' || CASE WHEN p.is_unlimited THEN 'Unlimited' ELSE console.exact_mb_text(abs(p.mb)) END
           || coalesce(' (' || console.rp_text(abs(p.rp)) || ')', '') AS text
      FROM (SELECT o.first_id, s.kind, u.is_unlimited, sum(s.mb) AS mb,
                   CASE WHEN count(s.rp) = count(*) THEN sum(s.rp) END AS rp
              FROM operation o
              JOIN console.debt_payment s ON s.operation_id = o.id AND s.user_id = $1::uuid
              LEFT JOIN public.user_quota_debts d ON d.id = s.debt_id
             CROSS JOIN LATERAL (
                   SELECT coalesce(console.is_unlimited_debt(d.amount_mb, d.price_rp), false) AS is_unlimited) u
             GROUP BY o.first_id, s.kind, u.is_unlimited) p
), followed AS (
    SELECT o.first_id, e.state = 'failed' AS has_failed,
           replace(e.target, ':', ' ') || CASE e.effect WHEN 'sync_user' THEN '' ELSE ', ' || e.effect END || ': '
           || CASE e.state WHEN 'done' THEN 'done' WHEN 'failed' THEN 'failed' WHEN 'cancelled' THEN 'withdrawn'
                           ELSE 'waiting' END
           || coalesce(': ' || nullif(coalesce(e.last_error, e.payload ->> 'note'), ''), '') AS text
      FROM operation o
      JOIN console.outbox e ON e.operation_id = o.id AND e.entity_id = $1::uuid
)
SELECT o.first_id AS id,
       (SELECT coalesce(min(l.id) FILTER (WHERE l.entity_type = 'user'), min(l.id))
          FROM line l WHERE l.first_id = o.first_id) AS pane_id,
       o.actor, o.action AS what,
       concat_ws('; ',
                 'takes back ' || w.action || ' of ' || to_char(w.at, 'YYYY-MM-DD HH24:MI'),
                 (SELECT string_agg(t.text, '; ' ORDER BY t.id) FROM told t WHERE t.first_id = o.first_id),
                 (SELECT string_agg(s.text, ', ' ORDER BY s.text) FROM settled s WHERE s.first_id = o.first_id),
                 (SELECT string_agg(f.text, ', ' ORDER BY f.text) FROM followed f WHERE f.first_id = o.first_id),
                 'taken back ' || to_char(n.at, 'YYYY-MM-DD HH24:MI') || ' by ' || n.actor) AS changes,
       EXISTS (SELECT FROM followed f WHERE f.first_id = o.first_id AND f.has_failed) AS has_failed
  FROM operation o
  LEFT JOIN console.operation w ON w.id = o.undo_of
  LEFT JOIN console.operation n
         ON n.undo_of = o.id
        AND EXISTS (SELECT
                      FROM console.audit_log a
                     WHERE a.operation_id = n.id AND coalesce(a.details ->> 'user_id', a.entity_id) = $1::uuid::text)
