-- The months that are to be invoiced by themselves and in which something is missing.
-- Columns: period (2026-12).
SELECT to_char(m.period, 'YYYY-MM') AS period
  FROM console.billing_periods() AS m (period)
 WHERE EXISTS (SELECT FROM console.invoice_cases(NULL, m.period) c WHERE c.refusal IS NULL)
 ORDER BY m.period
