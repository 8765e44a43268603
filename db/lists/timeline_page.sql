-- Which entries stand on a page of a user's timeline, newest first. Each branch reads a page in the order of
-- an index and no more. Operations come first, for what they left in other tables is no entry of its own: where
-- they fill the page, nothing older than the last of them is looked at, so that no branch goes through all
-- that it has to leave out. Equal times go by kind, then by id downwards. What was done to a charge is told by the
-- charge, which is an entry of its own; what came of it for the user is told by the operation.
-- $1 user uuid; the entry to go on behind: $2 its time ('infinity': from the top), $3 its kind (-1 then),
-- $4 its id where ids of its kind are numbers, $5 where they are uuids; $6 at most so many
-- {{branches}} what the rooms find of the other kinds, one UNION ALL after the other.
-- Columns: kind (0: an operation, else as numbered in {{branches}}), id, key_at (UTC, to the microsecond), at. One row of NULLs: nothing is
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
    {{branches}}
)
SELECT f.kind, coalesce(f.number::text, f.name::text) AS id,
       to_char(f.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS key_at,
       to_char(f.at, 'YYYY-MM-DD HH24:MI:SS') AS at
  FROM public.users u
  LEFT JOIN found f ON true
 WHERE u.id = $1::uuid
 ORDER BY f.at DESC, f.kind, f.number DESC, f.name DESC
 LIMIT $6::integer
