-- One invoice whole, with the link in force and its newest place in the queue.
-- $1 uuid, or its number
-- Columns: id, invoice_number, external_id, brand, status, subject, period, user_id, full_name, phone_number, email,
--          whatsapp, tax_percent, issued_on, due_on, paid_at, paid_how, note, payment_link, xendit_id, expires_at,
--          queue_state, queue_priority, queue_error, queue_next_try (of one that waits), base_rp, tax_rp, total_rp,
--          paid_amount_rp, days, of_days, is_vip, overdue_days (0: it is not), queue_tries, tax_kind, discount_rp,
--          dpp_rp (NULL: no PPN), has_tax_in_price.
SELECT i.id, i.invoice_number, i.external_id, i.brand, i.status, i.subject, to_char(i.period, 'YYYY-MM') AS period,
       i.user_id, u.full_name, u.phone_number, i.email, i.whatsapp, trim_scale(i.tax_percent) AS tax_percent, i.issued_on,
       i.due_on, to_char(i.paid_at, 'YYYY-MM-DD HH24:MI:SS') AS paid_at, i.paid_how, i.note, i.payment_link, i.xendit_id,
       to_char(c.expires_at, 'YYYY-MM-DD HH24:MI:SS') AS expires_at, q.state AS queue_state, q.priority AS queue_priority,
       q.last_error AS queue_error,
       CASE WHEN q.state = 'pending' THEN to_char(q.next_try_at, 'YYYY-MM-DD HH24:MI:SS') END AS queue_next_try,
       i.base_rp, i.tax_rp, i.total_rp, i.paid_amount_rp, i.days, i.of_days, i.is_vip,
       CASE WHEN i.status IN ('unpaid', 'expired') THEN greatest(0, console.today() - i.due_on) ELSE 0 END AS overdue_days,
       coalesce(q.tries, 0) AS queue_tries, i.tax_kind, i.discount_rp, i.dpp_rp, i.tax_included AS has_tax_in_price
  FROM (SELECT v.*
          FROM console.invoice v
         WHERE v.invoice_number = $1
            OR v.id = CASE WHEN $1 ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN $1::uuid END
         LIMIT 1) i
  LEFT JOIN public.users u ON u.id = i.user_id
  LEFT JOIN console.charge c ON c.order_id = i.external_id
  LEFT JOIN LATERAL (SELECT *
                       FROM console.invoice_queue n
                      WHERE n.invoice_id = i.id
                      ORDER BY n.id DESC
                      LIMIT 1) q ON true
