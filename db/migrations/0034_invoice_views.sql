-- applies: always
-- What the lists of subscriptions, invoices and the queue stand in: their order is one value, held by an index.

-- Invoices: by month, within it by number.
CREATE FUNCTION console.invoice_place(period date, invoice_number text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (extract(year FROM period)::integer * 100 + extract(month FROM period)::integer)::text || ' ' || invoice_number
$$;
CREATE INDEX invoice_shown ON console.invoice (console.invoice_place(period, invoice_number), id);
CREATE INDEX invoice_shown_due ON console.invoice (due_on, id);
CREATE INDEX invoice_shown_total ON console.invoice (total_rp, id);
CREATE INDEX invoice_shown_created ON console.invoice (created_at, id);
-- The sums of a month, read from the index alone.
CREATE INDEX invoice_month ON console.invoice (period, status) INCLUDE (due_on, total_rp, paid_amount_rp);
-- What is owed of one subscription.
CREATE INDEX invoice_owed_subscription ON console.invoice (subscription_id) INCLUDE (total_rp)
 WHERE status IN ('unpaid', 'expired');
CREATE INDEX invoice_number_search ON console.invoice USING gin (lower(invoice_number) gin_trgm_ops);

CREATE INDEX subscription_shown ON console.subscription (created_at, id);

-- The queue: what is being sent, what waits in its turn, what failed, what is over; the last two from the newest on.
CREATE FUNCTION console.queue_place(state text, rank_at timestamptz, ended_at timestamptz) RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE state
               WHEN 'processing' THEN rank_at - timestamptz '1970-01-01 00:00:00+00'
               WHEN 'pending' THEN interval '1000000 days' + (rank_at - timestamptz '1970-01-01 00:00:00+00')
               WHEN 'failed' THEN interval '3000000 days' - (ended_at - timestamptz '1970-01-01 00:00:00+00')
               ELSE interval '5000000 days' - (ended_at - timestamptz '1970-01-01 00:00:00+00') END
$$;
CREATE INDEX invoice_queue_shown ON console.invoice_queue (console.queue_place(state, rank_at, ended_at), id);

-- The words of an invoice's state: one that is unpaid beyond its day is overdue. One whose link is over stays expired:
-- it has to be sent again first.
CREATE FUNCTION console.invoice_word(status text, due_on date) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN status = 'unpaid' AND due_on < console.today() THEN 'overdue' ELSE status END
$$;

-- By how many days something that is still owed is overdue; NULL: it is not.
CREATE FUNCTION console.invoice_overdue_days(status text, due_on date) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN status IN ('unpaid', 'expired') AND due_on < console.today() THEN console.today() - due_on END
$$;

-- The day on which a subscription is invoiced next: in the month after its last invoice, else in this one, on the day
-- that the setting names; not before it begins, nor for months in which it was paused. NULL: it is not.
CREATE FUNCTION console.subscription_next_invoice(s console.subscription, last_period date) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT greatest(console.month_day(greatest(console.month_of(s.starts_on), s.billed_from,
                                               coalesce((last_period + interval '1 month')::date,
                                                        console.month_of(console.today()))),
                                      console.setting_bigint('billing_day', 1)::integer),
                    s.starts_on)
     WHERE s.status = 'active'
$$;
