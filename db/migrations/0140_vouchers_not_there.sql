-- applies: always
-- Vouchers that a router did not take: which, why, and what is done with them. What of a sale was taken back, by its codes.

ALTER TABLE console.voucher_lot ADD COLUMN refused text; -- what the router said of those that it has not; NULL: nothing
CREATE INDEX voucher_missing ON console.voucher (lot_id) WHERE on_router IS NULL AND state NOT IN ('void', 'expired');

CREATE FUNCTION console.lot_missing(lot uuid) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT count(*) FROM console.voucher v WHERE v.lot_id = lot AND v.on_router IS NULL AND v.state NOT IN ('void', 'expired')
$$;

-- The rows of the outbox that bring the batches of a lot to its router.
CREATE FUNCTION console.lot_batches(l console.voucher_lot) RETURNS uuid[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(md5('voucher_put:' || l.id || ':' || b)::uuid) FROM generate_series(0, (l.quantity - 1) / 500) AS b
$$;
CREATE FUNCTION console.lot_is_coming(l console.voucher_lot) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM console.outbox o
                    WHERE o.entity_id = ANY (console.lot_batches(l)) AND o.effect = 'voucher_put' AND o.target = 'router:' || l.router
                      AND o.state IN ('pending', 'running'))
$$;

-- Why its router has not all of a lot; NULL: it has.
CREATE FUNCTION console.lot_missing_why(l console.voucher_lot) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN console.lot_missing(l.id) = 0 THEN NULL
                WHEN l.refused IS NOT NULL THEN l.refused
                WHEN console.lot_is_coming(l) THEN 'on their way to the router'
                ELSE 'called off before they were there' END
$$;

-- What a router has not of what hotspot users are to have, as it was last seen; NULL: nothing, or nobody has looked yet.
CREATE FUNCTION console.hotspot_refusal(of_router text, profile text, server text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM console.router_profile p WHERE p.router = of_router)
                     AND NOT EXISTS (SELECT FROM console.router_profile p WHERE p.router = of_router AND p.name = hotspot_refusal.profile)
                THEN 'router ' || of_router || ' has no hotspot profile ' || profile || ': push it, or name one that it has'
                WHEN server <> 'all'
                     AND EXISTS (SELECT FROM console.router_sync_state s WHERE s.router = of_router AND jsonb_array_length(s.hotspots) > 0
                                    AND NOT EXISTS (SELECT FROM jsonb_array_elements(s.hotspots) AS h WHERE h ->> 'name' = hotspot_refusal.server))
                THEN 'router ' || of_router || ' has no hotspot ' || server || ': name one that it has, or all' END
$$;

-- As of 0097, and of what the router has not.
CREATE OR REPLACE FUNCTION console.voucher_wish_refusal(w console.voucher_wish) RETURNS text
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
                THEN 'so short, codes could be guessed: make them longer (length)'
                ELSE console.hotspot_refusal(l.router, l.profile, l.server) END
      FROM console.voucher_lot_of(w) l
     CROSS JOIN (SELECT console.voucher_symbols(w.alphabet) AS symbols) s
$$;

-- As of 0097; what was refused is tried again.
CREATE OR REPLACE FUNCTION console.voucher_put(operation uuid, lot uuid) RETURNS void LANGUAGE sql AS $$
    UPDATE console.voucher_lot l SET refused = NULL WHERE l.id = lot AND l.refused IS NOT NULL;
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

-- What the router said of those of a batch that it did not take.
CREATE FUNCTION console.voucher_put_refused(lot uuid, why text) RETURNS void LANGUAGE sql AS $$
    UPDATE console.voucher_lot l SET refused = why WHERE l.id = lot AND l.refused IS DISTINCT FROM why
$$;

