-- A print that was asked for.
-- $1 uuid
-- Columns: file (NULL: of a printer), title, left (how many are to be printed).
SELECT p.file,
       (SELECT 'lot ' || string_agg(DISTINCT l.number::text, ', ')
          FROM console.voucher_print_item i
          JOIN console.voucher v ON v.id = i.voucher_id
          JOIN console.voucher_lot l ON l.id = v.lot_id
         WHERE i.print_id = p.id) AS title,
       (SELECT count(*) FROM console.voucher_print_item i WHERE i.print_id = p.id) AS left
  FROM console.voucher_print p
 WHERE p.id = $1::uuid
