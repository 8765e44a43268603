-- applies: fresh, enforce
-- Stricter rules on the portal's tables: from the start on a database of our own, on an adopted
-- one only by `migrate --enforce`, after `check` has found the data clean.

ALTER TABLE public.users
    ADD CONSTRAINT users_role_known CHECK (role IN ('USER', 'KOMANDAN', 'ADMIN', 'SUPER_ADMIN')),
    ADD CONSTRAINT users_approval_known CHECK (approval_status IN ('PENDING_APPROVAL', 'APPROVED', 'REJECTED')),
    ADD CONSTRAINT users_quota_not_negative CHECK (total_quota_purchased_mb >= 0 AND total_quota_used_mb >= 0
                                                   AND auto_debt_offset_mb >= 0 AND manual_debt_mb >= 0);
ALTER TABLE public.packages
    ADD CONSTRAINT packages_not_negative CHECK (price >= 0 AND data_quota_gb >= 0 AND duration_days > 0);
ALTER TABLE public.user_quota_debts
    ADD CONSTRAINT debts_amounts CHECK (amount_mb > 0 AND paid_mb BETWEEN 0 AND amount_mb),
    ADD CONSTRAINT debts_price_not_negative CHECK (price_rp >= 0);
ALTER TABLE public.transactions
    ADD CONSTRAINT transactions_status_known
        CHECK (status IN ('UNKNOWN', 'PENDING', 'SUCCESS', 'FAILED', 'EXPIRED', 'CANCELLED')),
    ADD CONSTRAINT transactions_amount_not_negative CHECK (amount >= 0);
ALTER TABLE public.daily_usage_logs
    ADD CONSTRAINT usage_not_negative CHECK (usage_mb >= 0);

-- Deleting a user may not take his debts and their history along.
ALTER TABLE public.user_quota_debts
    DROP CONSTRAINT user_quota_debts_user_id_fkey,
    ADD CONSTRAINT user_quota_debts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE RESTRICT;
ALTER TABLE public.quota_mutation_ledger
    DROP CONSTRAINT quota_mutation_ledger_user_id_fkey,
    ADD CONSTRAINT quota_mutation_ledger_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE RESTRICT;

-- users.manual_debt_mb is the sum of what is open in user_quota_debts, at every commit. Each
-- statement that touches either side notes whose sums to look at; one constraint trigger at the
-- commit compares them set by set, so that a change of 10,000 users costs one comparison.
CREATE UNLOGGED TABLE console.debt_check (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_ids uuid[] NOT NULL
);

CREATE FUNCTION console.note_users_for_debt_check() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    -- One who starts with nothing owes nothing: his debts can only come later.
    INSERT INTO console.debt_check (user_ids)
    SELECT array_agg(n.id) FROM new_rows n WHERE n.manual_debt_mb <> 0
     HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION console.note_changed_users_for_debt_check() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    -- EXCEPT and not a join: the plan is kept from the first call, and a join that was planned for
    -- one changed user would take quadratic time for ten thousand.
    INSERT INTO console.debt_check (user_ids)
    SELECT array_agg(c.id)
      FROM (SELECT id, manual_debt_mb FROM new_rows EXCEPT SELECT id, manual_debt_mb FROM old_rows) c
     HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION console.note_debts_for_debt_check() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO console.debt_check (user_ids)
        SELECT array_agg(DISTINCT n.user_id) FROM new_rows n HAVING count(*) > 0;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO console.debt_check (user_ids)
        SELECT array_agg(DISTINCT o.user_id) FROM old_rows o HAVING count(*) > 0;
    ELSE
        INSERT INTO console.debt_check (user_ids)
        SELECT array_agg(DISTINCT b.user_id)
          FROM (SELECT user_id FROM new_rows UNION SELECT user_id FROM old_rows) b HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION console.check_debt_sums() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    noted uuid[];
    wrong record;
BEGIN
    -- The first of a transaction's notes answers for all of them: nobody else's are visible.
    WITH taken AS (DELETE FROM console.debt_check RETURNING user_ids)
    SELECT array_agg(DISTINCT c.id) INTO noted FROM taken t CROSS JOIN LATERAL unnest(t.user_ids) AS c (id);
    IF noted IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT u.id, u.manual_debt_mb, d.open_mb INTO wrong
      FROM unnest(noted) AS c (id)
      JOIN public.users u ON u.id = c.id
      CROSS JOIN LATERAL (SELECT coalesce(sum(q.amount_mb - q.paid_mb), 0) AS open_mb
                            FROM public.user_quota_debts q
                           WHERE q.user_id = u.id AND NOT q.is_paid) d
     WHERE u.manual_debt_mb <> d.open_mb
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'user %: manual_debt_mb is %, the open rows of user_quota_debts sum to %',
                        wrong.id, wrong.manual_debt_mb, wrong.open_mb
            USING ERRCODE = 'check_violation', CONSTRAINT = 'manual_debt_is_ledger_sum';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER manual_debt_is_ledger_sum AFTER INSERT ON console.debt_check
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION console.check_debt_sums();

CREATE TRIGGER users_inserted_debt_check AFTER INSERT ON public.users
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION console.note_users_for_debt_check();
CREATE TRIGGER users_updated_debt_check AFTER UPDATE ON public.users
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION console.note_changed_users_for_debt_check();
CREATE TRIGGER debts_inserted_debt_check AFTER INSERT ON public.user_quota_debts
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION console.note_debts_for_debt_check();
CREATE TRIGGER debts_updated_debt_check AFTER UPDATE ON public.user_quota_debts
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION console.note_debts_for_debt_check();
CREATE TRIGGER debts_deleted_debt_check AFTER DELETE ON public.user_quota_debts
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION console.note_debts_for_debt_check();
