-- One action of the portal's administrators, whole.
-- $1 uuid
-- Columns: label, text.
SELECT f.label, f.text
  FROM public.admin_action_logs g
  LEFT JOIN public.users u ON u.id = g.target_user_id
  LEFT JOIN public.users p ON p.id = g.admin_id
 CROSS JOIN LATERAL (
       VALUES (1, 'when', to_char(g.created_at, 'YYYY-MM-DD HH24:MI:SS')), (2, 'customer', u.full_name),
              (3, 'action', g.action_type), (4, 'by', coalesce(p.full_name, 'portal')),
              (5, 'details', g.details)) AS f (position, label, text)
 WHERE g.id = $1::uuid AND f.text <> ''
 ORDER BY f.position
