-- Whose tax invoices are to be written, and of which days.
-- $1 brand, $2 month like 2026-11, or year like 2026
-- Columns: npwp (NULL: it is not registered for PPN), tku, first_day, last_day (NULL: neither month nor year). No row: there is
-- no such brand.
SELECT b.npwp, b.tku, d.first_day, d.last_day
  FROM console.brand b
  LEFT JOIN console.coretax_days($2) d ON true
 WHERE b.name = $1