-- Why something is not done with a lot; NULL: it is.
CREATE FUNCTION console.lot_refusal(l console.voucher_lot, deed text, to_profile text, to_server text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN l.id IS NULL THEN 'there is no such lot'
                WHEN console.lot_missing(l.id) = 0 THEN 'is on the router whole'
                WHEN deed = 'remove' AND NOT EXISTS (SELECT FROM console.voucher v
                                                      WHERE v.lot_id = l.id AND v.on_router IS NULL AND v.sold_at IS NULL AND v.first_login IS NULL
                                                        AND v.state IN ('made', 'printed', 'blocked'))
                THEN 'what the router lacks of it is sold: put it there (lots.retry)'
                WHEN deed <> 'change' THEN NULL
                WHEN to_profile IS NULL AND to_server IS NULL THEN 'what is to change? profile or server'
                WHEN EXISTS (SELECT FROM console.voucher v WHERE v.lot_id = l.id AND v.on_router IS NOT NULL)
                THEN 'some of it is on the router: give the router what it lacks, and lots.retry'
                ELSE console.hotspot_refusal(l.router, coalesce(to_profile, l.profile), coalesce(to_server, l.server)) END
$$;

-- Brings what a router lacks of lots there once more (retry), after a change of profile or server (change), or gives it up
-- (remove). Those that it was done to.
CREATE FUNCTION console.lot_do(operation uuid, ids uuid[], deed text, to_profile text, to_server text) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
    l console.voucher_lot;
    lacked bigint;
BEGIN
    FOR l IN SELECT x.* FROM console.voucher_lot x WHERE x.id = ANY (ids) ORDER BY x.id FOR NO KEY UPDATE LOOP
        CONTINUE WHEN console.lot_refusal(l, deed, to_profile, to_server) IS NOT NULL;
        lacked := console.lot_missing(l.id);
        INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
        SELECT o.id, o.actor, o.action, 'voucher_lot', l.id::text, jsonb_build_object('profile', l.profile, 'server', l.server),
               jsonb_build_object('profile', coalesce(to_profile, l.profile), 'server', coalesce(to_server, l.server)),
               jsonb_strip_nulls(jsonb_build_object('lot', l.number, 'not_there', lacked, 'why', l.refused))
          FROM console.operation o
         WHERE o.id = operation;
        -- what failed of it before is done with
        UPDATE console.outbox o SET state = 'cancelled'
         WHERE o.entity_id = ANY (console.lot_batches(l)) AND o.effect = 'voucher_put'
           AND (o.state = 'failed' OR o.state = 'pending' AND deed = 'remove');
        IF deed = 'remove' THEN
            UPDATE console.voucher v SET state = 'void', blocked_from = NULL, reason = 'the router never had it', ended_at = clock_timestamp()
             WHERE v.lot_id = l.id AND v.on_router IS NULL AND v.sold_at IS NULL AND v.first_login IS NULL
               AND v.state IN ('made', 'printed', 'blocked');
        ELSE
            UPDATE console.voucher_lot x
               SET profile = coalesce(to_profile, x.profile), server = coalesce(to_server, x.server)
             WHERE x.id = l.id AND deed = 'change';
            UPDATE console.voucher v SET server = to_server
             WHERE v.lot_id = l.id AND v.on_router IS NULL AND deed = 'change' AND v.server <> to_server;
        END IF;
        PERFORM console.voucher_put(operation, l.id);
        RETURN NEXT l.id;
    END LOOP;
END $$;

-- What that would mean: a row for each, with texts for the first 20 of those that it is done to and of those that it is not.
CREATE FUNCTION console.lot_plan(ids uuid[], deed text, to_profile text, to_server text)
RETURNS TABLE (id text, refusal text, label text, before text, after text, note text) LANGUAGE sql STABLE AS $$
    WITH judged AS MATERIALIZED (
        SELECT l AS l, l.id, l.number, console.lot_refusal(l, deed, to_profile, to_server) AS refusal, console.lot_missing(l.id) AS missing
          FROM console.voucher_lot l
         WHERE l.id = ANY (ids)
    ), target AS MATERIALIZED (
        SELECT j.*, row_number() OVER (PARTITION BY j.refusal IS NULL ORDER BY j.number) AS place FROM judged j
    )
    SELECT t.id::text, t.refusal,
           CASE WHEN t.place <= 20 THEN concat_ws(' · ', 'lot ' || t.number, coalesce((t.l).package, (t.l).profile)) END,
           CASE WHEN t.place <= 20 AND t.missing > 0
                THEN t.missing || ' not there: ' || console.lot_missing_why(t.l) END,
           CASE WHEN t.place <= 20 AND t.refusal IS NULL
                THEN CASE deed WHEN 'remove' THEN 'void: let in nowhere'
                               ELSE concat_ws(' · ', 'router ' || (t.l).router, 'profile ' || coalesce(to_profile, (t.l).profile),
                                              'hotspot ' || coalesce(to_server, (t.l).server)) END END,
           CASE WHEN t.place = 1 AND t.refusal IS NULL AND deed = 'remove' AND EXISTS (SELECT FROM judged j JOIN console.voucher v ON v.lot_id = j.id
                                                                         WHERE j.refusal IS NULL AND v.on_router IS NULL AND v.printed_at IS NOT NULL)
                THEN 'some are on paper: throw those away' END
      FROM target t
     ORDER BY t.place, t.number
$$;

-- As of 0099: only what lets somebody in. coming: what was made just now, and waits for its router before it goes to paper.
CREATE OR REPLACE FUNCTION console.voucher_printable(kind text, ids uuid[], which text)
RETURNS TABLE (id uuid, lot_id uuid, number bigint, place integer) LANGUAGE sql STABLE AS $$
    SELECT v.id, v.lot_id, l.number, v.place
      FROM console.voucher_lot l
      JOIN console.voucher v ON v.lot_id = l.id
     WHERE kind = 'lot' AND l.id = ANY (ids) AND v.state IN ('made', 'printed', 'bought')
       AND (which = 'everything' OR v.printed_at IS NULL) AND (which = 'coming' OR v.on_router IS NOT NULL)
    UNION ALL
    SELECT v.id, v.lot_id, l.number, v.place
      FROM console.voucher v
      JOIN console.voucher_lot l ON l.id = v.lot_id
     WHERE kind = 'voucher' AND v.id = ANY (ids) AND v.state IN ('made', 'printed', 'bought')
       AND (which = 'everything' OR v.printed_at IS NULL) AND (which = 'coming' OR v.on_router IS NOT NULL)
$$;

-- As of 0109.
CREATE OR REPLACE FUNCTION console.voucher_template_print(operation uuid, template uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    t console.voucher_template;
    lot CONSTANT uuid := gen_random_uuid();
    made bigint;
BEGIN
    SELECT x.* INTO t FROM console.voucher_template x WHERE x.id = template;
    IF t.id IS NULL THEN
        RETURN 0;
    END IF;
    made := console.voucher_generate(operation, lot, console.voucher_template_wish(t));
    IF made > 0 THEN
        PERFORM console.voucher_print_ask(operation, 'lot', ARRAY[lot], console.receipt_printer(t.printer), NULL, 'coming');
    END IF;
    RETURN made;
END $$;

-- Why a voucher isn't taken back; NULL where it is (as of 0098): by what it is, a blocked one by what it was before.
CREATE OR REPLACE FUNCTION console.voucher_return_refusal(v console.voucher, method text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN coalesce(v.blocked_from, v.state) IN ('used', 'expired') THEN 'was used: only unused ones are taken back'
                WHEN v.state = 'blocked' AND v.blocked_from = 'bought' THEN 'is blocked: unblock it first (vouchers.unblock)'
                WHEN v.state = 'void' AND EXISTS (SELECT FROM console.voucher_entry e WHERE e.voucher_id = v.id AND e.rp < 0)
                THEN 'was taken back already'
                WHEN v.state <> 'bought' THEN 'was not sold'
                WHEN v.odd IS NOT NULL THEN 'somebody changed it on the router: look there first'
                ELSE console.till_refusal(method) END
$$;

-- Vouchers in words: their codes, where they are few.
CREATE FUNCTION console.voucher_codes_text(ids uuid[]) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN count(*) > 10 THEN count(*) || ' vouchers' ELSE string_agg(v.code, ', ' ORDER BY v.serial) END
      FROM console.voucher v WHERE v.id = ANY (ids)
$$;

-- As of 0098; the receipt names what came back.
CREATE OR REPLACE FUNCTION console.voucher_return(operation uuid, ids uuid[], goods text, why text) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
    paid console.receipt;
    back uuid[];
    all_back uuid[] := '{}';
    said CONSTANT console.charge_said := ROW('refunded', NULL, NULL, NULL, NULL, NULL, 'operator');
    oid text;
    next_state text;
    sum_rp bigint;
BEGIN
    FOR oid IN SELECT DISTINCT v.order_id FROM console.voucher v WHERE v.id = ANY (ids) AND v.order_id IS NOT NULL ORDER BY 1 LOOP
        c := console.charge_lock(oid);
        PERFORM FROM console.voucher v WHERE v.order_id = oid ORDER BY v.id FOR UPDATE;
        SELECT array_agg(v.id), sum(v.sold_rp) INTO back, sum_rp
          FROM console.voucher v
         WHERE v.id = ANY (ids) AND v.order_id = oid AND console.voucher_return_refusal(v, c.method) IS NULL;
        CONTINUE WHEN back IS NULL;
        PERFORM console.voucher_enter(operation, back, -1);
        INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
        SELECT operation, c.user_id, sum_rp, oid || '.' || (SELECT count(*) FROM console.receipt r WHERE r.order_id = oid), why
         WHERE c.method = 'balance';
        SELECT r.* INTO STRICT paid FROM console.receipt r WHERE r.order_id = oid AND r.kind = 'payment';
        paid.reverses := paid.id;
        paid.kind := 'reversal';
        paid.amount_rp := -sum_rp;
        paid.note := why;
        paid.gives := 'taken back: ' || console.voucher_codes_text(back);
        SELECT left(string_agg(DISTINCT coalesce(l.package, l.profile), ', ') || ' x ' || count(*), 200) INTO paid.subject
          FROM console.voucher v
          JOIN console.voucher_lot l ON l.id = v.lot_id
         WHERE v.id = ANY (back);
        paid.till_id := NULL;
        UPDATE console.voucher v
           SET state = CASE WHEN goods <> 'stock' THEN 'void' WHEN v.printed_at IS NULL THEN 'made' ELSE 'printed' END, reason = why,
               sold_at = NULL, order_id = NULL, sold_rp = NULL, commission_rp = NULL, seller = NULL,
               ended_at = CASE WHEN goods <> 'stock' THEN clock_timestamp() END
         WHERE v.id = ANY (back);
        next_state := CASE WHEN EXISTS (SELECT FROM console.voucher v WHERE v.order_id = oid) THEN 'part_refunded' ELSE 'refunded' END;
        PERFORM console.charge_set(oid, next_state, said, why, NULL) WHERE c.state <> next_state;
        PERFORM console.receipt_write(operation, paid);
        PERFORM console.charge_audit(operation, c, jsonb_build_object('state', c.state), jsonb_build_object('state', next_state),
                                     jsonb_build_object('reason', why, 'rp', -sum_rp));
        all_back := all_back || back;
    END LOOP;
    PERFORM console.voucher_settle(operation, all_back) WHERE goods <> 'stock';
    RETURN QUERY SELECT unnest(all_back);
END $$;

-- What of a receipt was taken back since, and what of it stands; no row where nothing was.
CREATE FUNCTION console.receipt_returned(given text) RETURNS TABLE (what text, rp bigint, stands_rp bigint)
LANGUAGE sql STABLE AS $$
    SELECT string_agg(regexp_replace(v.gives, '^taken back: ', ''), ', ' ORDER BY v.at), -sum(v.amount_rp)::bigint,
           (r.amount_rp + sum(v.amount_rp))::bigint
      FROM console.receipt r
      JOIN console.receipt v ON v.reverses = r.id
     WHERE r.id = CASE WHEN given LIKE 'receipt:%' THEN substr(given, 9)::uuid END
     GROUP BY r.id
$$;

-- As of 0075, and what came back; a code in which a word of ours is stays as it is.
CREATE OR REPLACE FUNCTION console.message_gives(gives text, language text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN language = 'en' THEN coalesce(gives, 'done')
                ELSE coalesce((SELECT regexp_replace(string_agg(replace(p.part, w.english, w.indonesian), ', ' ORDER BY p.place),
                                                     '(\d)\.(\d [GM]B)', '\1,\2', 'g')
                                 FROM regexp_split_to_table(gives, ', ') WITH ORDINALITY AS p (part, place)
                                CROSS JOIN LATERAL (
                                      SELECT v.english, v.indonesian
                                        FROM (VALUES ('pay debt', 'membayar utang'), ('become quota', 'menjadi kuota'),
                                                     ('until ', 'sampai '), ('unlimited access', 'akses tanpa batas'),
                                                     ('of debt paid', 'utang lunas'), ('of automatic debt paid', 'utang otomatis lunas'),
                                                     ('debt of unlimited access paid', 'utang akses tanpa batas lunas'),
                                                     ('on the balance', 'masuk saldo'), (' paid', ' lunas'),
                                                     ('taken back: ', 'dikembalikan: '), ('', ''))
                                             AS v (english, indonesian)
                                       WHERE strpos(p.part, v.english) > 0
                                       ORDER BY length(v.english) DESC
                                       LIMIT 1) w), 'selesai') END
$$;
