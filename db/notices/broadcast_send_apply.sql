-- Makes a broadcast, once for an operation, and notes whom it goes to. Its row in the outbox hands it over part by part.
-- $1 operation uuid, $2 uuid[] user ids (locked), $3 the text
WITH told AS MATERIALIZED (
    SELECT u.id
      FROM public.users u
     WHERE u.id = ANY ($2::uuid[]) AND u.is_active AND u.approval_status = 'APPROVED'
       AND console.message_way(u, true, true) IS NOT NULL AND console.broadcast_bad_place($3::text) IS NULL
), made AS (
    INSERT INTO console.broadcast AS b (operation_id, actor, text, total)
    SELECT o.id, o.actor, $3::text, (SELECT count(*) FROM told)
      FROM console.operation o
     WHERE o.id = $1::uuid AND EXISTS (SELECT FROM told)
    ON CONFLICT (operation_id) DO UPDATE SET total = b.total + excluded.total
    RETURNING b.id, b.uid, b.text, b.total = (SELECT count(*) FROM told) AS is_new
), noted AS (
    INSERT INTO console.notice (user_id, event, occasion, broadcast_id, operation_id)
    SELECT t.id, 'broadcast', m.id::text, m.id, $1::uuid
      FROM told t
     CROSS JOIN made m
     ORDER BY t.id
    ON CONFLICT ON CONSTRAINT notice_once DO NOTHING
    RETURNING id
), asked AS (
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
    SELECT $1::uuid, 'message:user', 'broadcast', 'broadcast', m.uid, jsonb_build_object('broadcast', m.id)
      FROM made m
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending' DO NOTHING
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after)
SELECT o.id, o.actor, o.action, l.entity_type, l.entity_id, l.after
  FROM console.operation o
 CROSS JOIN (SELECT 'broadcast' AS entity_type, m.id::text AS entity_id, jsonb_build_object('text', m.text) AS after FROM made m
              WHERE m.is_new
             UNION ALL
             SELECT 'notice', n.id::text, NULL FROM noted n) l
 WHERE o.id = $1::uuid
