-- applies: always
-- What gateways can say of a charge, word by word, and what follows from it: one table for notifications, polls, the
-- screen and `check`. A word that is not in it waits for somebody; a word that another of the same transaction has
-- overtaken changes nothing.

CREATE TABLE console.gateway_word (
    gateway     text NOT NULL CHECK (gateway IN ('midtrans', 'xendit')),
    mode        text NOT NULL CHECK (mode IN ('snap', 'core_api', 'invoice')),
    word        text NOT NULL,             -- as the gateway writes it
    code        text,                      -- the status code that comes with it in a notification; NULL: it has none
    fraud       text,                      -- the fraud word beside it; NULL: any
    meaning     text NOT NULL CHECK (meaning IN ('open', 'held', 'try_failed', 'paid', 'part_refunded', 'refunded',
                                                 'charged_back', 'expired', 'cancelled', 'failed')),
    after_money text CHECK (after_money IN ('refunded', 'charged_back')), -- its meaning once the money had come
    rank        smallint NOT NULL,         -- of two words of one transaction the higher is the newer
    is_final    boolean NOT NULL,          -- no other word can follow: nobody needs to ask again
    holds       text[] NOT NULL            -- our states that say the same
);
CREATE UNIQUE INDEX gateway_word_one ON console.gateway_word (gateway, mode, word, coalesce(code, ''), coalesce(fraud, ''));
CREATE INDEX gateway_word_lower ON console.gateway_word (lower(word));

INSERT INTO console.gateway_word
SELECT 'midtrans', m.mode, w.*
  FROM (VALUES ('snap'), ('core_api')) AS m (mode)
 CROSS JOIN (VALUES
    ('pending',            '201', NULL,        'open',          NULL,           0, false, '{new,open}'::text[]),
    ('authorize',          '200', NULL,        'held',          NULL,           1, false, '{new,open}'),
    ('authorize',          '201', NULL,        'held',          NULL,           1, false, '{new,open}'),
    ('capture',            '201', 'challenge', 'held',          NULL,           1, false, '{new,open}'), -- looked at still
    ('capture',            '200', 'challenge', 'held',          NULL,           1, false, '{new,open}'),
    ('capture',            '200', 'accept',    'paid',          NULL,           3, false, '{paid}'),
    ('settlement',         '200', NULL,        'paid',          NULL,           4, false, '{paid}'),
    ('expire',             '202', NULL,        'expired',       NULL,           2, true,  '{expired}'), -- notified
    ('expire',             '407', NULL,        'expired',       NULL,           2, true,  '{expired}'), -- asked for
    ('cancel',             '200', NULL,        'cancelled',     'refunded',     2, true,  '{cancelled,refunded}'),
    ('cancel',             '202', NULL,        'cancelled',     'refunded',     2, true,  '{cancelled,refunded}'),
    ('partial_refund',     '200', NULL,        'part_refunded', NULL,           5, false, '{part_refunded}'),
    ('partial_chargeback', '200', NULL,        'part_refunded', NULL,           5, false, '{part_refunded}'),
    ('refund',             '200', NULL,        'refunded',      NULL,           6, true,  '{refunded}'),
    ('chargeback',         '200', NULL,        'charged_back',  NULL,           6, true,  '{charged_back}')) AS w;
-- A refused try on Snap's page does not end the order: the page can be paid until its time is over.
INSERT INTO console.gateway_word VALUES
    ('midtrans', 'snap', 'deny',    '202', NULL, 'try_failed', 'charged_back', 0, false,
     '{new,open,expired,cancelled,failed,charged_back}'),
    ('midtrans', 'snap', 'failure', '202', NULL, 'try_failed', NULL, 0, false, '{new,open,expired,cancelled,failed}'),
    ('midtrans', 'core_api', 'deny',    '202', NULL, 'failed', 'charged_back', 2, true, '{failed,charged_back}'),
    ('midtrans', 'core_api', 'failure', '202', NULL, 'failed', NULL, 2, true, '{failed}'),
    ('xendit', 'invoice', 'PENDING', NULL, NULL, 'open', NULL, 0, false, '{new,open}'),
    ('xendit', 'invoice', 'EXPIRED', NULL, NULL, 'expired', NULL, 2, true, '{expired,cancelled}'), -- one word for both
    ('xendit', 'invoice', 'PAID',    NULL, NULL, 'paid', NULL, 3, false, '{paid}'),
    ('xendit', 'invoice', 'SETTLED', NULL, NULL, 'paid', NULL, 4, false, '{paid}');

