-- applies: always
-- What each customer's entries come to, kept with them: lists are sorted and asked by it. Whoever writes entries pays for
-- one row here; what decides about money adds the entries up as before (console.balance_rp).
CREATE TABLE console.balance (
    user_id uuid PRIMARY KEY,
    rp      bigint NOT NULL
);
INSERT INTO console.balance (user_id, rp)
SELECT e.user_id, sum(e.rp)::bigint FROM console.balance_entry e GROUP BY e.user_id;
CREATE INDEX balance_rp ON console.balance (rp, user_id) WHERE rp <> 0;

CREATE FUNCTION console.balance_entry_sum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO console.balance AS b (user_id, rp)
    SELECT e.user_id, sum(e.rp)::bigint FROM came e GROUP BY e.user_id ORDER BY e.user_id
    ON CONFLICT (user_id) DO UPDATE SET rp = b.rp + excluded.rp;
    RETURN NULL;
END $$;
CREATE TRIGGER balance_entry_sums AFTER INSERT ON console.balance_entry
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION console.balance_entry_sum();

-- Works out anew what a customer's entries come to.
CREATE FUNCTION console.mend_balances_kept(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    was bigint;
    is_now bigint;
BEGIN
    PERFORM FROM public.users u WHERE u.id = key::uuid FOR NO KEY UPDATE;
    SELECT b.rp INTO was FROM console.balance b WHERE b.user_id = key::uuid FOR UPDATE;
    is_now := console.balance_rp(key::uuid);
    IF coalesce(was, 0) = is_now THEN
        RETURN false;
    END IF;
    INSERT INTO console.balance (user_id, rp) VALUES (key::uuid, is_now)
    ON CONFLICT (user_id) DO UPDATE SET rp = excluded.rp;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, details)
    SELECT o.id, o.actor, o.action, 'user', key, jsonb_build_object('kept_before_rp', was, 'kept_after_rp', is_now)
      FROM console.operation o
     WHERE o.id = operation;
    RETURN true;
END $$;
