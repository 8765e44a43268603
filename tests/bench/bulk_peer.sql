-- The peer of a bulk action: what quota.reset_with_debt does to many users, written by hand in
-- set-based SQL for psql, with ledger, audit, settlements, outbox and digest, in one transaction.
--   psql -v where="u.blok = 'b7'" -v mb=10240 -f tests/bench/bulk_peer.sql
\set ON_ERROR_STOP on
\set QUIET on
SELECT gen_random_uuid() AS operation \gset
BEGIN;
SET LOCAL jit = off;
SET LOCAL random_page_cost = 1.1;
SET LOCAL work_mem = '32MB';

INSERT INTO console.operation (id, actor, action, args, selection)
VALUES (:'operation', 'peer', 'quota.reset_with_debt', jsonb_build_object('mb', :'mb'), :'where');

CREATE TEMP TABLE target ON COMMIT DROP AS
SELECT u.id, u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb, u.manual_debt_mb,
       u.is_blocked, u.blocked_reason, u.blocked_at, coalesce(u.mikrotik_server_name, '') AS server,
       gen_random_uuid() AS debt_id
  FROM public.users u
 WHERE :where
 ORDER BY u.id
   FOR NO KEY UPDATE;
CREATE TEMP TABLE open_item ON COMMIT DROP AS
SELECT d.id, d.user_id, d.paid_at, d.last_paid_source
  FROM public.user_quota_debts d
  JOIN target t ON t.id = d.user_id
 WHERE NOT d.is_paid
   FOR NO KEY UPDATE OF d;
ANALYZE target, open_item;

UPDATE public.users u
   SET total_quota_purchased_mb = :mb, total_quota_used_mb = 0, auto_debt_offset_mb = 0, manual_debt_mb = :mb,
       manual_debt_updated_at = now(), is_blocked = false, blocked_reason = NULL, blocked_at = NULL,
       updated_at = now()
  FROM target t
 WHERE u.id = t.id;
UPDATE public.user_quota_debts d
   SET is_paid = true, paid_at = now(), last_paid_source = 'console_replaced', updated_at = now()
  FROM open_item i
 WHERE d.id = i.id;
INSERT INTO public.user_quota_debts (id, user_id, debt_date, amount_mb, note)
SELECT t.debt_id, t.id, (SELECT console.today()), :mb, 'console.quota.reset_with_debt' FROM target t;
UPDATE public.user_devices d
   SET last_bytes_total = coalesce(d.last_bytes_total, 0), last_bytes_updated_at = now(), last_hotspot_host_id = NULL
  FROM target t
 WHERE d.user_id = t.id;

INSERT INTO public.quota_mutation_ledger (id, user_id, source, idempotency_key, before_state, after_state, event_details)
SELECT gen_random_uuid(), t.id, 'console.quota.reset_with_debt', :'operation',
       json_build_object('total_quota_purchased_mb', t.total_quota_purchased_mb, 'total_quota_used_mb', t.total_quota_used_mb,
                         'auto_debt_offset_mb', t.auto_debt_offset_mb, 'manual_debt_mb', t.manual_debt_mb),
       json_build_object('total_quota_purchased_mb', :mb, 'total_quota_used_mb', 0.00, 'auto_debt_offset_mb', 0,
                         'manual_debt_mb', :mb),
       json_build_object('actor', 'peer', 'action', 'quota.reset_with_debt', 'args', json_build_object('mb', :'mb'))
  FROM target t;

INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT :'operation', 'peer', 'quota.reset_with_debt', 'user', t.id::text,
       jsonb_build_object('total_quota_purchased_mb', t.total_quota_purchased_mb, 'total_quota_used_mb', t.total_quota_used_mb,
                          'auto_debt_offset_mb', t.auto_debt_offset_mb, 'manual_debt_mb', t.manual_debt_mb,
                          'is_blocked', t.is_blocked, 'blocked_reason', t.blocked_reason, 'blocked_at', t.blocked_at),
       jsonb_build_object('total_quota_purchased_mb', :mb, 'total_quota_used_mb', 0.00, 'auto_debt_offset_mb', 0,
                          'manual_debt_mb', :mb, 'is_blocked', false, 'blocked_reason', NULL, 'blocked_at', NULL),
       NULL
  FROM target t;
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT :'operation', 'peer', 'quota.reset_with_debt', 'user_quota_debt', i.id::text,
       jsonb_build_object('is_paid', false, 'paid_at', i.paid_at, 'last_paid_source', i.last_paid_source),
       jsonb_build_object('is_paid', true, 'paid_at', now(), 'last_paid_source', 'console_replaced'),
       jsonb_build_object('user_id', i.user_id, 'payment', 'replaced')
  FROM open_item i;
INSERT INTO console.debt_payment (operation_id, actor, debt_id, user_id, kind, mb, rp)
SELECT :'operation', 'peer', d.id, d.user_id, 'replaced', d.amount_mb - d.paid_mb,
       c.price - console.price_of_first_rp(c.price, d.amount_mb, d.paid_mb)
  FROM open_item i
  JOIN public.user_quota_debts d ON d.id = i.id
 CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) s
 CROSS JOIN LATERAL (SELECT console.debt_price_rp(d.amount_mb, d.price_rp, s.list) AS price OFFSET 0) c
 WHERE d.amount_mb <> d.paid_mb;
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT :'operation', 'peer', 'quota.reset_with_debt', 'user_quota_debt', t.debt_id::text, NULL,
       jsonb_build_object('user_id', t.id, 'debt_date', (SELECT console.today()), 'amount_mb', :mb,
                          'paid_mb', 0, 'price_rp', NULL, 'is_paid', false, 'note', 'console.quota.reset_with_debt'),
       jsonb_build_object('user_id', t.id)
  FROM target t;

INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id)
SELECT :'operation', 'router:' || s.router, 'sync_user', 'user', t.id
  FROM target t
  JOIN (SELECT x.server, console.user_router(x.server) AS router FROM (SELECT DISTINCT server FROM target) x) s
    ON s.server = t.server
 WHERE s.router IS NOT NULL
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at;

UPDATE console.operation SET item_count = (SELECT count(*) FROM target), digest = console.operation_digest(:'operation')
 WHERE id = :'operation';
UPDATE console.operation o SET seq = DEFAULT, prev_hash = h.hash
  FROM (SELECT hash FROM console.operation_head FOR UPDATE) h
 WHERE o.id = :'operation';
WITH sealed AS (
    UPDATE console.operation o SET hash = console.operation_hash(o) WHERE id = :'operation' RETURNING o.seq, o.hash
)
UPDATE console.operation_head h SET seq = s.seq, hash = s.hash FROM sealed s;
COMMIT;
