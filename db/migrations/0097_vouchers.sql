-- applies: always
-- The program's own vouchers: lots, codes that were ever given out, and how far each voucher is.

-- Every code that a voucher ever had, Mikhmon's among them, without regard to case: nothing is taken out of it.
CREATE TABLE console.voucher_code (
    folded text PRIMARY KEY,
    at     timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER voucher_code_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON console.voucher_code
    FOR EACH STATEMENT EXECUTE FUNCTION console.refuse_change();
INSERT INTO console.voucher_code (folded) SELECT DISTINCT lower(v.name) FROM console.mikhmon_voucher v;

CREATE FUNCTION console.voucher_code_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO console.voucher_code (folded) SELECT DISTINCT lower(n.name) FROM came n ORDER BY 1 ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER mikhmon_voucher_codes AFTER INSERT ON console.mikhmon_voucher
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION console.voucher_code_note();

-- What was made at once.
CREATE TABLE console.voucher_lot (
    id             uuid PRIMARY KEY,
    number         bigint GENERATED ALWAYS AS IDENTITY UNIQUE,  -- as it is called: "lot 12"
    router         text NOT NULL,
    server         text NOT NULL,                               -- of the hotspot; all: any
    profile        text NOT NULL,
    package_id     uuid,                                        -- NULL: limits of its own
    package        text,                                        -- its name then
    quantity       integer NOT NULL CHECK (quantity > 0),
    prefix         text NOT NULL,
    length         integer NOT NULL,                            -- of what is drawn, behind the prefix
    alphabet       text NOT NULL,
    has_passwords  boolean NOT NULL,                            -- of their own; else a code is its password
    validity_s     bigint CHECK (validity_s > 0),               -- calendar time from the first login; NULL: no end
    limit_uptime_s bigint NOT NULL CHECK (limit_uptime_s >= 0), -- 0: none
    limit_bytes    bigint NOT NULL CHECK (limit_bytes >= 0),
    price_rp       bigint NOT NULL CHECK (price_rp >= 0),
    commission_rp  bigint NOT NULL CHECK (commission_rp BETWEEN 0 AND price_rp), -- of the price, what its seller keeps
    seller         text,                                        -- who sells it; NULL: whoever takes the money
    note           text,
    actor          text NOT NULL,
    at             timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX voucher_lot_at ON console.voucher_lot (at, id);

-- Used time and volume are sums of our own; row_s and row_bytes are the router's counters of its user at the last look.
CREATE TABLE console.voucher (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    serial       bigint GENERATED ALWAYS AS IDENTITY,
    lot_id       uuid NOT NULL REFERENCES console.voucher_lot (id) ON DELETE RESTRICT,
    place        integer NOT NULL,                -- in its lot, from 1
    router       text NOT NULL,
    server       text NOT NULL,
    code         text NOT NULL,
    password     text,                            -- NULL: the code
    state        text NOT NULL DEFAULT 'made'
                 CHECK (state IN ('made', 'printed', 'bought', 'used', 'expired', 'blocked', 'void')),
    blocked_from text,                            -- what a blocked one goes back to
    reason       text,                            -- of a block, or why it is void
    on_router    timestamptz,                     -- since when the router has it; NULL: it has it not
    odd          text,                            -- what on the router forbids to sell it; NULL: nothing
    printed_at   timestamptz,
    sold_at      timestamptz,                     -- NULL: in stock, or used without having been sold
    order_id     text,                            -- of the charge that it was sold by
    first_login  timestamptz,
    ends_at      timestamptz,
    ended_at     timestamptz,
    used_s       bigint NOT NULL DEFAULT 0,
    used_bytes   bigint NOT NULL DEFAULT 0,
    row_s        bigint NOT NULL DEFAULT 0,
    row_bytes    bigint NOT NULL DEFAULT 0,
    looked_at    timestamptz,
    UNIQUE (lot_id, place),
    CONSTRAINT voucher_blocked_from CHECK ((state = 'blocked') = (blocked_from IS NOT NULL)),
    CONSTRAINT voucher_sold_by CHECK ((sold_at IS NULL) = (order_id IS NULL)),
    CONSTRAINT voucher_bought_is_sold CHECK (state <> 'bought' OR sold_at IS NOT NULL),
    CONSTRAINT voucher_used_since CHECK (state NOT IN ('made', 'printed', 'bought') OR first_login IS NULL)
);
CREATE INDEX voucher_serial ON console.voucher (serial, id);
CREATE UNIQUE INDEX voucher_code_once ON console.voucher (lower(code));
CREATE INDEX voucher_code_begins ON console.voucher (lower(code) text_pattern_ops);
CREATE INDEX voucher_code_order ON console.voucher (lower(code), id);
CREATE INDEX voucher_lot_state ON console.voucher (lot_id, state);
CREATE INDEX voucher_state ON console.voucher (state, serial);
CREATE INDEX voucher_first ON console.voucher (coalesce(first_login, '-infinity'), id);
CREATE INDEX voucher_sold ON console.voucher (coalesce(sold_at, '-infinity'), id);
CREATE INDEX voucher_order ON console.voucher (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX voucher_on_router ON console.voucher (router) WHERE on_router IS NOT NULL;

-- The allowed moves of a voucher.
CREATE TABLE console.voucher_move (
    from_state text NOT NULL,
    to_state   text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
INSERT INTO console.voucher_move VALUES
    ('made', 'printed'),
    ('made', 'bought'),
    ('made', 'used'),        -- logged in without having been sold
    ('made', 'void'),        -- the router has another user of that name
    ('made', 'blocked'),
    ('printed', 'bought'),
    ('printed', 'used'),
    ('printed', 'void'),
    ('printed', 'blocked'),
    ('bought', 'used'),
    ('bought', 'printed'),   -- given back, and in stock again
    ('bought', 'made'),
    ('bought', 'void'),      -- given back, and let in no more
    ('bought', 'blocked'),
    ('used', 'expired'),
    ('used', 'blocked'),
    ('used', 'void'),        -- its money went back
    ('blocked', 'made'),
    ('blocked', 'printed'),
    ('blocked', 'bought'),
    ('blocked', 'used'),
    ('blocked', 'expired'),  -- its time went on
    ('blocked', 'void');
CREATE FUNCTION console.voucher_check_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM console.voucher_move m WHERE m.from_state = OLD.state AND m.to_state = NEW.state) THEN
        RAISE EXCEPTION 'voucher %: % may not become %', OLD.code, OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER voucher_moves BEFORE UPDATE OF state ON console.voucher
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION console.voucher_check_move();

-- Sessions of vouchers, Mikhmon's among them, at the last look: what runs is in no counter of the user until it ends.
CREATE TABLE console.voucher_session (
    voucher_id uuid NOT NULL,
    session    text NOT NULL,
    seconds    bigint NOT NULL,
    bytes      bigint NOT NULL,
    PRIMARY KEY (voucher_id, session)
);

-- What codes are drawn from: nothing that looks like something else (0 O Q, 1 l I).
CREATE FUNCTION console.voucher_symbols(alphabet text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE alphabet WHEN 'lower_digits' THEN '23456789abcdefghjkmnpqrstuvwxyz'
                         WHEN 'upper_digits' THEN '23456789ABCDEFGHJKLMNPRSTUVWXYZ'
                         WHEN 'lower_letters' THEN 'abcdefghjkmnpqrstuvwxyz'
                         WHEN 'upper_letters' THEN 'ABCDEFGHJKLMNPRSTUVWXYZ'
                         WHEN 'only_digits' THEN '23456789' END
$$;

-- So many words of so many symbols, each drawn from the system's random bytes; twice the same may be among them.
CREATE FUNCTION console.voucher_draw(wanted integer, prefix text, length integer, symbols text) RETURNS SETOF text
LANGUAGE sql VOLATILE AS $$
    SELECT prefix || (SELECT string_agg(substr(symbols, 1 + (get_byte(d.bytes, 2 * k.n) * 256 + get_byte(d.bytes, 2 * k.n + 1))
                                                            % length(symbols), 1), '' ORDER BY k.n)
                        FROM generate_series(0, voucher_draw.length - 1) AS k (n))
      FROM (SELECT sha256(uuid_send(gen_random_uuid())) AS bytes
              FROM generate_series(1, wanted)
            OFFSET 0) d
$$;

-- So many codes that nobody ever had; from now on nobody else gets them.
CREATE FUNCTION console.voucher_codes(wanted integer, prefix text, length integer, symbols text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
    missing integer := wanted;
    found_now integer;
BEGIN
    FOR try IN 1..50 LOOP
        RETURN QUERY
        WITH drawn AS MATERIALIZED (
            SELECT DISTINCT ON (lower(c)) c AS code
              FROM console.voucher_draw(CASE try WHEN 1 THEN missing ELSE greatest(missing, 1000) END, prefix, voucher_codes.length,
                                        symbols) c
             WHERE NOT EXISTS (SELECT FROM console.voucher_code k WHERE k.folded = lower(c))
        ), kept AS (
            INSERT INTO console.voucher_code (folded) SELECT lower(d.code) FROM (SELECT f.code FROM drawn f LIMIT missing) d ORDER BY 1
            ON CONFLICT DO NOTHING RETURNING folded
        )
        SELECT d.code FROM drawn d JOIN kept k ON k.folded = lower(d.code);
        GET DIAGNOSTICS found_now = ROW_COUNT;
        missing := missing - found_now;
        EXIT WHEN missing = 0;
    END LOOP;
    IF missing > 0 THEN
        RAISE EXCEPTION 'there are not enough codes left: make them longer' USING ERRCODE = 'check_violation';
    END IF;
END $$;

-- "1w2d", "30d", "12h", "90m" in seconds; NULL: it is none.
CREATE FUNCTION console.voucher_seconds(text text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(coalesce(p[1]::bigint, 0) * 604800 + coalesce(p[2]::bigint, 0) * 86400 + coalesce(p[3]::bigint, 0) * 3600
                  + coalesce(p[4]::bigint, 0) * 60, 0)
      FROM regexp_match(lower(btrim(text)), '^(?:(\d{1,4})w)?(?:(\d{1,5})d)?(?:(\d{1,6})h)?(?:(\d{1,7})m)?$') AS p
$$;
-- The same backwards: "30d", "1d12h".
CREATE FUNCTION console.voucher_time_text(seconds bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(concat(nullif(seconds / 86400, 0) || 'd', nullif(seconds % 86400 / 3600, 0) || 'h',
                         nullif(seconds % 3600 / 60, 0) || 'm', nullif(seconds % 60, 0) || 's'), '')
$$;

-- What a lot is given as: how many, a package or limits of its own, where and how codes look. All as text, as an action's
-- arguments travel.
CREATE TYPE console.voucher_wish AS (quantity integer, package text, router text, profile text, validity text, uptime text,
                                     volume_mb bigint, price_rp bigint, commission_rp bigint, seller text, prefix text,
                                     length integer, alphabet text, password text, server text, note text);

-- The lot that a wish comes to, without its id.
CREATE FUNCTION console.voucher_lot_of(w console.voucher_wish) RETURNS console.voucher_lot
LANGUAGE sql STABLE AS $$
    SELECT jsonb_populate_record(NULL::console.voucher_lot, jsonb_build_object(
               'router', coalesce(w.router, r.only_one), 'server', coalesce(nullif(btrim(w.server), ''), 'all'),
               'profile', coalesce(nullif(btrim(w.profile), ''), f.profile_name, 'default'), 'package_id', p.id, 'package', p.name,
               'quantity', w.quantity, 'prefix', coalesce(w.prefix, ''), 'length', w.length, 'alphabet', w.alphabet,
               'has_passwords', w.password = 'own_password',
               'validity_s', coalesce(console.voucher_seconds(w.validity), p.duration_days::bigint * 86400),
               'limit_uptime_s', coalesce(console.voucher_seconds(w.uptime), 0),
               'limit_bytes', coalesce(w.volume_mb, round(p.data_quota_gb * 1024), 0)::bigint * 1048576,
               'price_rp', coalesce(w.price_rp, p.price), 'commission_rp', coalesce(w.commission_rp, 0),
               'seller', nullif(btrim(w.seller), ''), 'note', nullif(btrim(w.note), '')))
      FROM (SELECT min(x.name) AS only_one FROM console.router x WHERE x.is_enabled HAVING count(*) = 1) r
      RIGHT JOIN (SELECT) one ON true
      LEFT JOIN public.packages p ON p.name = w.package
      LEFT JOIN public.package_profiles f ON f.id = p.profile_id
$$;

-- Why it can't be made; NULL: it can.
CREATE FUNCTION console.voucher_wish_refusal(w console.voucher_wish) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN l.router IS NULL THEN 'on which router? router=NAME'
                WHEN NOT EXISTS (SELECT FROM console.router r WHERE r.name = l.router AND r.is_enabled)
                THEN 'there is no router ' || l.router
                WHEN w.package IS NOT NULL AND l.package IS NULL THEN 'there is no package ' || w.package
                WHEN w.validity IS NOT NULL AND console.voucher_seconds(w.validity) IS NULL
                THEN 'validity is a time from the first login, like 30d or 12h'
                WHEN w.uptime IS NOT NULL AND console.voucher_seconds(w.uptime) IS NULL
                THEN 'the time online is like 3h or 90m'
                WHEN l.validity_s IS NULL AND l.limit_uptime_s = 0 AND l.limit_bytes = 0
                THEN 'it would never end: say a package, a validity, a time online or a volume'
                WHEN l.price_rp IS NULL THEN 'what does one cost? price=5000'
                WHEN l.commission_rp > l.price_rp THEN 'the commission is more than the price'
                WHEN l.prefix !~ '^[A-Za-z2-9]*$' THEN 'a prefix has letters and the digits 2 to 9 only'
                WHEN l.length * ln(length(s.symbols)) < ln(10000.0 * l.quantity)
                THEN 'so short, codes could be guessed: make them longer (length)' END
      FROM console.voucher_lot_of(w) l
     CROSS JOIN (SELECT console.voucher_symbols(w.alphabet) AS symbols) s
$$;

-- "Paket 10 GB · 30d · 10.00 GB · Rp 50.000": what one of a lot is.
CREATE FUNCTION console.voucher_terms(l console.voucher_lot) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', l.package, console.voucher_time_text(l.validity_s),
                     console.voucher_time_text(nullif(l.limit_uptime_s, 0)) || ' online',
                     console.mb_text(nullif(l.limit_bytes, 0) / 1048576), console.rp_text(l.price_rp))
$$;

-- Makes a lot with its vouchers, and has them put on the router, 500 at a time. How many.
CREATE FUNCTION console.voucher_generate(operation uuid, lot uuid, w console.voucher_wish) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    l console.voucher_lot := console.voucher_lot_of(w);
    made bigint;
BEGIN
    IF console.voucher_wish_refusal(w) IS NOT NULL THEN
        RETURN 0;
    END IF;
    INSERT INTO console.voucher_lot (id, router, server, profile, package_id, package, quantity, prefix, length, alphabet,
                                     has_passwords, validity_s, limit_uptime_s, limit_bytes, price_rp, commission_rp, seller, note,
                                     actor)
    SELECT lot, l.router, l.server, l.profile, l.package_id, l.package, l.quantity, l.prefix, l.length, l.alphabet,
           l.has_passwords, l.validity_s, l.limit_uptime_s, l.limit_bytes, l.price_rp, l.commission_rp, l.seller, l.note, o.actor
      FROM console.operation o
     WHERE o.id = operation
    RETURNING * INTO STRICT l;
    INSERT INTO console.voucher (lot_id, place, router, server, code, password)
    SELECT l.id, c.place, l.router, l.server, c.code, p.password
      FROM (SELECT g.code, g.place
              FROM console.voucher_codes(l.quantity, l.prefix, l.length, console.voucher_symbols(l.alphabet))
                   WITH ORDINALITY AS g (code, place)) c
      LEFT JOIN (SELECT d.password, d.place
                   FROM console.voucher_draw(CASE WHEN l.has_passwords THEN l.quantity ELSE 0 END, '', l.length, '23456789')
                        WITH ORDINALITY AS d (password, place)) p ON p.place = c.place
     ORDER BY c.place;
    GET DIAGNOSTICS made = ROW_COUNT;
    PERFORM console.voucher_put(operation, l.id);
    RETURN made;
END $$;

-- Has those of a lot that the router has not put there: a row of the outbox for each 500.
CREATE FUNCTION console.voucher_put(operation uuid, lot uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
    SELECT operation, 'router:' || v.router, 'voucher_put', 'voucher_lot', md5('voucher_put:' || lot || ':' || b.batch)::uuid,
           jsonb_build_object('lot', lot, 'from', b.batch * 500 + 1, 'to', b.batch * 500 + 500)
      FROM console.voucher v
     CROSS JOIN LATERAL (SELECT (v.place - 1) / 500 AS batch) b
     WHERE v.lot_id = lot AND v.on_router IS NULL AND v.state NOT IN ('void', 'expired')
     GROUP BY v.router, b.batch
     ORDER BY b.batch
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at
$$;

-- What the comment of its user on the router says: whose it is. Mikhmon's scripts leave it alone, for it begins with neither
-- vc nor up.
CREATE FUNCTION console.voucher_comment(number bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 'lot ' || number
$$;

-- What became of a batch on the router: those that are there, and those whose name another user has, with what it said.
CREATE FUNCTION console.voucher_put_done(there uuid[], taken uuid[], why text) RETURNS void LANGUAGE sql AS $$
    UPDATE console.voucher v SET on_router = coalesce(v.on_router, clock_timestamp()), looked_at = coalesce(v.looked_at, clock_timestamp())
     WHERE v.id = ANY (there);
    UPDATE console.voucher v SET state = 'void', blocked_from = NULL, reason = why
     WHERE v.id = ANY (taken) AND v.state IN ('made', 'printed', 'blocked');
$$;

-- Notes that vouchers of a lot are on paper. How many had not been.
CREATE FUNCTION console.voucher_printed(lot uuid, codes text[]) RETURNS bigint LANGUAGE sql AS $$
    WITH on_paper AS (
        UPDATE console.voucher v
           SET printed_at = coalesce(v.printed_at, now()), state = CASE v.state WHEN 'made' THEN 'printed' ELSE v.state END,
               blocked_from = CASE v.blocked_from WHEN 'made' THEN 'printed' ELSE v.blocked_from END
         WHERE v.lot_id = lot AND lower(v.code) = ANY (SELECT lower(c) FROM unnest(codes) AS c) AND v.printed_at IS NULL
        RETURNING v.id
    )
    SELECT count(*) FROM on_paper
$$;

-- The same as an operation: what was made stands in the audit once, not for each voucher.
CREATE FUNCTION console.voucher_lot_make(operation uuid, lot uuid, w console.voucher_wish) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made CONSTANT bigint := console.voucher_generate(operation, lot, w);
BEGIN
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
    SELECT o.id, o.actor, o.action, 'voucher_lot', lot::text,
           to_jsonb(l) - ARRAY['id', 'actor', 'at', 'alphabet', 'length'], jsonb_build_object('vouchers', made)
      FROM console.operation o
      JOIN console.voucher_lot l ON l.id = lot
     WHERE o.id = operation AND made > 0;
    RETURN made;
END $$;
