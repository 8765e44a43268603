-- applies: always
-- A sale, and the look at its router, in less time. What each of them asks for a single row (a setting, a number, a line of the
-- audit) was a function in SQL that is not taken apart into the statement, and so was planned anew in each transaction. In PL/pgSQL
-- it is planned once for a connection.

-- A setting's value: what was set here, else what the portal says, else fallback (as of 0039).
CREATE OR REPLACE FUNCTION console.setting(key text, fallback text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    said text;
BEGIN
    SELECT v.value INTO said FROM console.setting_value v WHERE v.key = setting.key;
    IF NOT FOUND THEN
        SELECT p.value INTO said FROM console.portal_setting(setting.key) p;
    END IF;
    RETURN coalesce(said, fallback);
END $$;

-- As of 0007.
CREATE OR REPLACE FUNCTION console.setting(key text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN console.setting(key, (SELECT i.fallback FROM console.setting_info i WHERE i.key = setting.key));
END $$;

-- As of 0002.
CREATE OR REPLACE FUNCTION console.setting_bigint(key text, fallback bigint) RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    said CONSTANT text := console.setting(key, '');
BEGIN
    RETURN CASE WHEN said ~ '^[0-9]{1,18}$' THEN said::bigint ELSE fallback END;
END $$;

-- As of 0010.
CREATE OR REPLACE FUNCTION console.setting_bigint(key text) RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN console.setting_bigint(key, (SELECT CASE WHEN i.fallback ~ '^[0-9]{1,18}$' THEN i.fallback::bigint END
                                          FROM console.setting_info i
                                         WHERE i.key = setting_bigint.key));
END $$;

-- As of 0042.
CREATE OR REPLACE FUNCTION console.zone_in_force() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce((SELECT z.name FROM console.time_zone z WHERE z.name = console.setting('APP_TIMEZONE')), 'Asia/Jakarta');
END $$;

-- As of 0002.
CREATE OR REPLACE FUNCTION console.user_router(server_name text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT r.name FROM console.router r
             WHERE r.is_enabled
             ORDER BY (server_name = ANY (r.servers)) DESC NULLS LAST, (r.name = server_name) DESC NULLS LAST, r.position
             LIMIT 1);
END $$;

-- As of 0075.
CREATE OR REPLACE FUNCTION console.receipt_number(form text, brand text, year integer, serial bigint) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    shape CONSTANT text := form || CASE WHEN strpos(form, '{number}') = 0 THEN '{number}' ELSE '' END;
BEGIN
    RETURN CASE WHEN brand <> '' AND strpos(form, '{brand}') = 0 THEN brand || '/' ELSE '' END
           || CASE WHEN strpos(form, '{year}') = 0 AND strpos(form, '{yy}') = 0 THEN year || '/' ELSE '' END
           || replace(replace(replace(replace(shape, '{brand}', brand), '{year}', year::text), '{yy}', right(year::text, 2)),
                      '{number}', CASE WHEN serial < 1000000 THEN lpad(serial::text, 6, '0') ELSE serial::text END);
END $$;

-- As of 0075.
CREATE OR REPLACE FUNCTION console.till_refusal(method text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN method = 'cash' AND console.setting('till_opening', 'by_sale') = 'by_hand'
                     AND NOT EXISTS (SELECT FROM console.till t WHERE t.operator = console.actor() AND t.closed_at IS NULL)
                THEN 'cash needs an open till: open yours first (till.open)' END;
END $$;

-- As of 0020.
CREATE OR REPLACE FUNCTION console.random_hex() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN upper(encode(substring(uuid_send(gen_random_uuid()) FROM 11 FOR 6), 'hex'));
END $$;

-- As of 0020.
CREATE OR REPLACE FUNCTION console.random_pin() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN lpad(((('x' || encode(substring(uuid_send(gen_random_uuid()) FROM 11 FOR 4), 'hex'))::bit(32)::bigint)
                 % 1000000)::text, 6, '0');
END $$;

-- As of 0087.
CREATE OR REPLACE FUNCTION console.charge_order_id(draft console.charge) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE draft.kind
               WHEN 'debt' THEN console.debt_order_id(draft.debt_id)
               WHEN 'deposit' THEN 'TOPUP-' || console.random_hex()
               WHEN 'invoice' THEN 'INVOICE-' || console.random_hex()
               WHEN 'order' THEN 'ORDER-' || console.random_hex()
               ELSE coalesce(nullif(left(regexp_replace(console.setting('payment_order_prefix', 'BELI'),
                                                        '[^A-Za-z0-9._~-]', '', 'g'), 20), ''), 'BELI')
                    || '-' || console.random_hex() END;
END $$;

-- As of 0020.
CREATE OR REPLACE FUNCTION console.charge_wish(operation uuid, c console.charge, target text, effect text, event text DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
    VALUES (charge_wish.operation, charge_wish.target, charge_wish.effect, 'charge', c.id,
            jsonb_strip_nulls(jsonb_build_object('order_id', c.order_id, 'event', charge_wish.event)))
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, payload = excluded.payload,
                  next_attempt_at = excluded.next_attempt_at;
END $$;

-- As of 0020.
CREATE OR REPLACE FUNCTION console.charge_audit(operation uuid, c console.charge, before jsonb, after jsonb,
                                                details jsonb DEFAULT '{}')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, 'charge', c.order_id, charge_audit.before, charge_audit.after,
           jsonb_strip_nulls(jsonb_build_object('user_id', c.user_id)) || charge_audit.details
      FROM console.operation o
     WHERE o.id = charge_audit.operation;
END $$;

-- As of 0031.
CREATE OR REPLACE FUNCTION console.charge_tell(operation uuid, c console.charge, next_state text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF c.kind <> 'invoice' OR next_state IN ('paid', 'part_refunded', 'late', 'mismatch') THEN
        PERFORM console.charge_tell_sale(operation, c, next_state);
    END IF;
END $$;

-- As of 0020.
CREATE OR REPLACE FUNCTION console.charge_tell_sale(operation uuid, c console.charge, next_state text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    event CONSTANT text := CASE WHEN next_state IN ('paid', 'part_refunded') THEN 'paid'
                                WHEN next_state IN ('late', 'mismatch') THEN 'late'
                                WHEN c.state = 'new' THEN NULL
                                WHEN next_state = 'expired' THEN 'expired'
                                WHEN next_state IN ('cancelled', 'failed') THEN 'cancelled' END;
BEGIN
    IF event IS NOT NULL THEN
        PERFORM console.charge_wish(operation, c, 'message:user', 'charge_message', event);
    END IF;
END $$;
