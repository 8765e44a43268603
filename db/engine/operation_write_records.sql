-- Carries out what an operation's audit says of customers' records: the columns that stand in "after", and no other.
-- $1 operation uuid, $2 of its audit rows, those after this number; 0: all
UPDATE public.users u
   SET phone_number = n.phone_number, full_name = n.full_name, blok = n.blok, kamar = n.kamar,
       previous_blok = n.previous_blok, previous_kamar = n.previous_kamar, is_tamping = n.is_tamping,
       tamping_type = n.tamping_type, is_active = n.is_active, role = n.role, approval_status = n.approval_status,
       approved_at = n.approved_at, rejected_at = n.rejected_at, mikrotik_server_name = n.mikrotik_server_name
  FROM console.audit_log a
  JOIN public.users o ON o.id = a.entity_id::uuid
 CROSS JOIN LATERAL jsonb_populate_record(o, a.after) n
 WHERE a.operation_id = $1::uuid AND a.entity_type = 'user' AND a.id > $2::bigint AND a.after IS NOT NULL
   AND u.id = o.id
