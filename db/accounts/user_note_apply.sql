-- Notes something of customers.
-- $1 operation uuid, $2 uuid[] user ids, $3 the text, $4 the day on which to look again, "-" for no more, or NULL: as it is
WITH made AS (
    INSERT INTO console.user_note AS n (user_id, text, follow_up, ends_follow_up, actor)
    SELECT u.id, $3::text, nullif($4, '-')::date, coalesce($4 = '-', false), o.actor
      FROM console.operation o
     CROSS JOIN public.users u
     WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[])
     ORDER BY u.id
    RETURNING n.id, n.user_id, n.text, n.follow_up, n.taken_back_at
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
SELECT o.id, o.actor, o.action, 'user_note', m.id::text, to_jsonb(m) - '{id,user_id}'::text[],
       jsonb_build_object('user_id', m.user_id)
  FROM console.operation o
 CROSS JOIN made m
 WHERE o.id = $1::uuid
