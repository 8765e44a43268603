-- A print that was asked for.
-- $1 uuid
-- Columns: file (NULL: of a printer), title, left (how many are to be printed), missing (how many
-- of them a template made and the router has not got yet).
SELECT p.file,
       (SELECT 'lot ' || string_agg(DISTINCT l.number::text, ', ')
          FROM console.voucher_print_item i
          JOIN console.voucher v ON v.id = i.voucher_id
          JOIN console.voucher_lot l ON l.id = v.lot_id
         WHERE i.print_id = p.id) AS title,
       (SELECT count(*) FROM console.voucher_print_item i WHERE i.print_id = p.id) AS left,
       (SELECT count(*)
          FROM console.operation o
          JOIN console.voucher_print_item i ON i.print_id = p.id
          JOIN console.voucher v ON v.id = i.voucher_id
         WHERE o.id = p.operation_id AND o.action = 'templates.print' AND v.on_router IS NULL AND v.state <> 'void') AS missing
  FROM console.voucher_print p
 WHERE p.id = $1::uuid
