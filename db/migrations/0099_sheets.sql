-- applies: always
-- Vouchers on paper: what was asked for and how far it is, and where the login pages of the routers are.

-- The hotspots that run on it, as it told last: name, dns_name, address, login_by of each.
ALTER TABLE console.router_sync_state ADD COLUMN hotspots jsonb;

-- Where the login page of a voucher is, and in which ways it lets in; NULL: not known. Of a voucher for any server the first
-- hotspot that runs there is meant.
CREATE FUNCTION console.login_page(wanted_router text, wanted_server text) RETURNS TABLE (host text, login_by text)
LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(btrim(console.setting('sheet_login_host', '')), ''), nullif(h.dns_name, ''),
                    nullif(nullif(h.address, ''), '0.0.0.0')),
           h.login_by
      FROM (SELECT) one
      LEFT JOIN LATERAL (
           SELECT x.row ->> 'dns_name' AS dns_name, x.row ->> 'address' AS address, x.row ->> 'login_by' AS login_by
             FROM console.router_sync_state s
            CROSS JOIN LATERAL jsonb_array_elements(s.hotspots) WITH ORDINALITY AS x (row, place)
            WHERE s.router = wanted_router AND wanted_server IN ('all', x.row ->> 'name')
            ORDER BY x.place
            LIMIT 1) h ON true
$$;

