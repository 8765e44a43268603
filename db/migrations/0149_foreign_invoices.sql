-- applies: always
-- Invoices of other systems keep their numbers, and are paid here like ours.

ALTER TABLE console.invoice
    ADD COLUMN source text,                               -- the system that it is of; NULL: it is ours
    ADD COLUMN is_quiet boolean NOT NULL DEFAULT false,   -- nobody is reminded of it, or isolated for it
    ALTER COLUMN subscription_id DROP NOT NULL,           -- of another system there may be none, or two of a month
    DROP CONSTRAINT invoice_invoice_number_check,
    DROP CONSTRAINT invoice_invoice_number_key,
    ADD CONSTRAINT invoice_number_is_ours CHECK (source IS NOT NULL OR invoice_number ~ '^[A-Z0-9][A-Z0-9-]{1,40}$'),
    ADD CONSTRAINT invoice_number_is_text CHECK (char_length(invoice_number) BETWEEN 1 AND 191 AND invoice_number !~ '[[:cntrl:]]'),
    ADD CONSTRAINT invoice_has_subscription CHECK (source IS NOT NULL OR subscription_id IS NOT NULL);
CREATE UNIQUE INDEX invoice_number_once ON console.invoice (invoice_number, (coalesce(source, '')));
CREATE INDEX invoice_of_others ON console.invoice (source, id) WHERE source IS NOT NULL;

-- What its charges are called at a gateway: its number, or where that is another system's, which may hold anything, its id.
CREATE FUNCTION console.invoice_order_stem(i console.invoice) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN i.source IS NULL THEN i.invoice_number ELSE 'X-' || upper(left(replace(i.id::text, '-', ''), 20)) END
$$;

-- As of 0053, by that.
CREATE OR REPLACE FUNCTION console.invoice_next_revision(i console.invoice) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT i.revision + n
      FROM generate_series(1, 999) AS n
     WHERE NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = console.invoice_order_stem(i) || '~' || i.revision + n)
     ORDER BY n
     LIMIT 1
$$;

-- As of 0053, by that.
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
        external := console.invoice_order_stem(i) || '~' || next;
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

-- Whom overdue invoices block (as of 0031): none that is quiet does.
CREATE OR REPLACE FUNCTION console.isolir_cases(ids uuid[])
RETURNS TABLE (user_id uuid, name text, reason text, refusal text) LANGUAGE sql STABLE AS $$
    WITH day AS MATERIALIZED (
        SELECT console.today() AS today, s.day AS day_of_month,
               console.latest_month_day(console.today(), s.day) AS due_before
          FROM (SELECT console.setting_bigint('isolir_day', 20)::integer AS day) s
    ), overdue AS MATERIALIZED (
        SELECT i.user_id, min(i.due_on) AS oldest,
               bool_or(i.due_on < d.due_before AND (ids IS NOT NULL OR i.isolated_at IS NULL)) AS is_meant
          FROM console.invoice i
         CROSS JOIN day d
         WHERE i.status IN ('unpaid', 'expired') AND NOT i.is_quiet AND i.due_on < d.today AND (ids IS NULL OR i.user_id = ANY (ids))
         GROUP BY i.user_id
    )
    SELECT u.id, u.full_name::text,
           (SELECT console.isolir_reason(i) FROM console.invoice i
             WHERE i.user_id = u.id AND i.status IN ('unpaid', 'expired') AND NOT i.is_quiet AND i.due_on = o.oldest
             ORDER BY i.invoice_number LIMIT 1),
           coalesce(console.policy_refusal(u),
                    CASE WHEN o.user_id IS NULL THEN 'has no overdue invoice'
                         WHEN o.is_meant THEN NULL
                         WHEN o.oldest < d.due_before THEN 'was blocked for it already, and let in again'
                         ELSE 'is not blocked before '
                              || console.month_day((console.month_of(d.due_before) + interval '1 month')::date,
                                                   d.day_of_month) END)
      FROM day d
     CROSS JOIN public.users u
      LEFT JOIN overdue o ON o.user_id = u.id
     WHERE CASE WHEN ids IS NULL THEN o.user_id IS NOT NULL ELSE u.id = ANY (ids) END
$$;

