-- applies: always
-- What the first page tells: what came in day by day, and how busy routers were.

-- Money by day of the shop's zone, of days that are over: receipts are never changed, a portal's own payments hardly.
CREATE TABLE console.income_day (
    zone       text NOT NULL,
    day        date NOT NULL,
    amount_rp  bigint NOT NULL,
    payments   bigint NOT NULL,
    counted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (zone, day)
);
CREATE INDEX receipt_income ON console.receipt (at) INCLUDE (amount_rp, method);

-- What came in from one moment to another: receipts of till and gateways, what was given back taken off, and a portal's own
-- payments. What is paid from a balance came in when that was filled.
CREATE FUNCTION console.income(since timestamptz, until timestamptz, OUT amount_rp bigint, OUT payments bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- one row beyond all measure: the figure stops where figures end
    SELECT least(coalesce(sum(m.amount), 0), 9223372036854775807)::bigint, coalesce(sum(m.payments), 0)::bigint INTO amount_rp, payments
      FROM (SELECT sum(r.amount_rp) AS amount, count(*) FILTER (WHERE r.amount_rp > 0) AS payments
              FROM console.receipt r
             WHERE r.at >= since AND r.at < until AND r.method IS DISTINCT FROM 'balance'
             UNION ALL
            SELECT sum(t.amount), count(*)
              FROM public.transactions t
             WHERE coalesce(t.payment_time, '-infinity') >= since AND coalesce(t.payment_time, '-infinity') < until
               AND t.status::text = 'SUCCESS'
               AND NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = t.midtrans_order_id)) m;
END $$;

-- Of days that are over and not counted yet, and of yesterday and today, it is worked out.
CREATE FUNCTION console.income_of_days(first date, last date)
RETURNS TABLE (day date, amount_rp bigint, payments bigint)
LANGUAGE sql STABLE AS $$
    SELECT d.day, coalesce(s.amount_rp, l.amount_rp), coalesce(s.payments, l.payments)
      FROM (SELECT g.at::date AS day, console.zone() AS zone, console.today() AS today
              FROM generate_series(income_of_days.first::timestamp, income_of_days.last::timestamp, interval '1 day') AS g (at)) d
      LEFT JOIN console.income_day s ON s.zone = d.zone AND s.day = d.day AND d.day < d.today - 1
      LEFT JOIN LATERAL console.income(d.day::timestamp AT TIME ZONE d.zone, (d.day + 1)::timestamp AT TIME ZONE d.zone) l
             ON s.day IS NULL
$$;

-- A ring of the last 24 hours, a value each five minutes; of use only while it is young, and lost with a crash.
CREATE UNLOGGED TABLE console.router_sample (
    router    text NOT NULL,
    slot      smallint NOT NULL CHECK (slot BETWEEN 0 AND 287),
    at        timestamptz NOT NULL,
    cpu       smallint,  -- per cent
    memory    smallint,  -- per cent in use
    rate_kbit bigint,    -- that came in on its ports
    PRIMARY KEY (router, slot)
) WITH (fillfactor = 50);
