-- Notes in which language customers are told.
-- $1 operation uuid, $2 uuid[] user ids (locked), $3 language ('-': that of the shop)
WITH changed AS MATERIALIZED (
    SELECT u.id, l.language
      FROM public.users u
      LEFT JOIN console.customer_language l ON l.user_id = u.id
     WHERE u.id = ANY ($2::uuid[]) AND coalesce(l.language, '-') <> $3::text
), removed AS (
    DELETE FROM console.customer_language l USING changed c WHERE l.user_id = c.id AND $3::text = '-'
), noted AS (
    INSERT INTO console.customer_language (user_id, language)
    SELECT c.id, $3::text FROM changed c WHERE $3::text <> '-'
    ON CONFLICT (user_id) DO UPDATE SET language = excluded.language
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, details)
SELECT o.id, o.actor, o.action, 'user', c.id::text,
       jsonb_build_object('language', nullif($3::text, '-'), 'before', c.language)
  FROM console.operation o
 CROSS JOIN changed c
 WHERE o.id = $1::uuid
