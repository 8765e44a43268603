-- Makes a seller of a customer.
-- $1 operation uuid, $2 its id, $3 phone number of the customer, $4 name, $5 discount, $6 commission, $7 rupiah a day,
-- $8 note: as of the plan
-- Columns: id (none where it is refused by now).
WITH customer AS MATERIALIZED (
    SELECT * FROM public.users u WHERE u.phone_number = $3 FOR NO KEY UPDATE
), made AS (
    INSERT INTO console.seller (id, user_id, name, discount_percent, commission_percent, day_limit_rp, note, actor)
    SELECT ($2::text[])[1]::uuid, c.id, w.name, w.discount_percent, w.commission_percent, w.day_limit_rp, w.note, o.actor
      FROM console.operation o
     CROSS JOIN customer c
     CROSS JOIN LATERAL console.seller_wanted(NULL, coalesce($4, c.full_name), $5::integer, $6::integer, $7, $8) w
     WHERE o.id = $1::uuid AND c.is_active AND c.approval_status = 'APPROVED'
        ON CONFLICT (user_id) DO NOTHING
    RETURNING *
), noted AS (
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
    SELECT o.id, o.actor, o.action, 'seller', m.id::text, to_jsonb(m), jsonb_build_object('user_id', m.user_id)
      FROM console.operation o
     CROSS JOIN made m
     WHERE o.id = $1::uuid
)
SELECT m.id FROM made m
