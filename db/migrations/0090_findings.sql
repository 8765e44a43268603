-- applies: always
-- What the checks have found, a row for each thing that breaks a rule, from when it is found until it is mended.

CREATE TABLE console.finding (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text NOT NULL,         -- the check's name
    key        text NOT NULL,         -- of what breaks the rule, for its mending; '': the check counts, and names one
    rows       bigint NOT NULL DEFAULT 1,
    label      text,                  -- what it is called
    present    text NOT NULL,         -- what is so
    repaired   text,                  -- what a repair makes of it; NULL: there is none
    user_id    uuid,                  -- the customer concerned
    since      timestamptz,           -- since when it is so, where that is known
    found_at   timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now(), -- when it was looked at last
    closed_at  timestamptz,
    closed_how text CHECK (closed_how IN ('repaired', 'gone')),
    CONSTRAINT finding_closed_has_way CHECK ((closed_at IS NULL) = (closed_how IS NULL))
);
CREATE UNIQUE INDEX finding_open ON console.finding (kind, key) WHERE closed_at IS NULL;
CREATE INDEX finding_found ON console.finding (found_at DESC, id DESC);
CREATE INDEX finding_closed ON console.finding (closed_at) WHERE closed_at IS NOT NULL;

CREATE FUNCTION console.finding_state(f console.finding) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(f.closed_how, 'open')
$$;

-- Why a finding can't be repaired from here; NULL: it can.
CREATE FUNCTION console.finding_refusal(f console.finding) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN f.closed_at IS NOT NULL THEN 'is closed already'
                WHEN f.repaired IS NULL THEN 'has no repair of its own: what to do stands beside it' END
$$;

