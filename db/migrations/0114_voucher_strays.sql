-- applies: always
-- Users of the hotspot that are vouchers by their comment and their name, and that no voucher here is: made before the database was
-- restored from a backup, or copied from another router.

CREATE TABLE console.voucher_stray (
    id       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    router   text NOT NULL,
    server   text NOT NULL,
    name     text NOT NULL,
    comment  text NOT NULL,
    is_off   boolean NOT NULL,
    found_at timestamptz NOT NULL DEFAULT now(),
    off_by   uuid,                                   -- the operation that has it switched off; NULL: nobody wants that
    UNIQUE (router, name, server)
);

-- Whether a name is one that a lot would have.
CREATE FUNCTION console.voucher_fits_lot(name text, l console.voucher_lot) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT length(voucher_fits_lot.name) = length(l.prefix) + l.length AND left(voucher_fits_lot.name, length(l.prefix)) = l.prefix
           AND translate(substr(voucher_fits_lot.name, length(l.prefix) + 1), console.voucher_symbols(l.alphabet), '') = ''
$$;

-- Which users can be nothing but vouchers of ours: the comment is that of a lot, and the name is one that the lot would have. Of a lot
-- that nobody knows any more, all are to be alike, as codes of one lot are: as long as each other, and with letters and digits, or
-- five at least.
CREATE FUNCTION console.voucher_codes_among(names text[], comments text[]) RETURNS TABLE (place bigint) LANGUAGE sql STABLE AS $$
    SELECT x.n
      FROM (SELECT w.n, console.voucher_fits_lot(w.name, l) AS fits, l.id IS NOT NULL AS is_known,
                   every(w.name ~ '^[A-Za-z2-9]{0,6}([2-9a-hjkmnp-z]{4,16}|[2-9A-HJ-NPR-Z]{4,16})$') OVER lot AS can_be,
                   min(length(w.name)) OVER lot AS shortest, max(length(w.name)) OVER lot AS longest, count(*) OVER lot AS alike,
                   count(*) FILTER (WHERE w.name ~ '[2-9]' AND w.name ~ '[A-Za-z]') OVER lot AS mixed
              FROM unnest(names, comments) WITH ORDINALITY AS w (name, comment, n)
              LEFT JOIN console.voucher_lot l ON w.comment = console.voucher_comment(l.number)
             WHERE w.comment ~ '^lot [1-9][0-9]{0,17}$'
            WINDOW lot AS (PARTITION BY w.comment)) x
     WHERE CASE WHEN x.is_known THEN x.fits
                ELSE x.can_be AND x.shortest = x.longest AND x.shortest >= 5 AND (2 * x.mixed > x.alike OR x.alike >= 5) END
$$;

-- What a look at a whole router found of users with the comment of a lot that are none of its vouchers, by their places. One that is
-- here and is over was removed there and is back: it is followed again. The others are kept as long as they are there, and nobody
-- gets their codes. Gives those that are to be switched off.
CREATE FUNCTION console.voucher_strays(of_router text, names text[], servers text[], comments text[], offs boolean[])
RETURNS TABLE (place bigint) LANGUAGE sql AS $$
    WITH seen AS MATERIALIZED (
        SELECT w.name, w.server, w.comment, w.is_off, w.n AS at
          FROM unnest(names, servers, comments, offs) WITH ORDINALITY AS w (name, server, comment, is_off, n)
    ), back AS (
        UPDATE console.voucher v
           SET on_router = now(), row_s = 0, row_bytes = 0
          FROM seen w, console.voucher_lot l
         WHERE v.router = of_router AND v.code = w.name AND v.server = w.server AND v.state IN ('expired', 'void') AND v.on_router IS NULL
           AND l.id = v.lot_id AND w.comment = console.voucher_comment(l.number)
        RETURNING w.at, w.is_off
    ), stray AS MATERIALIZED (
        SELECT w.*
          FROM seen w
         WHERE w.at IN (SELECT c.place FROM console.voucher_codes_among(names, comments) c)
           AND NOT EXISTS (SELECT FROM console.voucher v WHERE v.router = of_router AND v.server = w.server AND lower(v.code) = lower(w.name))
    ), codes AS (
        INSERT INTO console.voucher_code (folded)
        SELECT DISTINCT lower(t.name) FROM stray t
         WHERE NOT EXISTS (SELECT FROM console.voucher_code c WHERE c.folded = lower(t.name)) ORDER BY 1
        ON CONFLICT DO NOTHING
    ), kept AS (
        INSERT INTO console.voucher_stray AS s (router, server, name, comment, is_off)
        SELECT of_router, t.server, t.name, t.comment, t.is_off FROM stray t
        ON CONFLICT (router, name, server) DO UPDATE
           SET comment = excluded.comment, is_off = excluded.is_off,
               -- switched on again by somebody, it is found anew
               off_by = CASE WHEN s.is_off AND NOT excluded.is_off THEN NULL ELSE s.off_by END
         WHERE (s.comment, s.is_off) IS DISTINCT FROM (excluded.comment, excluded.is_off)
    ), gone AS (
        DELETE FROM console.voucher_stray s
         WHERE s.router = of_router AND NOT EXISTS (SELECT FROM stray t WHERE t.name = s.name AND t.server = s.server)
    )
    SELECT b.at FROM back b WHERE NOT b.is_off
    UNION ALL
    SELECT t.at
      FROM stray t
      JOIN console.voucher_stray s ON s.router = of_router AND s.name = t.name AND s.server = t.server
     WHERE NOT t.is_off AND NOT s.is_off AND s.off_by IS NOT NULL
$$;

-- One is switched off on its router by the outbox, and ended there.
CREATE FUNCTION console.mend_vouchers_unknown(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    of_router text;
BEGIN
    UPDATE console.voucher_stray s SET off_by = operation WHERE s.id = key::uuid AND NOT s.is_off RETURNING s.router INTO of_router;
    IF of_router IS NULL THEN
        RETURN false;
    END IF;
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id)
    VALUES (operation, 'router:' || of_router, 'voucher_settle', 'router', md5('voucher_settle:' || of_router)::uuid)
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at;
    RETURN true;
END $$;
