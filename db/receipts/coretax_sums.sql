-- What the books say that a file must come to, from the invoices alone.
-- $1 text[] numbers of invoices
-- Columns: invoices, base_rp, dpp_rp, tax_rp.
SELECT count(*) AS invoices, coalesce(sum(i.base_rp), 0)::bigint AS base_rp, coalesce(sum(i.dpp_rp), 0)::bigint AS dpp_rp,
       coalesce(sum(i.tax_rp), 0)::bigint AS tax_rp
  FROM console.invoice i
 WHERE i.invoice_number = ANY ($1::text[])