-- Repairs findings, each by console.mend_KIND(operation, key), which looks again and is true where it has mended. What was
-- no longer so is closed as gone.
CREATE FUNCTION console.finding_repair(operation uuid, ids bigint[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    f console.finding;
    is_mended boolean;
    done bigint := 0;
BEGIN
    FOR f IN SELECT x.* FROM console.finding x WHERE x.id = ANY (ids) ORDER BY x.user_id, x.kind, x.key FOR UPDATE LOOP
        CONTINUE WHEN console.finding_refusal(f) IS NOT NULL;
        EXECUTE format('SELECT console.%I($1, $2)', 'mend_' || f.kind) INTO is_mended USING operation, f.key;
        UPDATE console.finding x
           SET closed_at = clock_timestamp(), closed_how = CASE WHEN is_mended THEN 'repaired' ELSE 'gone' END
         WHERE x.id = f.id;
        INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
        SELECT o.id, o.actor, o.action, 'finding', f.id::text, jsonb_build_object('present', f.present),
               jsonb_build_object('present', CASE WHEN is_mended THEN f.repaired ELSE 'was mended already' END),
               jsonb_strip_nulls(jsonb_build_object('kind', f.kind, 'key', f.key, 'user_id', f.user_id))
          FROM console.operation o
         WHERE o.id = operation;
        done := done + 1;
    END LOOP;
    IF done > 0 THEN
        PERFORM pg_notify('hotspot_console', 'findings');
    END IF;
    RETURN done;
END $$;

-- The cache of a customer's debt becomes the sum of the open items.
CREATE FUNCTION console.mend_manual_debt_is_ledger_sum(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    was bigint;
    owed bigint;
BEGIN
    SELECT u.manual_debt_mb INTO was FROM public.users u WHERE u.id = key::uuid FOR NO KEY UPDATE;
    SELECT coalesce(sum(d.amount_mb - d.paid_mb), 0) INTO owed
      FROM public.user_quota_debts d WHERE d.user_id = key::uuid AND NOT d.is_paid;
    IF was IS NULL OR was = owed THEN
        RETURN false;
    END IF;
    UPDATE public.users u SET manual_debt_mb = owed, manual_debt_updated_at = now() WHERE u.id = key::uuid;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
    SELECT o.id, o.actor, o.action, 'user', key, jsonb_build_object('manual_debt_mb', was),
           jsonb_build_object('manual_debt_mb', owed)
      FROM console.operation o
     WHERE o.id = operation;
    RETURN true;
END $$;

-- Uses that were counted elsewhere, before an import.
ALTER TABLE console.coupon ADD COLUMN used_before integer NOT NULL DEFAULT 0 CHECK (used_before >= 0);

-- How often a coupon was given, as its charges say. The charges are what counts.
CREATE FUNCTION console.coupon_given(of_code text, OUT used integer, OUT reserved integer) LANGUAGE sql STABLE AS $$
    SELECT count(*) FILTER (WHERE c.coupon_state = 'used')::integer, count(*) FILTER (WHERE c.coupon_state = 'reserved')::integer
      FROM console.charge c
     WHERE c.coupon_code = of_code
$$;

-- A limit below what was given becomes what was given: nobody can use it any more, and no charge loses its discount.
CREATE FUNCTION console.mend_coupons_counted(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    k console.coupon;
    n record;
BEGIN
    SELECT c.* INTO k FROM console.coupon c WHERE c.code = key FOR UPDATE;
    SELECT g.used + k.used_before AS used, g.reserved INTO n FROM console.coupon_given(key) g;
    IF k.code IS NULL OR ((k.used_count, k.reserved_count) = (n.used, n.reserved)
                          AND (k.max_uses IS NULL OR k.max_uses >= n.used + n.reserved)) THEN
        RETURN false;
    END IF;
    UPDATE console.coupon c
       SET used_count = n.used, reserved_count = n.reserved,
           max_uses = CASE WHEN k.max_uses < n.used + n.reserved THEN n.used + n.reserved ELSE k.max_uses END
     WHERE c.code = key;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
    SELECT o.id, o.actor, o.action, 'coupon', key, to_jsonb(k), to_jsonb(c)
      FROM console.operation o
     CROSS JOIN console.coupon c
     WHERE o.id = operation AND c.code = key;
    RETURN true;
END $$;

-- Books what a balance lacks to be what it may be.
CREATE FUNCTION console.mend_balance_not_negative(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    was bigint;
BEGIN
    PERFORM FROM public.users u WHERE u.id = key::uuid FOR NO KEY UPDATE;
    was := console.balance_rp(key::uuid);
    IF was >= 0 THEN
        RETURN false;
    END IF;
    INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
    VALUES (operation, key::uuid, -was, 'KOREKSI-' || console.random_hex(), 'a balance below zero is made up for');
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, details)
    SELECT o.id, o.actor, o.action, 'user', key, jsonb_build_object('balance_before_rp', was, 'balance_after_rp', 0)
      FROM console.operation o
     WHERE o.id = operation;
    RETURN true;
END $$;

-- The deposit, its charge and its entry on the balance say one thing: the entry where there is one, else the charge. What is
-- to be done with one; NULL: they agree.
--   book    paid, and nothing came onto the balance
--   settle  it stands on the balance, and counts as unpaid
--   end     its charge has ended, and it waits for money
--   make    its charge has no deposit
--   drop    it waits for money, and there is no charge that could be paid
CREATE FUNCTION console.deposit_misfit(d console.deposit, c console.charge, booked boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN d.id IS NULL THEN 'make'
                WHEN d.status = 'completed' AND NOT booked AND coalesce(c.state, 'paid') IN ('paid', 'part_refunded') THEN 'book'
                WHEN d.status <> 'completed' AND booked THEN 'settle'
                WHEN d.status = 'pending' AND c.state IN ('expired', 'cancelled', 'failed') THEN 'end'
                WHEN d.status = 'pending' AND c.order_id IS NULL THEN 'drop' END
$$;

CREATE FUNCTION console.mend_deposits_fit(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
    d console.deposit;
    misfit text;
BEGIN
    SELECT x.* INTO c FROM console.charge x WHERE x.order_id = key FOR UPDATE;
    SELECT x.* INTO d FROM console.deposit x WHERE x.gateway_order_id = key FOR UPDATE;
    misfit := console.deposit_misfit(d, c, EXISTS (SELECT FROM console.balance_entry b WHERE b.order_id = key));
    IF misfit IS NULL THEN
        RETURN false;
    END IF;
    IF misfit = 'make' THEN
        INSERT INTO console.deposit (id, user_id, amount_rp, payable_rp, method, gateway_order_id, expires_at, created_at, status,
                                     completed_at)
        SELECT c.id, c.user_id, c.amount_rp, c.amount_rp, c.method, key, c.expires_at, c.created_at, s.status,
               CASE s.status WHEN 'completed' THEN coalesce(c.paid_at, now()) END
          FROM (SELECT CASE WHEN EXISTS (SELECT FROM console.balance_entry b WHERE b.order_id = key) THEN 'completed'
                            WHEN c.state IN ('expired', 'cancelled', 'failed') THEN c.state ELSE 'pending' END AS status) s
         WHERE c.order_id IS NOT NULL;
    ELSIF misfit = 'book' THEN
        PERFORM FROM public.users u WHERE u.id = d.user_id FOR NO KEY UPDATE;
        INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
        VALUES (operation, d.user_id, d.amount_rp, key, 'Deposit');
    ELSE
        UPDATE console.deposit x
           SET status = CASE misfit WHEN 'settle' THEN 'completed' WHEN 'end' THEN c.state ELSE 'cancelled' END,
               completed_at = CASE misfit WHEN 'settle' THEN
                   (SELECT min(b.at) FROM console.balance_entry b WHERE b.order_id = key) END
         WHERE x.gateway_order_id = key;
    END IF;
    RETURN true;
END $$;

-- A message that still shows how to pay what can't be paid any more is taken away.
CREATE FUNCTION console.mend_messages_end(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
    SELECT operation, 'telegram:bot', 'message', 'message', l.uid,
           jsonb_strip_nulls(jsonb_build_object('to', l.chat_id, 'text', '', 'user_id', c.user_id, 'order_id', l.order_id,
                                                'role', l.role, 'source', l.source_id, 'gone', true))
      FROM console.payment_message_log l
      JOIN console.charge c ON c.order_id = l.order_id
     WHERE l.id = key::bigint AND l.state = 'sent' AND c.state NOT IN ('new', 'open')
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending' DO NOTHING;
    RETURN FOUND;
END $$;
