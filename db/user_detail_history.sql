-- What happened to one user, newest first: the console's audit, and the portal's ledger where the
-- console did not write the entry itself.
-- $1 user id, $2 at most so many
-- columns: at, actor, what, source, changes
SELECT to_char(h.at, 'YYYY-MM-DD HH24:MI:SS') AS at, h.actor, h.what, h.source,
       (SELECT string_agg(format('%s: %s → %s', k.key, coalesce(h.before ->> k.key, '-'),
                                 coalesce(h.after ->> k.key, '-')), ', ' ORDER BY k.key)
          FROM jsonb_object_keys(CASE WHEN jsonb_typeof(h.after) = 'object' THEN h.after ELSE '{}' END) AS k (key)
         WHERE h.before -> k.key IS DISTINCT FROM h.after -> k.key) AS changes
  FROM ((SELECT a.at, a.id AS tie, a.actor, a.action AS what, 'audit' AS source, a.before, a.after
           FROM console.audit_log a
          WHERE a.entity_id = $1::uuid::text
          ORDER BY a.id DESC
          LIMIT $2::int)
        UNION ALL
        (SELECT l.created_at, 0, coalesce(p.full_name, ''), l.source, 'ledger',
                -- json may hold \u0000, which jsonb refuses
                CASE WHEN l.before_state::text !~ '\\u0000' THEN l.before_state::jsonb END,
                CASE WHEN l.after_state::text !~ '\\u0000' THEN l.after_state::jsonb END
           FROM public.quota_mutation_ledger l
           LEFT JOIN public.users p ON p.id = l.actor_user_id
          WHERE l.user_id = $1::uuid
            AND NOT EXISTS (SELECT
                              FROM console.audit_log w
                             WHERE w.entity_id = l.user_id::text
                               AND w.operation_id::text = l.idempotency_key)
          ORDER BY l.created_at DESC
          LIMIT $2::int)) AS h
 ORDER BY h.at DESC, h.tie DESC
 LIMIT $2::int
