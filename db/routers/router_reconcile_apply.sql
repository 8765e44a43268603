-- Asks that routers be compared with the database, and be mended where that is wanted. Where the same wish waits
-- already it becomes this operation's and is due now; nobody's wish to mend gets lost by that.
-- $1 operation uuid, $2 text[] names, $3 what is mended: no, safe
WITH chosen AS MATERIALIZED (
    SELECT r.name, r.position FROM console.router r WHERE r.name = ANY ($2::text[]) AND r.is_enabled
), told AS (
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, details)
    SELECT o.id, o.actor, o.action, 'router', c.name, jsonb_build_object('mend', $3::text)
      FROM console.operation o
     CROSS JOIN chosen c
     WHERE o.id = $1::uuid
     ORDER BY c.position
)
INSERT INTO console.outbox AS x (operation_id, target, effect, entity_type, entity_id, payload)
SELECT $1::uuid, 'router:' || c.name, 'reconcile', 'router', md5('router:' || c.name)::uuid,
       jsonb_build_object('mend', $3::text)
  FROM chosen c
 ORDER BY c.position
ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at,
              payload = CASE WHEN x.payload ->> 'mend' = 'safe' THEN x.payload ELSE excluded.payload END
