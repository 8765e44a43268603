-- applies: always
-- Money that goes back, comes when a charge is over, or comes twice: what is counted of it, and by what it is found.

-- Sessions that ended lately, which are asked about all the same: money may have come after the end.
CREATE INDEX charge_sessions_over ON console.charge (updated_at)
    WHERE mode = 'session' AND state IN ('expired', 'cancelled', 'failed');

-- What a gateway said of one charge (as of 0044). Where its word says that all of the money went back, all of it did: the
-- pieces that it names beside that are those that went before.
CREATE OR REPLACE FUNCTION console.charge_hear(operation uuid, oid text, h console.gateway_said) RETURNS boolean
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
        IF heard.to_state IN ('refunded', 'charged_back') THEN
            h.back_rp := greatest(h.back_rp, coalesce(c.paid_amount_rp, c.amount_rp));
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

-- The next revision of an invoice whose order id is free: a payment that came once more under its number is a charge of
-- its own with an id of the same kind (charge_second_id).
CREATE FUNCTION console.invoice_next_revision(i console.invoice) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT i.revision + n
      FROM generate_series(1, 999) AS n
     WHERE NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = i.invoice_number || '~' || i.revision + n)
     ORDER BY n
     LIMIT 1
$$;

-- Queues a new link for each of these invoices (as of 0031), under an id that is free; what was there before ends, and
-- the first that is paid pays. The users are locked. The new charge is made first: an invoice one of whose charges is
-- open does not expire with another.
CREATE OR REPLACE FUNCTION console.invoice_resend(operation uuid, ids uuid[], channel text) RETURNS SETOF uuid
LANGUAGE plpgsql AS $$
DECLARE
    i console.invoice;
    next integer;
    external text;
BEGIN
    FOR i IN SELECT v.* FROM console.invoice_lock(ids) v LOOP
        CONTINUE WHEN console.invoice_resend_refusal(i, channel) IS NOT NULL;
        next := console.invoice_next_revision(i);
        external := i.invoice_number || '~' || next;
        UPDATE console.invoice v
           SET status = 'unpaid', revision = next, external_id = external, payment_link = NULL,
               xendit_id = NULL, notify = channel, updated_at = clock_timestamp()
         WHERE v.id = i.id;
        INSERT INTO console.charge (order_id, kind, gateway, mode, user_id, subject, amount_rp, actor, invoice_id)
        SELECT external, 'invoice', 'xendit', 'invoice', i.user_id, i.subject, i.total_rp, o.actor, i.id
          FROM console.operation o WHERE o.id = operation;
        INSERT INTO console.invoice_queue (invoice_id, order_id, brand, priority, rank_at, operation_id)
        SELECT i.id, external, i.brand, p.priority, console.queue_rank(clock_timestamp(), p.priority), operation
          FROM (SELECT console.queue_priority(i.is_vip, i.tipe) AS priority) p;
        PERFORM console.charge_end(operation, c.order_id, 'expired', 'charge_expire')
           FROM (SELECT h.order_id FROM console.charge h
                  WHERE h.invoice_id = i.id AND h.state IN ('new', 'open') AND h.order_id <> external
                  ORDER BY h.order_id) c;
        PERFORM console.invoice_audit(operation, i,
                                      jsonb_build_object('status', i.status, 'external_id', i.external_id,
                                                         'notify', i.notify),
                                      jsonb_build_object('status', 'unpaid', 'external_id', external,
                                                         'notify', channel));
        RETURN NEXT i.id;
    END LOOP;
END $$;
