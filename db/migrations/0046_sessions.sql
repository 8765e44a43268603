-- applies: always
-- Payment sessions of Xendit, beside its invoices: a brand's configuration says by which it asks.

ALTER TABLE console.charge DROP CONSTRAINT charge_mode_check,
    ADD CONSTRAINT charge_mode_check CHECK (mode IN ('snap', 'core_api', 'invoice', 'session', 'balance'));
ALTER TABLE console.gateway_word DROP CONSTRAINT gateway_word_mode_check,
    ADD CONSTRAINT gateway_word_mode_check CHECK (mode IN ('snap', 'core_api', 'invoice', 'session'));

-- What is said of a session, and behind "payment." what is said of a payment by it. A payment that fails is one try of
-- several: the session goes on. Money that came after a session's end leaves the session expired.
INSERT INTO console.gateway_word VALUES
    ('xendit', 'session', 'ACTIVE',             NULL, NULL, 'open',       NULL, 0, false, '{new,open}'),
    ('xendit', 'session', 'EXPIRED',            NULL, NULL, 'expired',    NULL, 2, true,  '{expired,cancelled}'),
    ('xendit', 'session', 'CANCELED',           NULL, NULL, 'cancelled',  NULL, 2, true,  '{expired,cancelled}'),
    ('xendit', 'session', 'COMPLETED',          NULL, NULL, 'paid',       NULL, 4, false, '{paid}'),
    ('xendit', 'session', 'payment.PENDING',    NULL, NULL, 'open',       NULL, 0, false, '{new,open}'),
    ('xendit', 'session', 'payment.AUTHORIZED', NULL, NULL, 'held',       NULL, 1, false, '{new,open}'),
    ('xendit', 'session', 'payment.FAILED',     NULL, NULL, 'try_failed', NULL, 0, false, '{new,open,expired,cancelled,failed}'),
    ('xendit', 'session', 'payment.EXPIRED',    NULL, NULL, 'try_failed', NULL, 0, false, '{new,open,expired,cancelled,failed}'),
    ('xendit', 'session', 'payment.CANCELED',   NULL, NULL, 'try_failed', NULL, 0, false, '{new,open,expired,cancelled,failed}'),
    ('xendit', 'session', 'payment.SUCCEEDED',  NULL, NULL, 'paid',       NULL, 3, false, '{paid}');

-- Every session that Xendit was asked for. None is found there by its reference, and nothing keeps a second request from
-- making a second one: so each request has a reference of its own, and all of them are kept.
CREATE TABLE console.xendit_session (
    reference  text PRIMARY KEY CHECK (length(reference) BETWEEN 1 AND 64),
    order_id   text NOT NULL REFERENCES console.charge (order_id) ON DELETE RESTRICT,
    number     integer NOT NULL CHECK (number > 0), -- which request for that charge it was
    session_id text UNIQUE,                         -- NULL: no answer ever said it, and it may exist
    status     text,                                -- as Xendit last said
    link       text,
    expires_at timestamptz,
    asked_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (order_id, number)
);
CREATE INDEX xendit_session_lost ON console.xendit_session (asked_at) WHERE session_id IS NULL;
CREATE INDEX charge_sessions ON console.charge (order_id) WHERE mode = 'session' AND state = 'open';