-- The row of a word. A code or fraud word that is not said fits any; a charge that was not asked for yet is taken as
-- one of Snap, whose words end less.
CREATE FUNCTION console.gateway_word_of(gateway text, mode text, word text, code text, fraud text)
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

-- Whether a word comes with a status code, which a signature covers while it does not cover the word. A word that
-- nobody knows comes with any.
CREATE FUNCTION console.gateway_code_fits(gateway text, word text, code text, fraud text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM console.gateway_word w
                        WHERE w.gateway = gateway_code_fits.gateway AND w.word = gateway_code_fits.word)
           OR EXISTS (SELECT FROM console.gateway_word w
                       WHERE w.gateway = gateway_code_fits.gateway AND w.word = gateway_code_fits.word
                         AND w.code = gateway_code_fits.code
                         AND (w.fraud IS NULL OR w.fraud = gateway_code_fits.fraud
                              OR w.meaning = 'paid')) -- one without its fraud word is held: see gateway_word_of
$$;

-- Whether a gateway's last word is another than ours (as of 0024), by the table. The portal's own words are beside it.
CREATE OR REPLACE FUNCTION console.payment_differs(state text, gateway_status text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE lower(gateway_status)
               WHEN 'success' THEN state <> 'paid'
               WHEN 'cancelled' THEN state <> 'cancelled'
               WHEN 'failed' THEN state <> 'failed'
               ELSE EXISTS (SELECT FROM console.gateway_word w WHERE lower(w.word) = lower(gateway_status))
                    AND NOT EXISTS (SELECT FROM console.gateway_word w
                                     WHERE lower(w.word) = lower(gateway_status)
                                       AND payment_differs.state = ANY (w.holds)) END
$$;

-- What went back of a charge's money, each piece by the key that the gateway has for it.
CREATE TABLE console.charge_refund (
    order_id     text NOT NULL REFERENCES console.charge (order_id) ON DELETE RESTRICT,
    refund_key   text NOT NULL,
    rp           bigint NOT NULL CHECK (rp > 0),
    word         text NOT NULL,
    operation_id uuid NOT NULL REFERENCES console.operation (id) ON DELETE RESTRICT,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (order_id, refund_key)
);
CREATE TRIGGER charge_refund_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON console.charge_refund
    FOR EACH STATEMENT EXECUTE FUNCTION console.refuse_change();

ALTER TABLE console.charge
    ADD COLUMN odd_word    text,    -- the gateway's last word that nobody knows here
    ADD COLUMN second_of   text REFERENCES console.charge (order_id) ON DELETE RESTRICT, -- paid once more under that order
    ADD COLUMN ask_misfits integer; -- answers in a row that did not fit; NULL: none
CREATE UNIQUE INDEX charge_second ON console.charge (second_of, transaction_id) WHERE second_of IS NOT NULL;
-- Paid charges that are still looked at.
CREATE INDEX charge_watched ON console.charge (paid_at)
    WHERE gateway = 'midtrans' AND state IN ('paid', 'late', 'mismatch', 'refund_due', 'part_refunded');

-- What a gateway says, as it says it. state: our own decision, which needs no word; NULL: the word decides.
-- "?" stands for what it says and nobody can read. refunds: [{"key": …, "rp": …}], back_rp: all that went back.
CREATE TYPE console.gateway_said AS (state text, word text, transaction_id text, amount_rp bigint, currency text,
                                     paid_at text, source text, fraud text, refunds jsonb, back_rp bigint);

-- What follows from it. kind: 'move' (said is what the charge is told), 'part' (more of its money went back), 'second'
-- (paid once more), 'odd' (nobody knows the word), 'stale' (overtaken by a newer word), 'nothing' (known already).
CREATE TYPE console.charge_heard AS (kind text, said console.charge_said, to_state text, meaning text, back_rp bigint);

-- Why what was paid is not what was asked for (as of 0020); what can't be read is not what was asked for either.
CREATE OR REPLACE FUNCTION console.charge_mismatch(c console.charge, said console.charge_said) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN said.amount_rp < 0 THEN 'the gateway says an amount that can''t be read'
                WHEN said.currency = '?' THEN 'the gateway says a currency that can''t be read'
                WHEN said.paid_at = '?' THEN 'the gateway says a time of payment that can''t be read'
                WHEN said.transaction_id = '?' THEN 'the gateway says an id that can''t be read'
                WHEN said.amount_rp IS NULL THEN 'the gateway does not say how much was paid'
                WHEN said.currency <> '' AND upper(said.currency) <> 'IDR' THEN 'paid in ' || said.currency || ', not in IDR'
                WHEN said.amount_rp <> c.amount_rp
                THEN console.rp_text(said.amount_rp) || ' was paid, ' || console.rp_text(c.amount_rp) || ' was asked for' END
$$;
DO $$
BEGIN
    EXECUTE replace(replace(pg_get_functiondef('console.charge_set(text, text, console.charge_said, text, text)'::regprocedure),
        'coalesce(said.transaction_id, h.transaction_id)', 'coalesce(nullif(said.transaction_id, ''?''), h.transaction_id)'),
        'CASE WHEN is_paid THEN said.amount_rp END', 'CASE WHEN is_paid AND said.amount_rp >= 0 THEN said.amount_rp END');
END $$;

-- Functions that are asked at each word are in plpgsql, which plans their statements once a session: those in SQL that
-- can't be taken apart into a statement are planned at each call.

-- What went back of it so far.
CREATE FUNCTION console.charge_back_rp(oid text) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(sum(r.rp), 0)::bigint FROM console.charge_refund r WHERE r.order_id = oid);
END $$;

