-- What is to be the same in a database and in what was restored of it, beside the rows of its tables.
-- Columns: name, value.
WITH place AS MATERIALIZED (
    SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname IN ('public', 'console')
), extension AS MATERIALIZED (
    SELECT d.classid, d.objid FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'
), fact (part, name, value) AS (
    SELECT 1, 'migrations', count(*)::text FROM console.migration
    UNION ALL SELECT 1, 'last migration', max(m.name) FROM console.migration m
    UNION ALL
    SELECT 2, 'objects: ' || CASE c.relkind WHEN 'i' THEN 'indexes' WHEN 'S' THEN 'sequences' WHEN 'v' THEN 'views' ELSE 'tables' END
              || ' of ' || p.nspname, count(*)::text
      FROM pg_catalog.pg_class c JOIN place p ON p.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'i', 'S', 'v')
       AND NOT EXISTS (SELECT FROM extension x WHERE x.classid = 'pg_catalog.pg_class'::regclass AND x.objid = c.oid)
     GROUP BY 2
    UNION ALL
    SELECT 2, 'objects: functions of ' || p.nspname, count(*)::text
      FROM pg_catalog.pg_proc f JOIN place p ON p.oid = f.pronamespace
     WHERE NOT EXISTS (SELECT FROM extension x WHERE x.classid = 'pg_catalog.pg_proc'::regclass AND x.objid = f.oid)
     GROUP BY 2
    UNION ALL
    SELECT 2, 'objects: constraints of ' || p.nspname, count(*)::text
      FROM pg_catalog.pg_constraint k JOIN place p ON p.oid = k.connamespace WHERE k.contype <> 't' GROUP BY 2
    UNION ALL
    SELECT 2, 'objects: triggers of ' || p.nspname, count(*)::text
      FROM pg_catalog.pg_trigger t
      JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
      JOIN place p ON p.oid = c.relnamespace
     WHERE NOT t.tgisinternal GROUP BY 2
    UNION ALL SELECT 3, 'quota bought, MB', coalesce(sum(u.total_quota_purchased_mb), 0)::text FROM public.users u
    UNION ALL SELECT 3, 'quota used, MB', coalesce(sum(u.total_quota_used_mb), 0)::text FROM public.users u
    UNION ALL SELECT 3, 'debt of customers, MB', coalesce(sum(u.manual_debt_mb), 0)::text FROM public.users u
    UNION ALL SELECT 3, 'debt items open, MB', coalesce(sum(d.amount_mb - d.paid_mb), 0)::text FROM public.user_quota_debts d
    UNION ALL SELECT 3, 'debt paid, rupiah', coalesce(sum(p.rp), 0)::text FROM console.debt_payment p
    UNION ALL SELECT 3, 'balances, rupiah', coalesce(sum(b.rp), 0)::text FROM console.balance_entry b
    UNION ALL SELECT 3, 'transactions of the portal, rupiah', coalesce(sum(t.amount), 0)::text FROM public.transactions t
    UNION ALL SELECT 3, 'charges ' || c.state || ', rupiah', sum(c.amount_rp)::text FROM console.charge c GROUP BY c.state
    UNION ALL SELECT 3, 'receipts, rupiah', coalesce(sum(r.amount_rp), 0)::text FROM console.receipt r
    UNION ALL SELECT 3, 'invoices, rupiah', coalesce(sum(i.total_rp), 0)::text FROM console.invoice i
    UNION ALL SELECT 3, 'vouchers sold, rupiah', coalesce(sum(v.rp), 0)::text FROM console.voucher_entry v
    UNION ALL SELECT 3, 'deposits, rupiah', coalesce(sum(d.amount_rp), 0)::text FROM console.deposit d
    UNION ALL SELECT 4, 'audit: last operation', h.seq::text FROM console.operation_head h
    UNION ALL SELECT 4, 'audit: end of the chain', encode(h.hash, 'hex') FROM console.operation_head h
)
SELECT f.name, coalesce(f.value, '-') AS value
  FROM fact f
 ORDER BY f.part, f.name COLLATE "C"
