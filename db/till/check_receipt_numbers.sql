-- Series of receipts with a gap: fewer receipts than the last number says.
-- Columns: count, example.
SELECT count(*) AS count,
       min(format('%s %s: the last number is %s, there are %s receipts', nullif(s.brand, ''), s.year, s.last_serial, n.receipts)) AS example
  FROM console.receipt_series s
 CROSS JOIN LATERAL (SELECT count(*) AS receipts, coalesce(max(r.serial), 0) AS last
                       FROM console.receipt r
                      WHERE r.brand = s.brand AND r.year = s.year) n
 WHERE n.receipts <> s.last_serial OR n.last <> s.last_serial
