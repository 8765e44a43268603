-- Locks the open debt items of the users of these charges, who are locked already.
-- $1 text[] order ids
-- Columns: count.
SELECT count(*)
  FROM (SELECT d.id FROM public.user_quota_debts d
         WHERE NOT d.is_paid AND d.user_id IN (SELECT c.user_id FROM console.charge_known($1::text[]) c)
         ORDER BY d.id FOR NO KEY UPDATE OF d) locked
