-- Takes notifications that are due, under a lease; their try is the fence of what is done with them. Of few it takes a share
-- alone: what stands behind one that the gateway takes its time over is left to others.
-- $1 worker, $2 lease in seconds, $3 at most so many, $4 gateway, $5 how many share what is due
-- Columns: id, tries, gateway, age_s (since it was first received), body (hexadecimal digits), misfit (why it can't be
--          about what we have of that order id: it is asked for through another gateway, or for another brand), brand,
--          known_as (the gateway's id of it, as the gateway itself told; NULL: it has not), code (the status code that the
--          signature covers, of a gateway that has one), is_last (nothing else was due).
WITH waiting AS MATERIALIZED (
    SELECT count(*) AS n
      FROM (SELECT
              FROM console.inbox n
             WHERE n.state = 'new' AND n.gateway = $4 AND n.next_try_at <= clock_timestamp()
               AND (n.lease_until IS NULL OR n.lease_until <= clock_timestamp())
             LIMIT $3::integer * $5::integer) m
), due AS MATERIALIZED (
    SELECT n.id
      FROM console.inbox n
     WHERE n.state = 'new' AND n.gateway = $4 AND n.next_try_at <= clock_timestamp()
       AND (n.lease_until IS NULL OR n.lease_until <= clock_timestamp())
     ORDER BY n.next_try_at, n.id
     LIMIT (SELECT greatest(1, least($3::integer, ceil(w.n / $5::numeric)))::bigint FROM waiting w)
       FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE console.inbox n
       SET tries = n.tries + 1, worker_id = $1::uuid,
           lease_until = clock_timestamp() + make_interval(secs => $2::integer)
      FROM due d
     WHERE n.id = d.id
    RETURNING n.id, n.tries, n.gateway, n.brand, n.order_id, n.status, n.received_at, n.body
)
SELECT c.id, c.tries, c.gateway, extract(epoch FROM clock_timestamp() - c.received_at)::bigint AS age_s,
       encode(c.body, 'hex') AS body,
       CASE WHEN coalesce(h.gateway, t.gateway) <> c.gateway
            THEN 'this order is asked for through ' || coalesce(h.gateway, t.gateway) || ', not ' || c.gateway
            WHEN i.brand <> c.brand
            THEN 'it came with the callback token of ' || c.brand || ', and the invoice is one of ' || i.brand END AS misfit,
       c.brand, h.transaction_id AS known_as,
       split_part(c.status, '/', 1) AS code,
       (SELECT w.n FROM waiting w) <= (SELECT count(*) FROM due) AS is_last
  FROM claimed c
  LEFT JOIN console.charge h ON h.order_id = c.order_id
  LEFT JOIN console.invoice i ON i.id = h.invoice_id
  LEFT JOIN LATERAL (SELECT 'midtrans' AS gateway
                       FROM public.transactions p
                      WHERE p.midtrans_order_id = c.order_id) t ON true
 ORDER BY c.id