-- Where news bring a charge (as of 0020). via: by which state; NULL: at once.
CREATE OR REPLACE FUNCTION console.charge_next_state(c console.charge, said console.charge_said, late_policy text,
                                                     OUT to_state text, OUT via text, OUT reason text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    is_open CONSTANT boolean := c.state IN ('new', 'open');
    is_over CONSTANT boolean := c.state IN ('expired', 'cancelled', 'failed');
    is_money CONSTANT boolean := said.state IN ('paid', 'part_refunded');
    misfit CONSTANT text := CASE WHEN is_money AND (is_open OR is_over) THEN console.charge_mismatch(c, said) END;
BEGIN
    to_state := CASE
        WHEN said.state = 'open' THEN CASE WHEN c.state = 'new' AND said.source = 'answer' THEN 'open' END
        WHEN said.state IN ('expired', 'cancelled', 'failed') THEN CASE WHEN is_open THEN said.state END
        WHEN said.state IN ('refunded', 'charged_back')
        THEN CASE WHEN c.state NOT IN ('refunded', 'charged_back') THEN said.state END
        WHEN said.state = 'part_refunded' AND c.state = 'paid' THEN 'part_refunded'
        WHEN is_money AND is_open THEN CASE WHEN misfit IS NULL THEN said.state ELSE 'mismatch' END
        WHEN is_money AND is_over THEN CASE WHEN misfit IS NULL AND late_policy = 'apply' THEN said.state ELSE 'late' END END;
    via := CASE WHEN misfit IS NOT NULL OR NOT is_money THEN NULL
                WHEN is_over AND late_policy = 'apply' THEN 'late'
                WHEN is_open AND said.state = 'part_refunded' THEN 'paid' END;
    reason := CASE WHEN is_money AND is_over THEN concat_ws('; ', 'paid when it was ' || c.state, misfit) ELSE misfit END;
END $$;

-- "Rp 30.000 of Rp 100.000 went back"; NULL where nobody said how much.
CREATE FUNCTION console.charge_back_text(c console.charge) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT console.rp_text(b.rp) || ' of ' || console.rp_text(coalesce(c.paid_amount_rp, c.amount_rp)) || ' went back'
      FROM (SELECT console.charge_back_rp(c.order_id) AS rp) b
     WHERE b.rp > 0
$$;

-- What somebody has to decide about a charge part of whose money went back. It waits whatever payment_refund says: a
-- package, or what was settled, has no part that could be taken back without taking more than the money.
CREATE FUNCTION console.charge_part_waits(c console.charge) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN b.words IS NULL THEN console.charge_waits(c.state)
                WHEN c.state = 'part_refunded'
                THEN b.words || CASE WHEN console.setting('payment_refund', 'hold') = 'reverse'
                                     THEN ', which does not reverse it' ELSE '' END || ': note what becomes of the rest'
                ELSE concat_ws('; ', b.words, console.charge_waits(c.state)) END
      FROM (SELECT console.charge_back_text(c) AS words) b
$$;

CREATE FUNCTION console.odd_word_waits(word text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'the gateway says "' || word || '", which nobody knows here: look at the gateway, then set it aside'
$$;

-- The pieces of what went back that are not known here yet: by their keys, or by the sum where it has none.
CREATE FUNCTION console.charge_new_refunds(c console.charge, h console.gateway_said)
RETURNS TABLE (refund_key text, rp bigint) LANGUAGE sql STABLE AS $$
    WITH piece AS (
        SELECT DISTINCT ON (p.key) left(p.key, 200) AS key, p.rp
          FROM jsonb_to_recordset(coalesce(h.refunds, '[]')) AS p (key text, rp bigint)
         WHERE p.rp > 0 AND p.key <> '' AND (h.back_rp IS NULL OR h.back_rp > console.charge_back_rp(c.order_id))
           AND NOT EXISTS (SELECT FROM console.charge_refund r WHERE r.order_id = c.order_id AND r.refund_key = left(p.key, 200))
         ORDER BY p.key
    ), known AS (
        SELECT console.charge_back_rp(c.order_id) + coalesce((SELECT sum(p.rp) FROM piece p), 0)::bigint AS rp
    )
    SELECT p.key, p.rp FROM piece p
    UNION ALL
    SELECT 'sum:' || h.back_rp, h.back_rp - k.rp FROM known k WHERE h.back_rp > k.rp
$$;

-- The one decision about what a gateway said of a charge.
CREATE FUNCTION console.charge_hears(c console.charge, h console.gateway_said, late_policy text)
RETURNS console.charge_heard LANGUAGE plpgsql STABLE AS $$
DECLARE
    w console.gateway_word;
    last console.gateway_word;
    heard console.charge_heard;
    is_other CONSTANT boolean := coalesce(c.transaction_id <> h.transaction_id AND h.transaction_id <> '?', false);
    has_money CONSTANT boolean := c.state IN ('paid', 'late', 'mismatch', 'refund_due', 'part_refunded', 'refunded', 'charged_back');
BEGIN
    heard.said := ROW(h.state, h.word, h.transaction_id, h.amount_rp, h.currency, h.paid_at, h.source);
    heard.kind := 'nothing';
    heard.meaning := h.state;
    IF h.state IS NULL THEN
        IF h.word IS NULL THEN
            RETURN heard;
        END IF;
        SELECT * INTO w FROM console.gateway_word_of(c.gateway, c.mode, h.word, NULL, h.fraud);
        SELECT * INTO last FROM console.gateway_word_of(c.gateway, c.mode, c.gateway_status, NULL, 'accept');
        heard.meaning := w.meaning;
        IF w.word IS NULL THEN
            heard.kind := CASE WHEN c.odd_word = h.word THEN 'nothing' ELSE 'odd' END;
            RETURN heard;
        END IF;
        -- Xendit's other links, and tries on Snap's page beside the one that was paid, have words of their own. That it is
        -- another's nobody has signed: what a notification claims is asked about.
        IF is_other AND (has_money OR c.gateway = 'xendit') AND w.meaning NOT IN ('paid', 'part_refunded')
           AND h.source <> 'notification' THEN
            heard.kind := 'stale';
            RETURN heard;
        END IF;
        IF has_money AND is_other AND w.meaning IN ('paid', 'part_refunded') THEN
            heard.kind := 'second';
            RETURN heard;
        END IF;
        IF has_money AND w.after_money IS NOT NULL THEN
            heard.meaning := w.after_money;
            w.rank := 6;
        END IF;
        -- A capture without money was looked at still.
        IF w.rank < greatest(CASE WHEN is_other THEN NULL WHEN last.meaning = 'paid' AND NOT has_money THEN 1
                                  ELSE last.rank END,
                             CASE WHEN c.state IN ('refunded', 'charged_back') THEN 6 WHEN c.state = 'part_refunded' THEN 5
                                  WHEN has_money THEN 3 END) THEN
            heard.kind := 'stale';
            RETURN heard;
        END IF;
    END IF;
    heard.back_rp := (SELECT console.charge_back_rp(c.order_id) + sum(n.rp) FROM console.charge_new_refunds(c, h) n);
    IF heard.meaning = 'part_refunded' AND heard.back_rp >= coalesce(c.paid_amount_rp, c.amount_rp) THEN
        heard.meaning := CASE h.word WHEN 'partial_chargeback' THEN 'charged_back' ELSE 'refunded' END;
    END IF;
    heard.said.state := heard.meaning;
    heard.to_state := (SELECT n.to_state FROM console.charge_next_state(c, heard.said, late_policy) n);
    IF heard.to_state IS NOT NULL THEN
        heard.kind := 'move';
    ELSIF heard.meaning = 'part_refunded' AND heard.back_rp IS NOT NULL AND has_money
          AND c.state NOT IN ('refunded', 'charged_back') THEN
        heard.kind := 'part';
        heard.to_state := c.state;
    END IF;
    RETURN heard;
END $$;

-- The charge of an order, locked (as of 0020). A portal's transaction is looked for only where we have no charge.
CREATE OR REPLACE FUNCTION console.charge_lock(oid text) RETURNS console.charge LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
BEGIN
    SELECT * INTO c FROM console.charge h WHERE h.order_id = oid FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        INSERT INTO console.charge SELECT p.* FROM console.charge_of_portal(ARRAY[oid]) p ON CONFLICT DO NOTHING;
        SELECT * INTO c FROM console.charge h WHERE h.order_id = oid FOR NO KEY UPDATE;
    END IF;
    PERFORM FROM public.transactions t WHERE t.midtrans_order_id = oid FOR NO KEY UPDATE;
    RETURN c;
END $$;

-- The charge that a word is about: of an order that was paid more than once, that of its transaction.
CREATE FUNCTION console.charge_spoken_of(oid text, transaction_id text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT s.order_id FROM console.charge s
                      WHERE s.second_of = oid AND s.transaction_id = charge_spoken_of.transaction_id), oid);
END $$;

-- An id for one more payment of an order: the gateway knows none.
CREATE FUNCTION console.charge_second_id(oid text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT left(oid, 46) || '~' || n
      FROM generate_series(2, 999) AS n
     WHERE NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = left(oid, 46) || '~' || n)
     ORDER BY n
     LIMIT 1
$$;

-- Money that came once more under an order: a charge of its own, which waits as one that came late does.
CREATE FUNCTION console.charge_note_second(operation uuid, c console.charge, said console.charge_said) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    s console.charge := c;
BEGIN
    s.order_id := console.charge_second_id(c.order_id);
    INSERT INTO console.charge (order_id, kind, gateway, mode, method, bank, user_id, package_id, debt_id, debt_ids,
                                auto_debt_mb, subject, amount_rp, state, reason, waits_for, gateway_status, transaction_id,
                                paid_amount_rp, paid_at, actor, invoice_id, second_of)
    SELECT s.order_id, c.kind, c.gateway, c.mode, c.method, c.bank, c.user_id, c.package_id, c.debt_id, c.debt_ids,
           c.auto_debt_mb, c.subject, c.amount_rp, 'late',
           concat_ws('; ', c.order_id || ' was paid once more', console.charge_mismatch(c, said)),
           console.charge_waits('late'), said.gateway_status, said.transaction_id,
           CASE WHEN said.amount_rp >= 0 THEN said.amount_rp END,
           coalesce(console.said_time(said.paid_at), clock_timestamp()), o.actor, c.invoice_id, c.order_id
      FROM console.operation o
     WHERE o.id = operation
    RETURNING * INTO STRICT s;
    PERFORM console.charge_event(c, said, 'paid_once_more');
    PERFORM console.charge_tell(operation, s, 'late');
    PERFORM console.charge_audit(operation, s, NULL, jsonb_build_object('state', s.state),
                                 jsonb_build_object('reason', s.reason, 'waits_for', s.waits_for, 'second_of', c.order_id));
END $$;

-- Keeps the pieces that went back.
CREATE FUNCTION console.charge_keep_refunds(operation uuid, c console.charge, h console.gateway_said) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO console.charge_refund (order_id, refund_key, rp, word, operation_id)
    SELECT c.order_id, n.refund_key, n.rp, coalesce(h.word, h.state), operation
      FROM console.charge_new_refunds(c, h) n
$$;

-- What waits for somebody changes without the state: more went back, or a word that nobody knows.
CREATE FUNCTION console.charge_wait(operation uuid, c console.charge, said console.charge_said, waits text, odd text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE console.charge h
       SET waits_for = waits, odd_word = odd,
           gateway_status = CASE WHEN odd IS NULL THEN coalesce(said.gateway_status, h.gateway_status) ELSE h.gateway_status END,
           updated_at = clock_timestamp()
     WHERE h.order_id = c.order_id;
    PERFORM console.charge_event(c, said, coalesce(said.gateway_status, said.state));
    PERFORM console.charge_audit(operation, c, jsonb_build_object('waits_for', c.waits_for),
                                 jsonb_build_object('waits_for', waits));
END $$;

-- What a gateway said of one charge, in the transaction of the operation. False where it changes nothing.
CREATE FUNCTION console.charge_hear(operation uuid, oid text, h console.gateway_said) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := console.charge_lock(console.charge_spoken_of(oid, h.transaction_id));
    heard console.charge_heard;
BEGIN
    IF c.order_id IS NULL THEN
        RETURN false;
    END IF;
    heard := console.charge_hears(c, h, CASE WHEN console.portal_applied(c.order_id) THEN 'apply'
                                             ELSE console.setting('payment_late', 'hold') END);
    IF heard.kind = 'second' THEN
        PERFORM console.charge_note_second(operation, c, heard.said);
    ELSIF heard.kind = 'odd' THEN
        PERFORM console.charge_wait(operation, c, heard.said, coalesce(
            CASE WHEN c.waits_for IS DISTINCT FROM console.odd_word_waits(c.odd_word) THEN c.waits_for END,
            console.odd_word_waits(h.word)), h.word);
    ELSIF heard.kind = 'part' THEN
        PERFORM console.charge_keep_refunds(operation, c, h);
        PERFORM console.charge_wait(operation, c, heard.said, console.charge_part_waits(c), NULL);
    ELSIF heard.kind = 'move' THEN
        IF heard.to_state IN ('refunded', 'charged_back') AND h.refunds IS NULL AND h.back_rp IS NULL THEN
            h.back_rp := coalesce(c.paid_amount_rp, c.amount_rp);
        END IF;
        PERFORM console.charge_keep_refunds(operation, c, h);
        PERFORM console.charge_news(operation, c.order_id, heard.said);
        UPDATE console.charge x
           SET odd_word = NULL,
               waits_for = CASE WHEN heard.back_rp IS NOT NULL AND x.state IN ('part_refunded', 'late', 'mismatch')
                                THEN console.charge_part_waits(x) ELSE x.waits_for END
         WHERE x.order_id = c.order_id AND (x.odd_word IS NOT NULL OR heard.back_rp IS NOT NULL);
    ELSE
        RETURN false;
    END IF;
    RETURN true;
END $$;

-- Keeps what the gateway last said, whether it moved the charge or not, unless newer words are known. A word that
-- nobody knew waits no more when one comes that is known.
CREATE FUNCTION console.charge_keep_word(oid text, h console.gateway_said) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
    heard console.charge_heard;
    is_answer CONSTANT boolean := h.source IN ('poll', 'answer');
    is_known boolean; -- the word, and nothing follows from it
BEGIN
    SELECT * INTO c FROM console.charge x
     WHERE x.order_id = console.charge_spoken_of(oid, h.transaction_id)
       FOR NO KEY UPDATE;
    heard := console.charge_hears(c, h, console.setting('payment_late', 'hold'));
    is_known := heard.meaning IS NOT NULL AND heard.kind = 'nothing';
    UPDATE console.charge x
       SET gateway_status = CASE WHEN heard.kind IN ('stale', 'second') OR heard.meaning IS NULL THEN x.gateway_status
                                 ELSE coalesce(h.word, x.gateway_status) END,
           waits_for = CASE WHEN is_known AND x.waits_for = console.odd_word_waits(x.odd_word) THEN NULL ELSE x.waits_for END,
           odd_word = CASE WHEN is_known THEN NULL ELSE x.odd_word END,
           transaction_id = CASE WHEN x.state IN ('new', 'open') AND is_known AND (x.gateway = 'midtrans' OR x.transaction_id IS NULL)
                                 THEN coalesce(nullif(h.transaction_id, '?'), x.transaction_id) ELSE x.transaction_id END,
           asked_at = CASE WHEN is_answer THEN clock_timestamp() ELSE x.asked_at END,
           ask_error = CASE WHEN is_answer THEN NULL ELSE x.ask_error END,
           ask_misfits = CASE WHEN is_answer THEN NULL ELSE x.ask_misfits END
     WHERE x.order_id = c.order_id;
    IF is_answer AND c.order_id <> oid THEN
        UPDATE console.charge x
           SET asked_at = clock_timestamp(), ask_error = NULL, ask_misfits = NULL
         WHERE x.order_id = oid;
    END IF;
END $$;

-- Why nothing of a charge waits to be applied (as of 0031); a word that nobody knew is set aside.
CREATE OR REPLACE FUNCTION console.charge_late_refusal(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.waits_for = console.odd_word_waits(c.odd_word) THEN NULL
                WHEN c.state NOT IN ('late', 'mismatch')
                THEN 'is ' || replace(c.state, '_', ' ') || ': nothing waits to be applied'
                WHEN (c.kind <> 'invoice' OR console.charge_goods_gone(c) IS NOT NULL)
                     AND NOT EXISTS (SELECT FROM public.users u WHERE u.id = c.user_id)
                THEN 'its customer is gone: give the money back' END
$$;
ALTER FUNCTION console.charge_take_late(uuid, text) RENAME TO charge_take_late_money;
CREATE FUNCTION console.charge_take_late(operation uuid, oid text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := console.charge_lock(oid);
BEGIN
    IF c.waits_for IS DISTINCT FROM console.odd_word_waits(c.odd_word) OR c.odd_word IS NULL THEN
        RETURN console.charge_take_late_money(operation, oid);
    END IF;
    UPDATE console.charge x SET waits_for = NULL, updated_at = clock_timestamp() WHERE x.order_id = oid;
    PERFORM console.charge_audit(operation, c, jsonb_build_object('waits_for', c.waits_for), '{"waits_for": null}',
                                 jsonb_build_object('set_aside', c.odd_word));
    RETURN true;
END $$;

-- How long a charge is left alone after answers that did not fit: 45 s, doubling, six hours at most.
CREATE FUNCTION console.misfit_pause(misfits integer) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN misfits > 0 THEN least(interval '45 s' * 2 ^ least(misfits, 9), interval '6 hours') ELSE interval '0' END
$$;

-- Notifications are told apart by what they say: two payments of one order are two, and so are two refunds.
ALTER TABLE console.inbox
    ADD COLUMN transaction_id text NOT NULL DEFAULT '',
    ADD COLUMN detail         text NOT NULL DEFAULT '', -- amount and refunds
    DROP CONSTRAINT inbox_gateway_order_id_status_key;
CREATE UNIQUE INDEX inbox_said ON console.inbox (gateway, order_id, status, transaction_id, detail);

-- Every body as it came: what a repeat that reads otherwise took the place of stays here.
CREATE TABLE console.inbox_body (
    inbox_id bigint NOT NULL REFERENCES console.inbox (id) ON DELETE CASCADE,
    body     bytea NOT NULL,
    kept_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX inbox_body_one ON console.inbox_body (inbox_id, sha256(body));
CREATE FUNCTION console.inbox_keep_body() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO console.inbox_body (inbox_id, body) VALUES (OLD.id, OLD.body) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER inbox_keeps_bodies AFTER UPDATE OF body ON console.inbox
    FOR EACH ROW WHEN (OLD.body <> NEW.body) EXECUTE FUNCTION console.inbox_keep_body();
