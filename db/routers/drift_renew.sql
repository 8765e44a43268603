-- Asks that users be brought to their router before their list entries end.
-- $1 router, $2 uuid[] users
WITH asked AS (
    INSERT INTO console.outbox (target, effect, entity_type, entity_id)
    SELECT 'router:' || $1, 'sync_user', 'user', u.id FROM unnest($2::uuid[]) AS u (id)
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending' DO NOTHING
    RETURNING id
)
SELECT pg_notify('hotspot_console', 'outbox') WHERE EXISTS (SELECT FROM asked)
