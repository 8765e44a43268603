-- applies: always
-- What printing notes by statements of its own (db/sheets) is asked of no function any more.

DROP FUNCTION console.voucher_print_done(uuid, integer[]);
DROP FUNCTION console.voucher_printed(uuid, text[]);
