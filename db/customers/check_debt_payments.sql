-- Debts for which more was settled here than they count as paid, or less than nothing; and debts that were
-- written off or replaced here and are open. What the portal settles of a debt is not kept here, so that more
-- may count as paid than was settled.
-- Columns: count, example.
SELECT count(*) AS count,
       min(format('debt %s: %s MB settled, %s MB given up; %s of %s MB paid, is_paid %s', q.id, p.settled_mb, p.given_up_mb,
                  q.paid_mb, q.amount_mb, q.is_paid)) AS example
  FROM (SELECT y.debt_id, sum(y.mb) FILTER (WHERE y.kind IN ('settled', 'quota')) AS settled_mb,
               sum(y.mb) FILTER (WHERE y.kind IN ('written_off', 'replaced')) AS given_up_mb
          FROM console.debt_payment y
         GROUP BY y.debt_id) p
  JOIN public.user_quota_debts q ON q.id = p.debt_id
 WHERE p.settled_mb NOT BETWEEN 0 AND q.paid_mb OR p.given_up_mb < 0 OR (p.given_up_mb > 0 AND NOT q.is_paid)
