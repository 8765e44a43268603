-- Some of a print are on paper, and no more of it to do.
-- $1 print uuid, $2 integer[] their places; NULL: all that were left
WITH done AS (
    DELETE FROM console.voucher_print_item i
     WHERE i.print_id = $1::uuid AND ($2::integer[] IS NULL OR i.place = ANY ($2::integer[]))
    RETURNING i.voucher_id
)
UPDATE console.voucher v
   SET printed_at = now(), state = CASE v.state WHEN 'made' THEN 'printed' ELSE v.state END,
       blocked_from = CASE v.blocked_from WHEN 'made' THEN 'printed' ELSE v.blocked_from END
  FROM done d
 WHERE v.id = d.voucher_id AND v.printed_at IS NULL
