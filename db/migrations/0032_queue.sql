-- applies: always
-- The invoice queue at work: how it is emptied, and what is told of it.

-- How often Xendit wanted to be left alone, or could not be reached, when it was this one's turn: no try, but nothing
-- is put off for ever.
ALTER TABLE console.invoice_queue ADD COLUMN put_offs integer NOT NULL DEFAULT 0;

-- total_failed counts what failed for good, also where it was tried again later. What was completed before
-- counted_until is counted already: it never changes again, and counting a million rows is not for every look.
ALTER TABLE console.queue_state
    ADD COLUMN total_failed bigint NOT NULL DEFAULT 0,
    ADD COLUMN counted_completed bigint NOT NULL DEFAULT 0,
    ADD COLUMN counted_until timestamptz NOT NULL DEFAULT '-infinity',
    ADD COLUMN run_began_at timestamptz NOT NULL DEFAULT '-infinity', -- when something came into the empty queue
    ADD COLUMN resumed_at timestamptz; -- what waited while it was paused is not stuck at once

-- Whose rows are from this number on came into the queue just now: if it was empty before, a new run begins.
CREATE FUNCTION console.queue_begin_run(first_id bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE console.queue_state s
       SET run_began_at = clock_timestamp()
     WHERE NOT EXISTS (SELECT FROM console.invoice_queue q WHERE q.state = 'pending' AND q.id < first_id)
       AND NOT EXISTS (SELECT FROM console.invoice_queue q WHERE q.state = 'processing')
$$;

CREATE FUNCTION console.queue_note_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM console.queue_begin_run(min(n.id)) FROM new_rows n HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER invoice_queue_begins AFTER INSERT ON console.invoice_queue
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION console.queue_note_new();

-- The link comes into an invoice soon after it was made: there is room for it on the page.
ALTER TABLE console.invoice SET (fillfactor = 70);

-- Only a claim has a worker: who asks for his own asks by number, worker and attempt.
-- The end of a claim: Xendit has the invoice. In the claim's own name only: false where it is somebody else's by now.
-- The charge is locked before the queue's row, as by everybody. What was ended here while Xendit made it ends there
-- too.
CREATE FUNCTION console.queue_complete(worker uuid, item bigint, attempt integer, said console.charge_said, link text,
                                       expires timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
BEGIN
    SELECT h.* INTO c
      FROM console.invoice_queue q
      JOIN console.charge h ON h.order_id = q.order_id
     WHERE q.id = item
       FOR NO KEY UPDATE OF h;
    UPDATE console.invoice_queue q
       SET state = 'completed', ended_at = clock_timestamp(), is_uncertain = false, last_error = NULL,
           worker_id = NULL, lease_until = NULL
     WHERE q.id = item AND q.worker_id = worker AND q.attempts = attempt;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE console.charge h
       SET state = CASE h.state WHEN 'new' THEN 'open' ELSE h.state END, mode = 'invoice',
           transaction_id = said.transaction_id, gateway_status = said.gateway_status, redirect_url = link,
           expires_at = coalesce(expires, h.expires_at), reason = CASE WHEN h.state <> 'new' THEN h.reason END,
           asked_at = clock_timestamp(), ask_error = NULL, updated_at = clock_timestamp()
     WHERE h.order_id = c.order_id;
    IF c.state = 'new' THEN
        UPDATE console.invoice i
           SET payment_link = link, xendit_id = said.transaction_id, updated_at = clock_timestamp()
         WHERE i.id = c.invoice_id AND i.external_id = c.order_id;
    ELSIF c.state IN ('expired', 'cancelled', 'failed') THEN
        PERFORM console.charge_wish(NULL, c, 'xendit:' || q.brand, 'charge_expire')
           FROM console.invoice_queue q WHERE q.id = item;
    END IF;
    RETURN true;
END $$;

-- Queue items that were named by their own number, or by their invoice's id or number: of an invoice its newest.
-- id is NULL where there is none.
CREATE FUNCTION console.queue_named(names text[]) RETURNS TABLE (given text, id bigint)
LANGUAGE sql STABLE AS $$
    SELECT g.name, max(q.id)
      FROM unnest(names) AS g (name)
      LEFT JOIN LATERAL (
           SELECT q.id FROM console.invoice_queue q WHERE g.name ~ '^[0-9]{1,18}$' AND q.id = g.name::bigint
           UNION ALL
           SELECT q.id
             FROM console.invoice i
             JOIN console.invoice_queue q ON q.invoice_id = i.id
            WHERE g.name !~ '^[0-9]{1,18}$' AND (i.invoice_number = g.name OR i.id::text = lower(g.name))) q ON true
     GROUP BY g.name
$$;

-- "HIGH · pending · 1 try · HTTP 503": one item, for previews.
CREATE FUNCTION console.queue_state_text(q console.invoice_queue) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', q.priority, q.state,
                     CASE WHEN q.tries = 1 THEN '1 try' WHEN q.tries > 1 THEN q.tries || ' tries' END, q.last_error)
$$;

-- "Budi Santoso · JKT-202612-000012".
CREATE FUNCTION console.queue_label(q console.invoice_queue) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', (SELECT u.full_name
                               FROM console.invoice i
                               JOIN public.users u ON u.id = i.user_id
                              WHERE i.id = q.invoice_id), q.order_id)
