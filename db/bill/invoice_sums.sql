-- Invoices of this month in sums, and what is overdue of the months before. Owed is what is unpaid, and what has to be
-- sent again since its link is over.
-- Columns: paid, paid_rp, unpaid, unpaid_rp, overdue, overdue_rp (of this month), overdue_before, overdue_before_rp.
WITH today AS (
    SELECT console.today() AS day, console.month_of(console.today()) AS month
),
this_month AS (
    SELECT count(*) FILTER (WHERE i.status = 'paid') AS paid,
           coalesce(sum(i.paid_amount_rp) FILTER (WHERE i.status = 'paid'), 0)::bigint AS paid_rp,
           count(*) FILTER (WHERE i.status <> 'paid' AND i.due_on >= t.day) AS unpaid,
           coalesce(sum(i.total_rp) FILTER (WHERE i.status <> 'paid' AND i.due_on >= t.day), 0)::bigint AS unpaid_rp,
           count(*) FILTER (WHERE i.status <> 'paid' AND i.due_on < t.day) AS overdue,
           coalesce(sum(i.total_rp) FILTER (WHERE i.status <> 'paid' AND i.due_on < t.day), 0)::bigint AS overdue_rp
      FROM today t
      JOIN console.invoice i ON i.period = t.month AND i.status IN ('paid', 'unpaid', 'expired')
),
before AS (
    SELECT count(*) AS overdue, coalesce(sum(i.total_rp), 0)::bigint AS overdue_rp
      FROM today t
      JOIN console.invoice i ON i.period < t.month AND i.due_on < t.day AND i.status IN ('unpaid', 'expired')
)
SELECT m.paid, m.paid_rp, m.unpaid, m.unpaid_rp, m.overdue, m.overdue_rp, b.overdue, b.overdue_rp
  FROM this_month m
 CROSS JOIN before b
