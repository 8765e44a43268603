-- Carries out what an operation's audit says of debt items: made where there is no "before", removed
-- where there is no "after", else the columns that stand in "after".
-- $1 operation uuid, $2 of its audit rows, those after this number; 0: all
WITH item AS MATERIALIZED (
    SELECT a.entity_id::uuid AS id, a.before, a.after
      FROM console.audit_log a
     WHERE a.operation_id = $1::uuid AND a.entity_type = 'user_quota_debt' AND a.id > $2::bigint
), made AS (
    INSERT INTO public.user_quota_debts (id, user_id, debt_date, due_date, amount_mb, paid_mb, price_rp, is_paid, note)
    SELECT i.id, (i.after ->> 'user_id')::uuid, (i.after ->> 'debt_date')::date,
           (i.after ->> 'due_date')::date, (i.after ->> 'amount_mb')::bigint,
           (i.after ->> 'paid_mb')::bigint, (i.after ->> 'price_rp')::bigint, (i.after ->> 'is_paid')::boolean,
           i.after ->> 'note'
      FROM item i
     WHERE i.before IS NULL
), removed AS (
    DELETE FROM public.user_quota_debts d USING item i WHERE d.id = i.id AND i.after IS NULL
)
UPDATE public.user_quota_debts d
   SET paid_mb = CASE WHEN i.after ? 'paid_mb' THEN (i.after ->> 'paid_mb')::bigint ELSE d.paid_mb END,
       is_paid = CASE WHEN i.after ? 'is_paid' THEN (i.after ->> 'is_paid')::boolean ELSE d.is_paid END,
       paid_at = CASE WHEN i.after ? 'paid_at' THEN (i.after ->> 'paid_at')::timestamptz ELSE d.paid_at END,
       last_paid_source = CASE WHEN i.after ? 'last_paid_source' THEN i.after ->> 'last_paid_source'
                               ELSE d.last_paid_source END,
       price_rp = CASE WHEN i.after ? 'price_rp' THEN (i.after ->> 'price_rp')::bigint ELSE d.price_rp END,
       due_date = CASE WHEN i.after ? 'due_date' THEN (i.after ->> 'due_date')::date ELSE d.due_date END,
       note = CASE WHEN i.after ? 'note' THEN i.after ->> 'note' ELSE d.note END,
       updated_at = now()
  FROM item i
 WHERE d.id = i.id AND i.before IS NOT NULL AND i.after IS NOT NULL
