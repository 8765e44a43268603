-- What stands on a page of a user's timeline: settlements of debt that no operation about the user tells.
-- $1 to $6 as in db/lists/timeline_page.sql; {{kind}} the number of these entries there; bottom: nothing older is
-- needed. Reads a page in the order of an index and no more.
(SELECT {{kind}}, p.at, p.id, NULL
   FROM console.debt_payment p
  WHERE p.user_id = $1::uuid
    AND p.at BETWEEN (SELECT b.at FROM bottom b) AND $2::timestamptz
    AND (p.at < $2::timestamptz OR {{kind}} > $3::integer OR ({{kind}} = $3::integer AND p.id < $4::bigint))
    AND NOT EXISTS (SELECT
                      FROM console.audit_log a
                     WHERE a.operation_id = p.operation_id
                       AND coalesce(a.details ->> 'user_id', a.entity_id) = $1::uuid::text)
  ORDER BY p.at DESC, p.id DESC
  LIMIT $6::integer)
