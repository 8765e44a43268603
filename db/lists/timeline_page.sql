-- Which entries stand on a page of a user's timeline, newest first. Each branch reads a page in the order of
-- an index and no more. Operations come first, for what they left in other tables is no entry of its own: where
-- they fill the page, nothing older than the last of them is looked at, so that no branch goes through all
-- that it has to leave out. Equal times go by kind, then by id downwards. What was done to a charge is told by the
-- charge, which is an entry of its own; what came of it for the user is told by the operation.
-- $1 user uuid; the entry to go on behind: $2 its time ('infinity': from the top), $3 its kind (-1 then),
-- $4 its id where ids of its kind are numbers, $5 where they are uuids; $6 at most so many
-- Columns: kind (as enum timeline_kind), id, key_at (UTC, to the microsecond), at. One row of NULLs: nothing is
-- on record; no row: no such user.
WITH operation AS MATERIALIZED (
    SELECT a.at, a.id
      FROM console.audit_log a
     WHERE coalesce(a.details ->> 'user_id', a.entity_id) = $1::uuid::text
       AND a.entity_type <> 'charge'
       AND a.at <= $2::timestamptz
       AND (a.at < $2::timestamptz OR 0 > $3::integer OR (0 = $3::integer AND a.id < $4::bigint))
       AND NOT EXISTS (SELECT
                         FROM console.audit_log b
                        WHERE b.operation_id = a.operation_id
                          AND coalesce(b.details ->> 'user_id', b.entity_id) = $1::uuid::text
                          AND b.entity_type <> 'charge'
                          AND (b.at, b.id) < (a.at, a.id))
     ORDER BY a.at DESC, a.id DESC
     LIMIT $6::integer
), bottom AS MATERIALIZED (
    SELECT CASE WHEN count(*) < $6::integer THEN '-infinity' ELSE min(o.at) END AS at FROM operation o
), found AS MATERIALIZED (
    SELECT 0 AS kind, o.at, o.id AS number, NULL::uuid AS name
      FROM operation o
    UNION ALL
    (SELECT 1, l.created_at, NULL, l.id
       FROM public.quota_mutation_ledger l
      WHERE l.user_id = $1::uuid AND l.source NOT LIKE 'console.%'
        AND l.created_at BETWEEN (SELECT b.at FROM bottom b) AND $2::timestamptz
        AND (l.created_at < $2::timestamptz OR 1 > $3::integer OR (1 = $3::integer AND l.id < $5::uuid))
      ORDER BY l.created_at DESC, l.id DESC
      LIMIT $6::integer)
    UNION ALL
    (SELECT 2, p.at, p.id, NULL
       FROM console.debt_payment p
      WHERE p.user_id = $1::uuid
        AND p.at BETWEEN (SELECT b.at FROM bottom b) AND $2::timestamptz
        AND (p.at < $2::timestamptz OR 2 > $3::integer OR (2 = $3::integer AND p.id < $4::bigint))
        AND NOT EXISTS (SELECT
                          FROM console.audit_log a
                         WHERE a.operation_id = p.operation_id
                           AND coalesce(a.details ->> 'user_id', a.entity_id) = $1::uuid::text)
      ORDER BY p.at DESC, p.id DESC
      LIMIT $6::integer)
    UNION ALL
    (SELECT 3, t.created_at, NULL, t.id
       FROM public.transactions t
      WHERE t.user_id = $1::uuid
        AND t.created_at BETWEEN (SELECT b.at FROM bottom b) AND $2::timestamptz
        AND (t.created_at < $2::timestamptz OR 3 > $3::integer OR (3 = $3::integer AND t.id < $5::uuid))
        AND NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = t.midtrans_order_id)
      ORDER BY t.created_at DESC, t.id DESC
      LIMIT $6::integer)
    UNION ALL
    (SELECT 3, c.created_at, NULL, c.id
       FROM console.charge c
      WHERE c.user_id = $1::uuid
        AND c.created_at BETWEEN (SELECT b.at FROM bottom b) AND $2::timestamptz
        AND (c.created_at < $2::timestamptz OR 3 > $3::integer OR (3 = $3::integer AND c.id < $5::uuid))
      ORDER BY c.created_at DESC, c.id DESC
      LIMIT $6::integer)
    UNION ALL
    (SELECT 4, o.created_at, o.id, NULL
       FROM console.outbox o
      WHERE o.entity_id = $1::uuid
        AND o.created_at BETWEEN (SELECT b.at FROM bottom b) AND $2::timestamptz
        AND (o.created_at < $2::timestamptz OR 4 > $3::integer OR (4 = $3::integer AND o.id < $4::bigint))
        AND NOT EXISTS (SELECT
                          FROM console.audit_log a
                         WHERE a.operation_id = o.operation_id
                           AND coalesce(a.details ->> 'user_id', a.entity_id) = $1::uuid::text)
      ORDER BY o.created_at DESC, o.id DESC
      LIMIT $6::integer)
    UNION ALL
    (SELECT 5, g.created_at, NULL, g.id
       FROM public.admin_action_logs g
      WHERE g.target_user_id = $1::uuid
        AND g.created_at BETWEEN (SELECT b.at FROM bottom b) AND $2::timestamptz
        AND (g.created_at < $2::timestamptz OR 5 > $3::integer OR (5 = $3::integer AND g.id < $5::uuid))
      ORDER BY g.created_at DESC, g.id DESC
      LIMIT $6::integer)
)
SELECT f.kind, coalesce(f.number::text, f.name::text) AS id,
       to_char(f.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS key_at,
       to_char(f.at, 'YYYY-MM-DD HH24:MI:SS') AS at
  FROM public.users u
  LEFT JOIN found f ON true
 WHERE u.id = $1::uuid
 ORDER BY f.at DESC, f.kind, f.number DESC, f.name DESC
 LIMIT $6::integer