-- Whether a page that is handed name and password in its address lets nobody in: it wants a challenge to be answered. NULL: not
-- known.
CREATE FUNCTION console.login_is_refused(login_by text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT NOT string_to_array(login_by, ',') && '{http-pap,https}'
$$;

-- What to know of its QR code before a voucher is printed; NULL: it logs in.
CREATE FUNCTION console.login_note(wanted_router text, wanted_server text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p.host IS NULL THEN 'without QR codes: the address of the login page is not known, see sheet_login_host'
                WHEN console.login_is_refused(p.login_by)
                THEN 'the QR codes will be turned away: router ' || wanted_router || ' lets in by ' || p.login_by || ', without http-pap'
           END
      FROM console.login_page(wanted_router, wanted_server) p
$$;

-- One print that was asked for; the outbox has a row of this id until it has ended.
CREATE TABLE console.voucher_print (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    operation_id uuid REFERENCES console.operation (id) ON DELETE RESTRICT,
    target       text NOT NULL,  -- as the outbox has it: a printer, or whose file
    file         text,           -- its name; NULL: of a printer
    asked_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at     timestamptz,
    pages        integer
);

-- What is still to be put on paper by it, in that order. What was begun and is not done may be on paper.
CREATE TABLE console.voucher_print_item (
    print_id   uuid NOT NULL REFERENCES console.voucher_print ON DELETE CASCADE,
    place      integer NOT NULL,
    voucher_id uuid NOT NULL,
    begun_at   timestamptz,
    PRIMARY KEY (print_id, place)
);

-- Vouchers that can be printed: of lots, or chosen ones; unprinted: those that are on no paper yet.
CREATE FUNCTION console.voucher_printable(kind text, ids uuid[], which text)
RETURNS TABLE (id uuid, lot_id uuid, number bigint, place integer) LANGUAGE sql STABLE AS $$
    SELECT v.id, v.lot_id, l.number, v.place
      FROM console.voucher_lot l
      JOIN console.voucher v ON v.lot_id = l.id
     WHERE kind = 'lot' AND l.id = ANY (ids) AND v.state IN ('made', 'printed', 'bought')
       AND (which = 'everything' OR v.printed_at IS NULL)
    UNION ALL
    SELECT v.id, v.lot_id, l.number, v.place
      FROM console.voucher v
      JOIN console.voucher_lot l ON l.id = v.lot_id
     WHERE kind = 'voucher' AND v.id = ANY (ids) AND v.state IN ('made', 'printed', 'bought')
       AND (which = 'everything' OR v.printed_at IS NULL)
$$;

-- What is wrong with where it is to go; NULL: nothing. A file is a name in one folder, and says its form.
CREATE FUNCTION console.voucher_print_refusal(printer text, file text, wanted bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN printer IS NOT NULL AND file IS NOT NULL THEN 'to a printer or to a file: say one of them'
                WHEN printer IS NOT NULL AND console.receipt_printer(printer) IS NULL THEN console.receipt_printer_refusal(printer)
                WHEN printer IS NOT NULL AND wanted > 500
                THEN 'a roll has no room for more than 500: print them to a file'
                WHEN file IS NOT NULL AND file !~ '^[A-Za-z0-9][A-Za-z0-9 ._-]{0,100}[.](pdf|txt|csv|escpos)$'
                THEN 'file= is a name of letters and digits that ends with .pdf, .txt, .csv or .escpos'
                WHEN wanted = 0 THEN 'none of it is left to be printed' END
$$;

-- "lot-12.pdf", "lots-12-15.pdf", "vouchers-2026-11-28.pdf".
CREATE FUNCTION console.voucher_print_name(kind text, lots bigint[]) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN kind = 'voucher' THEN 'vouchers-' || to_char(clock_timestamp() AT TIME ZONE console.zone(), 'YYYY-MM-DD')
                WHEN cardinality(lots) = 1 THEN 'lot-' || lots[1]
                ELSE 'lots-' || (SELECT min(n) || '-' || max(n) FROM unnest(lots) AS n) END || '.pdf'
$$;

-- Has vouchers printed: what, in which order, and a row of the outbox. A file is written by whoever asked for it, at his host.
CREATE FUNCTION console.voucher_print_ask(operation uuid, kind text, ids uuid[], printer text, file text, which text)
RETURNS SETOF text LANGUAGE sql AS $$
    WITH wanted AS MATERIALIZED (
        SELECT p.*, row_number() OVER (ORDER BY p.number, p.place) AS line
          FROM console.voucher_printable(kind, ids, which) p
    ), made AS (
        INSERT INTO console.voucher_print (operation_id, target, file)
        SELECT o.id, CASE WHEN printer IS NULL THEN 'file:' || o.actor ELSE 'printer:' || console.receipt_printer(printer) END,
               CASE WHEN printer IS NULL
                    THEN coalesce(voucher_print_ask.file,
                                  console.voucher_print_name(kind, (SELECT array_agg(DISTINCT w.number) FROM wanted w))) END
          FROM console.operation o
         WHERE o.id = operation
           AND console.voucher_print_refusal(printer, voucher_print_ask.file, (SELECT count(*) FROM wanted)) IS NULL
        RETURNING id, target, file
    ), items AS (
        INSERT INTO console.voucher_print_item (print_id, place, voucher_id)
        SELECT m.id, w.line, w.id FROM made m CROSS JOIN wanted w ORDER BY w.line
    ), asked AS (
        INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
        SELECT operation, m.target, 'voucher_print', 'voucher_print', m.id, jsonb_strip_nulls(jsonb_build_object('file', m.file))
          FROM made m
    )
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after)
    SELECT o.id, o.actor, o.action, CASE kind WHEN 'lot' THEN 'voucher_lot' ELSE 'voucher' END, x.id::text,
           jsonb_strip_nulls(jsonb_build_object('file', m.file, 'printer', CASE WHEN m.file IS NULL THEN split_part(m.target, ':', 2) END))
      FROM console.operation o
     CROSS JOIN made m
     CROSS JOIN (SELECT DISTINCT CASE kind WHEN 'lot' THEN w.lot_id ELSE w.id END AS id FROM wanted w) x
     WHERE o.id = operation
    RETURNING entity_id
$$;

-- Some of a print are on paper (NULL: all that were left), and no more of it to do.
CREATE FUNCTION console.voucher_print_done(print uuid, places integer[]) RETURNS void LANGUAGE sql AS $$
    WITH done AS (
        DELETE FROM console.voucher_print_item i
         WHERE i.print_id = print AND (places IS NULL OR i.place = ANY (places))
        RETURNING i.voucher_id
    )
    SELECT console.voucher_printed(x.lot_id, x.codes)
      FROM (SELECT v.lot_id, array_agg(v.code) AS codes
              FROM done d JOIN console.voucher v ON v.id = d.voucher_id GROUP BY v.lot_id) x;
$$;
