-- What stands in a debt item that is about to be edited.
-- $1 uuid
-- Columns: due, note.
SELECT d.due_date AS due, d.note FROM public.user_quota_debts d WHERE d.id = $1::uuid
