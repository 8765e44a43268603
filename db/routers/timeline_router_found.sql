-- What stands on a page of a user's timeline: what routers were told that no operation about the user tells.
-- $1 to $6 as in db/lists/timeline_page.sql; {{kind}} the number of these entries there; bottom: nothing older is
-- needed. Reads a page in the order of an index and no more.
(SELECT {{kind}}, o.created_at, o.id, NULL
   FROM console.outbox o
  WHERE o.entity_id = $1::uuid
    AND o.created_at BETWEEN (SELECT b.at FROM bottom b) AND $2::timestamptz
    AND (o.created_at < $2::timestamptz OR {{kind}} > $3::integer OR ({{kind}} = $3::integer AND o.id < $4::bigint))
    AND NOT EXISTS (SELECT
                      FROM console.audit_log a
                     WHERE a.operation_id = o.operation_id
                       AND coalesce(a.details ->> 'user_id', a.entity_id) = $1::uuid::text)
  ORDER BY o.created_at DESC, o.id DESC
  LIMIT $6::integer)
