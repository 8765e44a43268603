-- applies: always
-- Deposits as a list, and balances that pass from one customer to another.

CREATE INDEX deposit_created ON console.deposit (created_at DESC, gateway_order_id DESC);
CREATE INDEX deposit_amount ON console.deposit (amount_rp, gateway_order_id);
CREATE INDEX deposit_user ON console.deposit (user_id, created_at DESC);
CREATE INDEX deposit_pending ON console.deposit (expires_at) WHERE status = 'pending';

-- Why nobody's balance may pass to this customer; NULL where it may.
CREATE FUNCTION console.balance_transfer_refusal(giver uuid, taker uuid, rp bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN taker IS NULL THEN 'nobody has the number that it is to go to'
                WHEN taker = giver THEN 'gives and gets: choose another customer'
                WHEN b.rp < balance_transfer_refusal.rp
                THEN 'has only ' || console.rp_text(b.rp) || ' on the balance, ' || console.rp_text(balance_transfer_refusal.rp)
                     || ' are needed' END
      FROM (SELECT console.balance_rp(giver) AS rp) b
$$;

-- Books what passes from one balance, whose customer is locked, to another: two entries of one id. The other customer may
-- be changed meanwhile, but not go. False where it is refused by now.
CREATE FUNCTION console.balance_transfer(operation uuid, giver uuid, taker uuid, rp bigint, why text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    oid CONSTANT text := 'PINDAH-' || console.random_hex();
    given CONSTANT bigint := console.balance_rp(giver);
    had CONSTANT bigint := console.balance_rp(taker);
BEGIN
    PERFORM FROM public.users u WHERE u.id = taker FOR KEY SHARE;
    IF NOT FOUND OR console.balance_transfer_refusal(giver, taker, rp) IS NOT NULL THEN
        RETURN false;
    END IF;
    INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
    VALUES (operation, giver, -rp, oid, why), (operation, taker, rp, oid, why);
    -- The second row names who gave: an undo takes back both or neither.
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, 'user', r.id::text, jsonb_build_object('balance_rp', r.before),
           jsonb_build_object('balance_rp', r.after),
           jsonb_build_object('entry', oid, 'reason', why) || r.names
      FROM console.operation o
     CROSS JOIN (VALUES (1, giver, given, given - rp, jsonb_build_object('to', taker)),
                        (2, taker, had, had + rp, jsonb_build_object('user_id', giver))) r (n, id, before, after, names)
     WHERE o.id = operation
     ORDER BY r.n;
    RETURN true;
END $$;
