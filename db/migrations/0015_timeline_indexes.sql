-- applies: always
-- transaction: no
-- What happened to one user in the order of time, for his timeline; the ledger has such an index already.

CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_transactions_user ON public.transactions (user_id, created_at, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_admin_actions_user ON public.admin_action_logs (target_user_id, created_at, id);
