-- applies: always
-- What functions say of all columns of a row stays what it says when a table gets more of them.
--
-- A function that is bound to its names holds fast the columns that a row has on that day. Two things came of it: a
-- portal that added a column to its debts broke the function that gives them, and a migration that added one here broke
-- those that were bound before, for letting go made their text anew, column by column.

-- The text of each bound function as its author wrote it, and as it stands since it was bound.
CREATE TABLE console.function_text (
    name    text PRIMARY KEY,
    written text NOT NULL,
    bound   text NOT NULL
);

-- As in 0037, and: what was written is kept; a function that gives whole rows of a table that is not ours is not bound,
-- for a portal adds columns without asking: such a one looks its names up in pg_catalog instead.
CREATE OR REPLACE PROCEDURE console.bind_names()
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    f record;
BEGIN
    FOR f IN
        SELECT p.oid::regprocedure::text AS name, p.prosrc AS body, p.oid AS id,
               l.lanname = 'sql' AND p.prokind = 'f' AND p.provolatile <> 'v' AND NOT p.prosecdef
               AND p.proconfig IS NULL
               AND NOT EXISTS (SELECT FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid AND c.relkind <> 'c'
                                WHERE t.oid = p.prorettype AND c.relnamespace <> p.pronamespace) AS is_taken_apart
          FROM pg_proc p
          JOIN pg_language l ON l.oid = p.prolang
         WHERE p.pronamespace = 'console'::regnamespace AND p.prosqlbody IS NULL
           AND NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=pg_catalog, pg_temp']
         ORDER BY p.oid
    LOOP
        IF f.is_taken_apart THEN
            INSERT INTO console.function_text (name, written, bound) VALUES (f.name, pg_get_functiondef(f.id), '')
            ON CONFLICT (name) DO UPDATE SET written = excluded.written;
            EXECUTE split_part(pg_get_functiondef(f.id), E'\nAS $', 1) || E'\nBEGIN ATOMIC\n' || f.body || E'\n;END';
            UPDATE console.function_text t SET bound = pg_get_functiondef(f.id) WHERE t.name = f.name;
        ELSE
            EXECUTE format('ALTER ROUTINE %s SET search_path = pg_catalog, pg_temp', f.name);
        END IF;
    END LOOP;
END $$;

-- As in 0037, with the text as it was written where it is known and nobody has changed the function since.
CREATE OR REPLACE PROCEDURE console.unbind_names()
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    f record;
BEGIN
    FOR f IN
        SELECT p.oid AS id, pg_get_function_sqlbody(p.oid) AS body, t.written
          FROM pg_proc p
          LEFT JOIN console.function_text t
                 ON t.name = p.oid::regprocedure::text AND t.bound = pg_get_functiondef(p.oid)
         WHERE p.pronamespace = 'console'::regnamespace AND p.prosqlbody IS NOT NULL
         ORDER BY p.oid
    LOOP
        EXECUTE coalesce(f.written, split_part(pg_get_functiondef(f.id), E'\nBEGIN ATOMIC', 1)
                         || format(E'\nAS %L', regexp_replace(f.body, '^BEGIN ATOMIC|;\s*END$', '', 'g')));
    END LOOP;
END $$;

-- Those that give whole rows, once more as they were written: where they were bound before, their text is lost.
CREATE OR REPLACE FUNCTION console.charge_known(oids text[]) RETURNS SETOF console.charge
LANGUAGE sql STABLE AS $$
    SELECT c.* FROM console.charge c WHERE c.order_id = ANY (oids)
    UNION ALL
    SELECT p.* FROM console.charge_of_portal(oids) p
$$;

CREATE OR REPLACE FUNCTION console.charge_debts(c console.charge) RETURNS SETOF public.user_quota_debts
LANGUAGE sql STABLE AS $$
    SELECT d.*
      FROM public.user_quota_debts d
     WHERE d.user_id = c.user_id AND NOT d.is_paid
       AND CASE WHEN c.debt_id IS NOT NULL THEN d.id = c.debt_id ELSE c.debt_ids IS NULL OR d.id = ANY (c.debt_ids) END
$$;

