-- applies: always
-- What detectors know of certificates, of the audit's chain and of vouchers that were sold.

-- The certificates that the hosts of the configuration show, as a worker saw them last.
CREATE TABLE console.certificate (
    kind    text NOT NULL CHECK (kind IN ('router', 'gateway', 'database')),
    name    text NOT NULL,
    until   timestamptz NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (kind, name)
);

-- How far the audit's chain was computed again in this round, and which operation did not fit; NULL: all did.
CREATE TABLE console.audit_watch (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    last_seq   bigint NOT NULL DEFAULT 0,
    broken_seq bigint,
    found_at   timestamptz,
    looked_at  timestamptz
);
INSERT INTO console.audit_watch DEFAULT VALUES;

-- Whether an operation is as it was written, and follows the one before it.
CREATE FUNCTION console.operation_fits(o console.operation) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(o.digest = console.operation_digest(o.id) AND o.hash = console.operation_hash(o)
                    AND o.prev_hash = coalesce((SELECT b.hash FROM console.operation b WHERE b.seq < o.seq ORDER BY b.seq DESC LIMIT 1),
                                               sha256('hotspot-console'::bytea)), false)
$$;

-- Goes on with the chain: so many rows of the audit further, at the end from the beginning. Gives how many operations fit.
CREATE FUNCTION console.audit_watch_on(most bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    w console.audit_watch;
    fitting bigint;
    until_seq bigint;
    odd_seq bigint;
BEGIN
    SELECT a.* INTO w FROM console.audit_watch a FOR UPDATE;
    WITH part AS MATERIALIZED (
        SELECT p.seq
          FROM (SELECT o.seq, sum(o.item_count + 1) OVER (ORDER BY o.seq) - o.item_count AS so_far
                  FROM (SELECT x.seq, x.item_count FROM console.operation x WHERE x.seq > w.last_seq ORDER BY x.seq LIMIT most) o) p
         WHERE p.so_far <= most
    ), looked AS MATERIALIZED (
        SELECT o.seq, console.operation_fits(o) AS fits
          FROM console.operation o
         WHERE o.seq IN (SELECT p.seq FROM part p) OR o.seq = w.broken_seq
    )
    SELECT count(*) FILTER (WHERE l.fits), min(l.seq) FILTER (WHERE NOT l.fits), (SELECT max(p.seq) FROM part p)
      INTO fitting, odd_seq, until_seq
      FROM looked l;
    UPDATE console.audit_watch a
       SET last_seq = coalesce(until_seq, 0), broken_seq = odd_seq, looked_at = clock_timestamp(),
           found_at = CASE WHEN odd_seq IS NULL THEN NULL WHEN odd_seq = w.broken_seq THEN w.found_at ELSE clock_timestamp() END;
    RETURN fitting;
END $$;

CREATE INDEX voucher_sold_aside ON console.voucher (sold_at) WHERE state = 'bought' AND on_router IS NULL;
CREATE INDEX shop_order_paid_at ON console.shop_order (paid_at) WHERE state = 'paid';

-- Whether a router refuses us for having too many sessions: routers say so in words only.
CREATE FUNCTION console.is_session_limit(error text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(error ~* 'log.in' AND error ~* 'session|too.many|limit.reached', false)
$$;
