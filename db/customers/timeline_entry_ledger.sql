-- One row of the portal's ledger, whole.
-- $1 uuid
-- Columns: label, text.
SELECT f.label, f.text
  FROM public.quota_mutation_ledger l
  LEFT JOIN public.users u ON u.id = l.user_id
  LEFT JOIN public.users p ON p.id = l.actor_user_id
 CROSS JOIN LATERAL (
       VALUES (1, 'when', to_char(l.created_at, 'YYYY-MM-DD HH24:MI:SS')), (2, 'customer', u.full_name),
              (3, 'source', l.source), (4, 'by', coalesce(p.full_name, 'portal')),
              (5, 'changed', console.change_text(console.readable_json(l.before_state),
                                                 console.readable_json(l.after_state))),
              (6, 'before', l.before_state::text), (7, 'after', l.after_state::text),
              (8, 'details', l.event_details::text), (9, 'key', l.idempotency_key)) AS f (position, label, text)
 WHERE l.id = $1::uuid AND f.text <> ''
 ORDER BY f.position