CREATE OR REPLACE FUNCTION console.charge_of_portal(oids text[]) RETURNS SETOF console.charge
LANGUAGE sql STABLE AS $$
    SELECT r.*
      FROM public.transactions t
      LEFT JOIN public.packages p ON p.id = t.package_id
     CROSS JOIN LATERAL (SELECT console.is_debt_order(t.midtrans_order_id, t.package_id,
                                                     (SELECT console.debt_order_patterns())) AS is_debt
                         OFFSET 0) x -- asked once for a row
     CROSS JOIN LATERAL jsonb_populate_record(NULL::console.charge, jsonb_build_object(
               'order_id', t.midtrans_order_id, 'id', t.id, 'kind', CASE WHEN x.is_debt THEN 'debt' ELSE 'package' END,
               'gateway', 'midtrans', 'user_id', t.user_id, 'package_id', t.package_id,
               'mode', CASE WHEN t.snap_token <> '' OR t.snap_redirect_url <> '' THEN 'snap' ELSE 'core_api' END,
               'method', CASE WHEN t.payment_method IN ('qris', 'gopay', 'shopeepay', 'va', 'mandiri_bill')
                              THEN t.payment_method END,
               'debt_id', CASE WHEN x.is_debt THEN console.debt_of_order(t.midtrans_order_id) END,
               'subject', CASE WHEN x.is_debt THEN 'Debt' ELSE coalesce(p.name, 'Package') END, 'amount_rp', t.amount,
               'state', CASE WHEN console.is_open_transaction(t.status) THEN 'open' WHEN t.status = 'SUCCESS' THEN 'paid'
                             ELSE lower(t.status) END,
               'transaction_id', t.midtrans_transaction_id, 'paid_at', t.payment_time, 'expires_at', t.expiry_time,
               'qr_url', t.qr_code_url, 'va_number', t.va_number, 'bill_key', t.payment_code,
               'biller_code', t.biller_code, 'snap_token', t.snap_token, 'redirect_url', t.snap_redirect_url,
               'discount_rp', 0, 'is_adopted', true, 'actor', 'portal', 'created_at', t.created_at, 'updated_at', now())) r
     WHERE t.midtrans_order_id = ANY (oids) AND t.amount > 0 AND (x.is_debt OR t.package_id IS NOT NULL)
       AND t.midtrans_order_id ~ '^[A-Za-z0-9._~-]{1,50}$'
       AND NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = t.midtrans_order_id)
$$;

CREATE OR REPLACE FUNCTION console.gateway_word_of(gateway text, mode text, word text, code text, fraud text)
RETURNS SETOF console.gateway_word LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT w.*
      FROM console.gateway_word w
     WHERE w.gateway = gateway_word_of.gateway AND w.word = gateway_word_of.word
       AND w.mode = coalesce(gateway_word_of.mode, CASE gateway_word_of.gateway WHEN 'xendit' THEN 'invoice' ELSE 'snap' END)
       AND (w.code = gateway_word_of.code OR w.code IS NULL OR gateway_word_of.code IS NULL)
       AND (w.fraud IS NULL OR w.fraud = gateway_word_of.fraud)
     ORDER BY w.fraud NULLS LAST, w.code
     LIMIT 1
$$;

-- As 0048 meant it: of a database whose functions had been bound it did not find the words that it replaces.
CREATE OR REPLACE FUNCTION console.debt_month_end_cases(ids uuid[])
RETURNS TABLE (user_id uuid, name text, month text, ends_on date, reason text, refusal text, is_reminded boolean)
LANGUAGE sql STABLE AS $$
    WITH at_hand AS MATERIALIZED (
        SELECT * FROM console.debt_month_end()
    ), debtor AS (
        SELECT u.id, u.full_name, console.policy_refusal(u) AS refusal,
               (SELECT min(h.month) FROM at_hand h
                 WHERE NOT h.is_over
                    OR EXISTS (SELECT FROM console.debt_notice n
                                WHERE n.user_id = u.id AND n.policy = 'debt_month_end' AND n.occasion = h.month
                                  AND n.reminded_at IS NOT NULL AND n.blocked_at IS NULL)) AS month
          FROM public.users u
         WHERE CASE WHEN ids IS NULL THEN u.manual_debt_mb > 0 AND console.policy_refusal(u) IS NULL
                    ELSE u.id = ANY (ids) END
    )
    SELECT d.id, d.full_name::text, h.month, h.ends_on,
           'quota_manual_debt_end_of_month|month=' || h.month || '|debt_mb=' || o.mb,
           coalesce(d.refusal,
                    CASE WHEN o.mb IS NULL THEN
                             'owes no manual debt' || CASE WHEN h.is_over THEN ' of ' || h.month ELSE '' END
                         WHEN h.ends_on > console.today() THEN 'the month ends on ' || h.ends_on
                         WHEN ids IS NULL AND n.blocked_at IS NOT NULL THEN 'was blocked for ' || h.month || ' already'
                         WHEN NOT h.wants_reminder THEN NULL
                         WHEN n.reminded_at IS NULL THEN 'is to be reminded first, and is blocked a day later'
                         WHEN n.reminded_at > statement_timestamp() - interval '1 day' THEN
                             'was reminded less than a day ago' END),
           n.reminded_at IS NOT NULL OR n.blocked_at IS NOT NULL
      FROM debtor d
      JOIN at_hand h ON h.month = d.month
      LEFT JOIN console.debt_notice n
             ON n.user_id = d.id AND n.policy = 'debt_month_end' AND n.occasion = h.month
     CROSS JOIN LATERAL (
           SELECT sum(console.debt_left_mb(q.amount_mb, q.paid_mb, false)) AS mb
             FROM public.user_quota_debts q
            WHERE q.user_id = d.id AND NOT q.is_paid
              AND coalesce(q.debt_date, (q.created_at AT TIME ZONE (SELECT console.zone()))::date) <= h.last_day) o
$$;