-- Of which invoices customers are to be reminded (as of 0031): of none that is quiet.
CREATE OR REPLACE FUNCTION console.invoice_reminder_cases(users uuid[])
RETURNS TABLE (invoice_id uuid, user_id uuid, invoice_number text, due_on date) LANGUAGE sql STABLE AS $$
    WITH day AS MATERIALIZED (
        SELECT console.today() AS today
    ), wanted AS MATERIALIZED (
        SELECT w.days::integer AS days
          FROM regexp_split_to_table(console.setting('invoice_reminder_days', '3 0 -3'), '[\s,]+') AS w (days)
         WHERE w.days ~ '^[+-]?[0-9]{1,3}$'
    )
    SELECT i.id, i.user_id, i.invoice_number, i.due_on
      FROM day d
     CROSS JOIN console.invoice i
     CROSS JOIN LATERAL (
           SELECT max(i.due_on - w.days) AS remind_on FROM wanted w WHERE i.due_on - w.days <= d.today) r
     WHERE i.status IN ('unpaid', 'expired') AND NOT i.is_quiet AND (users IS NULL OR i.user_id = ANY (users))
       AND r.remind_on > i.issued_on AND r.remind_on > d.today - 7
       AND (i.reminded_on IS NULL OR i.reminded_on < r.remind_on)
       AND EXISTS (SELECT FROM public.users u WHERE u.id = i.user_id)
$$;

-- Open invoices of what was read, each with the number that it has there.
CREATE FUNCTION console.import_write_invoice(operation uuid, run bigint, first bigint, next bigint) RETURNS bigint LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO console.invoice (id, invoice_number, external_id, subscription_id, user_id, brand, period, days, of_days, subject, base_rp, tax_kind,
                                 tax_percent, tax_rp, total_rp, issued_on, due_on, status, is_vip, tipe, email, whatsapp, notify, source, is_quiet, operation_id)
    SELECT r.target, r.number, 'X-' || upper(left(replace(r.target::text, '-', ''), 20)), s.id, c.target, r.here, r.period, m.days, m.days,
           console.invoice_subject(coalesce(s.package, 'invoice of ' || i.source), r.period, m.days, m.days), t.base_rp,
           CASE WHEN coalesce(r.tax_percent, 0) = 0 THEN 'none' ELSE 'percent' END, coalesce(r.tax_percent, 0), t.tax_rp, r.amount_rp, r.issued_on, r.due_on,
           r.status, false, 'normal', c.email, CASE WHEN c.phone ~ '^\+[0-9]{8,15}$' THEN c.phone END,
           console.invoice_channel(c.email, CASE WHEN c.phone ~ '^\+[0-9]{8,15}$' THEN c.phone END), i.source, coalesce(r.is_quiet, false), operation
      FROM console.import_row r
      JOIN console.import_run i ON i.id = run
      JOIN console.import_row c ON c.run_id = run AND c.kind = 'customer' AND c.key = r.customer
     CROSS JOIN LATERAL (SELECT extract(day FROM r.period + interval '1 month' - interval '1 day')::integer AS days) m
     CROSS JOIN LATERAL console.tax_split(r.amount_rp, CASE WHEN coalesce(r.tax_percent, 0) = 0 THEN 'none' ELSE 'percent' END, coalesce(r.tax_percent, 0), true) t
      LEFT JOIN (SELECT DISTINCT ON (x.customer) x.customer, x.target FROM console.import_row x
                  WHERE x.run_id = run AND x.kind = 'subscription' AND x.verdict IN ('new', 'there') ORDER BY x.customer, x.status, x.n) w ON w.customer = r.customer
      LEFT JOIN (SELECT x.n, row_number() OVER (PARTITION BY x.customer, x.period ORDER BY x.n) AS place
                   FROM console.import_row x WHERE x.run_id = run AND x.kind = 'invoice' AND x.verdict = 'new') o ON o.n = r.n
      LEFT JOIN console.subscription s ON s.id = w.target AND o.place = 1
                 AND NOT EXISTS (SELECT FROM console.invoice v WHERE v.subscription_id = w.target AND v.period = r.period)
     WHERE r.run_id = run AND r.kind = 'invoice' AND r.verdict = 'new' AND r.n >= first AND r.n < next
     ORDER BY r.n;
    GET DIAGNOSTICS made = ROW_COUNT;
    UPDATE console.invoice v SET isolated_at = clock_timestamp()
      FROM public.users u
     WHERE v.operation_id = operation AND v.source IS NOT NULL AND u.id = v.user_id AND u.is_blocked AND u.blocked_reason = console.isolir_reason(v);
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
    SELECT p.id, p.actor, p.action, 'invoice', v.id::text,
           jsonb_build_object('invoice_number', v.invoice_number, 'base_rp', v.base_rp, 'tax_rp', v.tax_rp, 'due_on', v.due_on, 'status', v.status),
           jsonb_build_object('user_id', v.user_id, 'source', v.source)
      FROM console.operation p
      JOIN console.import_row r ON r.run_id = run AND r.kind = 'invoice' AND r.verdict = 'new' AND r.n >= first AND r.n < next
      JOIN console.invoice v ON v.id = r.target
     WHERE p.id = operation
     ORDER BY r.n;
    RETURN made;
END $$;