-- Who asks for a session writes down its reference first, in the name of his claim; NULL where that is not his any more.
CREATE FUNCTION console.session_begin(worker uuid, item bigint, attempt integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    oid text;
    made text;
BEGIN
    SELECT q.order_id INTO oid
      FROM console.invoice_queue q
      JOIN console.charge c ON c.order_id = q.order_id
     WHERE q.id = item AND q.worker_id = worker AND q.attempts = attempt AND c.state = 'new'
       FOR NO KEY UPDATE OF c;
    IF oid IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO console.xendit_session (reference, order_id, number)
    SELECT oid || CASE n.number WHEN 1 THEN '' ELSE '-' || n.number END, oid, n.number
      FROM (SELECT coalesce(max(s.number), 0) + 1 AS number FROM console.xendit_session s WHERE s.order_id = oid) n
    RETURNING reference INTO made;
    UPDATE console.charge c SET mode = 'session' WHERE c.order_id = oid AND c.mode <> 'session';
    RETURN made;
END $$;

-- Has what can still be paid of a charge ended at Xendit, where another session of it is the one in force, or none is
-- wanted any more.
CREATE FUNCTION console.session_tidy(oid text) RETURNS void LANGUAGE sql AS $$
    SELECT console.charge_wish(NULL, c, console.charge_target(c), 'session_cancel')
      FROM console.charge c
     WHERE c.order_id = oid
       AND EXISTS (SELECT FROM console.xendit_session s
                    WHERE s.order_id = oid AND s.status = 'ACTIVE' AND s.session_id IS NOT NULL
                      AND (c.state NOT IN ('new', 'open') OR s.session_id <> c.transaction_id))
$$;

-- What Xendit says of a session. One that was lost is known from now on: what was told of its money under its reference
-- is told under its id. False where another session is known by that reference.
CREATE FUNCTION console.session_note(said_reference text, said_id text, said_status text, said_link text,
                                     said_expires timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    oid text;
BEGIN
    SELECT s.order_id INTO oid FROM console.xendit_session s WHERE s.reference = said_reference;
    PERFORM FROM console.charge c WHERE c.order_id = oid FOR NO KEY UPDATE;
    UPDATE console.xendit_session s
       SET session_id = said_id, status = said_status, link = coalesce(said_link, s.link),
           expires_at = coalesce(said_expires, s.expires_at)
     WHERE s.reference = said_reference AND coalesce(s.session_id, said_id) = said_id;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE console.charge c
       SET transaction_id = said_id
     WHERE (c.order_id = oid OR c.second_of = oid) AND c.transaction_id = said_reference;
    PERFORM console.session_tidy(oid);
    RETURN true;
END $$;

CREATE FUNCTION console.charge_ends_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM console.session_tidy(NEW.order_id);
    RETURN NULL;
END $$;
CREATE TRIGGER charge_ends_sessions AFTER UPDATE OF state ON console.charge
    FOR EACH ROW WHEN (NEW.mode = 'session' AND OLD.state IN ('new', 'open') AND NEW.state NOT IN ('new', 'open'))
    EXECUTE FUNCTION console.charge_ends_sessions();

-- The end of a claim (as of 0032), by either kind. Of an invoice Xendit tells the customer; a session's link we send, by
-- WhatsApp or Telegram, unless he wanted e-mail alone, which Xendit sends.
ALTER FUNCTION console.queue_complete(uuid, bigint, integer, console.charge_said, text, timestamptz)
    RENAME TO queue_complete_invoice;
CREATE FUNCTION console.queue_complete(worker uuid, item bigint, attempt integer, said console.charge_said, link text,
                                       expires timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
    is_session CONSTANT boolean := EXISTS (SELECT FROM console.invoice_queue q
                                             JOIN console.xendit_session s ON s.order_id = q.order_id
                                            WHERE q.id = item AND said.transaction_id IN (s.session_id, s.reference));
BEGIN
    IF NOT console.queue_complete_invoice(worker, item, attempt, said, link, expires) THEN
        RETURN false;
    END IF;
    IF NOT is_session THEN
        RETURN true;
    END IF;
    SELECT h.* INTO c
      FROM console.invoice_queue q
      JOIN console.charge h ON h.order_id = q.order_id
     WHERE q.id = item;
    UPDATE console.charge h SET mode = 'session' WHERE h.order_id = c.order_id;
    PERFORM console.charge_wish((SELECT q.operation_id FROM console.invoice_queue q WHERE q.id = item), c, 'message:user',
                                'charge_message', 'invoiced')
       FROM console.invoice i
      WHERE i.id = c.invoice_id AND i.notify IN ('whatsapp', 'both') AND c.state = 'open' AND link IS NOT NULL;
    PERFORM console.session_tidy(c.order_id);
    RETURN true;
END $$;

-- Whether a notification reads otherwise than the one that is kept (as of 0022): when it was sent is another moment
-- with each repeat, and says nothing.
CREATE FUNCTION console.inbox_said(body bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    said jsonb;
BEGIN
    said := convert_from(body, 'UTF8')::jsonb;
    IF jsonb_typeof(said) = 'object' AND said ? 'event' THEN
        RETURN convert_to((said - 'created')::text, 'UTF8');
    END IF;
    RETURN body;
EXCEPTION WHEN data_exception THEN
    RETURN body;
END $$;
CREATE OR REPLACE FUNCTION console.inbox_is_anew(kept console.inbox, body bytea) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT kept.state IN ('failed', 'unmatched')
           OR (kept.body <> body AND (kept.gateway <> 'xendit' OR console.inbox_said(kept.body) <> console.inbox_said(body)))
$$;
