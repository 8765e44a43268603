-- Asks that differences be mended: an effect for each user, for each entry of nobody, and one for the way to the
-- bank of a router. Where the same wish waits already, it becomes this operation's and is due now.
-- $1 operation uuid, $2 uuid[] differences
WITH chosen AS MATERIALIZED (
    SELECT d.*
      FROM console.drift d
      JOIN console.router r ON r.name = d.router AND r.is_enabled
     WHERE d.id = ANY ($2::uuid[]) AND d.mend IS NOT NULL
), wish AS (
    SELECT DISTINCT 'router:' || c.router AS target, 'sync_user' AS effect, 'user' AS entity_type,
           c.user_id AS entity_id, '{}'::jsonb AS payload
      FROM chosen c
     WHERE c.item IS NULL AND c.user_id IS NOT NULL
    UNION ALL
    SELECT 'router:' || c.router, 'clean', 'drift', c.id, c.item FROM chosen c WHERE c.item IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'router:' || c.router, 'garden', 'router', md5('router:' || c.router)::uuid, '{}'::jsonb
      FROM chosen c
     WHERE c.kind = 'garden'
), wished AS (
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
    SELECT $1::uuid, w.target, w.effect, w.entity_type, w.entity_id, w.payload
      FROM wish w
     ORDER BY w.target, w.effect, w.entity_id
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at,
                  payload = excluded.payload
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'drift', c.id::text, jsonb_build_object('actual', c.actual),
       jsonb_build_object('expected', c.expected, 'mend', c.mend),
       jsonb_build_object('router', c.router, 'kind', c.kind, 'subject', c.subject, 'user_id', c.user_id, 'cause', c.cause)
  FROM console.operation o
 CROSS JOIN chosen c
 WHERE o.id = $1::uuid