$$;

-- Why an item can't be queued again, taken out, or moved; NULL where it can.
CREATE FUNCTION console.queue_refusal(q console.invoice_queue, wish text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN q.id IS NULL THEN 'there is no such item in the queue'
                WHEN q.state = 'completed' THEN 'is at Xendit already'
                WHEN q.state = 'cancelled' THEN 'was taken out: send the invoice again'
                WHEN q.state = 'processing' THEN 'is being sent now'
                WHEN wish = 'retry' AND q.state = 'pending' THEN 'waits already'
                WHEN wish = 'retry' AND c.state <> 'new' THEN 'its charge is ' || replace(c.state, '_', ' ')
                     || ': send the invoice again'
                WHEN wish IN ('HIGH', 'NORMAL', 'LOW') AND q.priority = wish THEN 'is ' || wish || ' already' END
      FROM (SELECT) one
      LEFT JOIN console.charge c ON c.order_id = q.order_id
$$;

-- What a wish would change of the items that were named; outcome is what would be after, remark is said once.
--   wish  cancel, retry, or the priority wanted
-- Columns: as every db/NAME_plan.sql has them; label, before and after for the first 20 of each kind.
-- A label costs a look into two tables, and most of a large set is only counted: so they stand within a CASE.
CREATE FUNCTION console.queue_plan(names text[], wish text, outcome text, remark text)
RETURNS TABLE (id text, refusal text, label text, before text, after text, note text)
LANGUAGE sql STABLE AS $$
    WITH judged AS MATERIALIZED (
        SELECT n.given, q.id, q AS item, console.queue_refusal(q, wish) AS refusal
          FROM console.queue_named(names) n
          LEFT JOIN console.invoice_queue q ON q.id = n.id
    ), placed AS (
        SELECT j.*, row_number() OVER (PARTITION BY j.refusal IS NULL ORDER BY j.id, j.given) AS place FROM judged j
    )
    SELECT coalesce(p.id::text, p.given), p.refusal,
           CASE WHEN p.place <= 20 THEN coalesce(nullif(console.queue_label(p.item), ''), p.given) END,
           CASE WHEN p.place <= 20 THEN console.queue_state_text(p.item) END,
           CASE WHEN p.place <= 20 AND p.refusal IS NULL THEN outcome END,
           CASE WHEN p.place = 1 AND p.refusal IS NULL THEN remark END
      FROM placed p
     ORDER BY p.place, p.given
$$;

-- Requests a minute that a brand's key allows, by setting.
CREATE FUNCTION console.brand_per_minute(kind text) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT greatest(1, CASE kind WHEN 'live' THEN console.setting_bigint('xendit_live_per_minute', 120)
                                 ELSE console.setting_bigint('xendit_test_per_minute', 120) END)
$$;

-- The queue in figures: columns as model/queue.h has them.
--   estimated_wait_time  seconds until what waits now is through: by the rate that each brand is allowed, and by what
--                        was completed in the last minute where that is slower
--   done_of_run, size_of_run  of what came in since the queue was empty
-- Compiling it would take ten times as long as running it.
CREATE FUNCTION console.queue_figures()
RETURNS TABLE (pending bigint, processing bigint, completed bigint, failed bigint, total_processed bigint,
               total_failed bigint, is_processing boolean, is_paused boolean, estimated_wait_time bigint,
               per_minute bigint, done_of_run bigint, size_of_run bigint)
LANGUAGE sql STABLE SET jit = off AS $$
    WITH waiting AS MATERIALIZED (
        SELECT q.brand, count(*) AS items FROM console.invoice_queue q WHERE q.state = 'pending' GROUP BY q.brand
    ), held AS MATERIALIZED (
        SELECT q.brand, count(*) AS items FROM console.invoice_queue q WHERE q.state = 'processing' GROUP BY q.brand
    ), total AS MATERIALIZED (
        SELECT coalesce((SELECT sum(w.items) FROM waiting w), 0)::bigint AS pending,
               coalesce((SELECT sum(h.items) FROM held h), 0)::bigint AS processing,
               (SELECT count(*) FROM console.invoice_queue q
                 WHERE q.state = 'completed' AND q.ended_at > now() - interval '1 day') AS completed,
               (SELECT count(*) FROM console.invoice_queue q WHERE q.state = 'failed') AS failed,
               (SELECT count(*) FROM console.invoice_queue q
                 WHERE q.state = 'completed' AND q.ended_at > now() - interval '1 minute') AS per_minute
    ), allowed AS (
        SELECT coalesce(max(ceil(sum_of.items * 61.2 / console.brand_per_minute(b.key_kind))), 0)::bigint AS seconds
          FROM (SELECT a.brand, sum(a.items) AS items
                  FROM (SELECT * FROM waiting UNION ALL SELECT * FROM held) a GROUP BY a.brand) sum_of
          LEFT JOIN console.brand b ON b.name = sum_of.brand
    ), run AS (
        SELECT (SELECT count(*) FROM console.invoice_queue q WHERE q.state = 'completed' AND q.ended_at >= s.run_began_at)
               + (SELECT count(*) FROM console.invoice_queue q WHERE q.state = 'failed' AND q.ended_at >= s.run_began_at)
               AS done
          FROM console.queue_state s
    )
    SELECT t.pending, t.processing, t.completed, t.failed,
           s.counted_completed + (SELECT count(*) FROM console.invoice_queue q
                                   WHERE q.state = 'completed' AND q.ended_at >= s.counted_until),
           s.total_failed, t.processing > 0, s.is_paused,
           CASE WHEN t.pending + t.processing = 0 THEN 0
                WHEN t.per_minute > 0 AND s.run_began_at < now() - interval '70 seconds'
                THEN greatest(a.seconds, ceil((t.pending + t.processing) * 60.0 / t.per_minute)::bigint)
                ELSE a.seconds END,
           t.per_minute, r.done, r.done + t.pending + t.processing
      FROM total t
     CROSS JOIN console.queue_state s
     CROSS JOIN allowed a
     CROSS JOIN run r
$$;

-- "1 invoice", "12 invoices".
CREATE FUNCTION console.invoices_text(items bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT items || CASE items WHEN 1 THEN ' invoice' ELSE ' invoices' END
$$;

-- How the queue is: 'stuck' where what is due is not sent, 'degraded' where something is not as it should be or it
-- is paused, else 'healthy'; reason in words, empty where healthy.
CREATE FUNCTION console.queue_health()
RETURNS TABLE (health text, reason text, due bigint, workers bigint, failed_last_hour bigint, last_completed_at timestamptz,
               is_paused boolean)
LANGUAGE sql STABLE SET jit = off AS $$
    WITH fact AS MATERIALIZED (
        SELECT (SELECT count(*) FROM console.invoice_queue q
                 WHERE q.state = 'pending' AND q.next_try_at <= clock_timestamp()) AS due,
               (SELECT min(q.next_try_at) FROM console.invoice_queue q WHERE q.state = 'pending') AS due_since,
               (SELECT count(*) FROM console.worker w
                 WHERE w.kind = 'worker' AND w.heartbeat_at > clock_timestamp() - interval '30 s') AS workers,
               (SELECT count(*) FROM console.invoice_queue q
                 WHERE q.state = 'failed' AND q.ended_at > clock_timestamp() - interval '1 hour') AS failed,
               (SELECT max(q.ended_at) FROM console.invoice_queue q WHERE q.state = 'completed') AS completed_at,
               (SELECT max(q.ended_at) FROM console.invoice_queue q WHERE q.state = 'failed') AS failed_at,
               (SELECT ceil(extract(epoch FROM max(l.not_before) - clock_timestamp()))::bigint
                  FROM console.rate_limit l
                 WHERE starts_with(l.name, 'xendit:') AND l.not_before > clock_timestamp() + interval '1 s'
                   AND l.not_before < 'infinity') AS slow_s
    ), away AS (
        SELECT string_agg('Xendit (' || b.name || ') does not answer: ' || coalesce(g.last_error, 'nobody says why'), '; '
                          ORDER BY b.name) AS words
          FROM console.brand b
          JOIN console.gateway_state g ON g.name = 'xendit:' || b.name AND g.state = 'down'
    ), judged AS (
        SELECT f.*, s.is_paused,
               CASE WHEN f.due = 0 OR s.is_paused THEN NULL
                    WHEN f.workers = 0 THEN console.invoices_text(f.due) || ' wait, and no worker is running'
                    WHEN f.slow_s IS NULL AND greatest(f.due_since, f.completed_at, f.failed_at, s.resumed_at)
                                              < clock_timestamp() - interval '5 minutes'
                    THEN console.invoices_text(f.due) || ' wait, and none was sent for '
                         || floor(extract(epoch FROM clock_timestamp() - greatest(f.due_since, f.completed_at, f.failed_at,
                                                                                 s.resumed_at)) / 60)
                         || ' minutes' END AS stuck,
               concat_ws('; ',
                   CASE WHEN s.is_paused THEN 'paused by ' || coalesce(s.paused_by, 'nobody knows whom')
                                              || coalesce(': ' || s.reason, '') END,
                   CASE WHEN f.failed > 0 THEN console.invoices_text(f.failed) || ' failed in the last hour' END,
                   CASE WHEN f.slow_s IS NOT NULL THEN 'Xendit asked for fewer requests: ' || f.slow_s || ' s more' END,
                   a.words) AS odd
          FROM fact f
         CROSS JOIN console.queue_state s
         CROSS JOIN away a
    )
    SELECT CASE WHEN j.stuck IS NOT NULL THEN 'stuck' WHEN j.odd <> '' THEN 'degraded' ELSE 'healthy' END,
           concat_ws('; ', j.stuck, nullif(j.odd, '')), j.due, j.workers, j.failed, j.completed_at, j.is_paused
      FROM judged j
$$;

-- Takes items out of the queue: their charges end, at Xendit where that may know them. The numbers of those that were.
CREATE FUNCTION console.queue_take_out(operation uuid, ids bigint[]) RETURNS SETOF bigint LANGUAGE plpgsql AS $$
DECLARE
    q console.invoice_queue;
BEGIN
    FOR q IN SELECT n.* FROM console.invoice_queue n WHERE n.id = ANY (ids) ORDER BY n.order_id LOOP
        PERFORM FROM console.charge c WHERE c.order_id = q.order_id FOR NO KEY UPDATE;
        SELECT n.* INTO q FROM console.invoice_queue n WHERE n.id = q.id FOR NO KEY UPDATE;
        CONTINUE WHEN console.queue_refusal(q, 'cancel') IS NOT NULL;
        PERFORM console.charge_end(operation, q.order_id, 'cancelled', 'charge_cancel');
        UPDATE console.invoice_queue n
           SET state = 'cancelled', ended_at = clock_timestamp()
         WHERE n.id = q.id AND n.state IN ('pending', 'failed');
        INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
        SELECT o.id, o.actor, o.action, 'queue_item', q.id::text, jsonb_build_object('state', q.state, 'last_error', q.last_error),
               '{"state": "cancelled"}', jsonb_build_object('order_id', q.order_id)
          FROM console.operation o
         WHERE o.id = operation;
        RETURN NEXT q.id;
    END LOOP;
END $$;

-- What a preview says of the queue as a whole.
CREATE FUNCTION console.queue_text(s console.queue_state) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN s.is_paused THEN 'paused by ' || coalesce(s.paused_by, 'nobody knows whom') || coalesce(': ' || s.reason, '')
                ELSE 'running' END
           || ' · ' || (SELECT console.invoices_text(count(*)) || ' wait' FROM console.invoice_queue q WHERE q.state = 'pending')
$$;
