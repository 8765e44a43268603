-- What an adopted database lacks of the portal's tables, as far as the console reads and writes them.
-- More tables and columns than these, and wider texts, are fine.
-- Columns: finding (a sentence for each thing that is missing or different), in order.
WITH wanted (tab, col, type, is_required, needs_default) AS (
    VALUES ('users', 'id', 'uuid', true, false),
           ('users', 'phone_number', 'character varying(25)', true, false),
           ('users', 'full_name', 'character varying(100)', true, false),
           ('users', 'blok', 'character varying(10)', false, false),
           ('users', 'kamar', 'character varying(20)', false, false),
           ('users', 'is_active', 'boolean', true, false),
           ('users', 'role', 'character varying(11)', true, false),
           ('users', 'approval_status', 'character varying(16)', true, false),
           ('users', 'is_blocked', 'boolean', true, false),
           ('users', 'blocked_reason', 'text', false, false),
           ('users', 'blocked_at', 'timestamp with time zone', false, false),
           ('users', 'blocked_by_id', 'uuid', false, false),
           ('users', 'mikrotik_user_exists', 'boolean', true, false),
           ('users', 'mikrotik_server_name', 'character varying(100)', false, false),
           ('users', 'mikrotik_profile_name', 'character varying(100)', false, false),
           ('users', 'mikrotik_password', 'character varying(255)', false, false),
           ('users', 'total_quota_purchased_mb', 'bigint', true, false),
           ('users', 'total_quota_used_mb', 'numeric(15,2)', true, false),
           ('users', 'auto_debt_offset_mb', 'bigint', true, false),
           ('users', 'manual_debt_mb', 'bigint', true, false),
           ('users', 'manual_debt_updated_at', 'timestamp with time zone', false, false),
           ('users', 'quota_expiry_date', 'timestamp with time zone', false, false),
           ('users', 'is_unlimited_user', 'boolean', true, false),
           ('users', 'telegram_chat_id', 'character varying(64)', false, false),
           ('users', 'telegram_username', 'character varying(64)', false, false),
           ('users', 'created_at', 'timestamp with time zone', true, false),
           ('users', 'updated_at', 'timestamp with time zone', true, false),
           ('users', 'approved_at', 'timestamp with time zone', false, false),
           ('users', 'last_login_at', 'timestamp with time zone', false, false),
           ('package_profiles', 'id', 'uuid', true, false),
           ('package_profiles', 'profile_name', 'character varying(100)', true, false),
           ('packages', 'id', 'uuid', true, false),
           ('packages', 'name', 'character varying(100)', true, false),
           ('packages', 'price', 'bigint', true, false),
           ('packages', 'is_active', 'boolean', true, false),
           ('packages', 'data_quota_gb', 'numeric(8,2)', true, false),
           ('packages', 'duration_days', 'integer', true, false),
           ('packages', 'profile_id', 'uuid', true, false),
           ('user_quota_debts', 'id', 'uuid', true, false),
           ('user_quota_debts', 'user_id', 'uuid', true, false),
           ('user_quota_debts', 'created_by_id', 'uuid', false, false),
           ('user_quota_debts', 'last_paid_by_id', 'uuid', false, false),
           ('user_quota_debts', 'debt_date', 'date', false, false),
           ('user_quota_debts', 'due_date', 'date', false, false),
           ('user_quota_debts', 'amount_mb', 'bigint', true, false),
           ('user_quota_debts', 'paid_mb', 'bigint', true, false),
           ('user_quota_debts', 'price_rp', 'bigint', false, false),
           ('user_quota_debts', 'is_paid', 'boolean', true, false),
           ('user_quota_debts', 'paid_at', 'timestamp with time zone', false, false),
           ('user_quota_debts', 'last_paid_source', 'character varying(50)', false, false),
           ('user_quota_debts', 'note', 'text', false, false),
           ('user_quota_debts', 'created_at', 'timestamp with time zone', true, true),
           ('user_quota_debts', 'updated_at', 'timestamp with time zone', true, true),
           ('user_devices', 'id', 'uuid', true, false),
           ('user_devices', 'user_id', 'uuid', true, false),
           ('user_devices', 'mac_address', 'character varying(32)', true, false),
           ('user_devices', 'ip_address', 'character varying(45)', false, false),
           ('user_devices', 'last_bytes_total', 'bigint', false, false),
           ('user_devices', 'last_bytes_updated_at', 'timestamp with time zone', false, false),
           ('user_devices', 'last_hotspot_host_id', 'character varying(64)', false, false),
           ('user_devices', 'last_hotspot_uptime_seconds', 'integer', false, false),
           ('user_devices', 'label', 'character varying(100)', false, false),
           ('user_devices', 'is_authorized', 'boolean', true, false),
           ('user_devices', 'first_seen_at', 'timestamp with time zone', true, false),
           ('user_devices', 'last_seen_at', 'timestamp with time zone', true, false),
           ('transactions', 'id', 'uuid', true, false),
           ('transactions', 'user_id', 'uuid', false, false),
           ('transactions', 'package_id', 'uuid', false, false),
           ('transactions', 'midtrans_order_id', 'character varying(100)', true, false),
           ('transactions', 'midtrans_transaction_id', 'character varying(100)', false, false),
           ('transactions', 'snap_token', 'character varying(200)', false, false),
           ('transactions', 'snap_redirect_url', 'text', false, false),
           ('transactions', 'amount', 'bigint', true, false),
           ('transactions', 'status', 'character varying(9)', true, false),
           ('transactions', 'payment_method', 'character varying(50)', false, false),
           ('transactions', 'payment_time', 'timestamp with time zone', false, false),
           ('transactions', 'expiry_time', 'timestamp with time zone', false, false),
           ('transactions', 'va_number', 'character varying(50)', false, false),
           ('transactions', 'payment_code', 'character varying(50)', false, false),
           ('transactions', 'biller_code', 'character varying(20)', false, false),
           ('transactions', 'qr_code_url', 'character varying(512)', false, false),
           ('transactions', 'midtrans_notification_payload', 'text', false, false),
           ('transactions', 'created_at', 'timestamp with time zone', true, true),
           ('transactions', 'updated_at', 'timestamp with time zone', true, true),
           ('transaction_events', 'id', 'uuid', true, false),
           ('transaction_events', 'transaction_id', 'uuid', true, false),
           ('transaction_events', 'source', 'character varying(32)', true, false),
           ('transaction_events', 'event_type', 'character varying(64)', true, false),
           ('transaction_events', 'status', 'character varying(9)', false, false),
           ('transaction_events', 'payload', 'text', false, false),
           ('transaction_events', 'created_at', 'timestamp with time zone', true, true),
           ('quota_mutation_ledger', 'id', 'uuid', true, false),
           ('quota_mutation_ledger', 'user_id', 'uuid', true, false),
           ('quota_mutation_ledger', 'actor_user_id', 'uuid', false, false),
           ('quota_mutation_ledger', 'source', 'character varying(80)', true, false),
           ('quota_mutation_ledger', 'idempotency_key', 'character varying(128)', false, false),
           ('quota_mutation_ledger', 'before_state', 'json', false, false),
           ('quota_mutation_ledger', 'after_state', 'json', false, false),
           ('quota_mutation_ledger', 'event_details', 'json', false, false),
           ('quota_mutation_ledger', 'created_at', 'timestamp with time zone', true, true),
           ('daily_usage_logs', 'id', 'integer', true, true),
           ('daily_usage_logs', 'user_id', 'uuid', true, false),
           ('daily_usage_logs', 'log_date', 'date', true, false),
           ('daily_usage_logs', 'usage_mb', 'numeric(15,2)', true, false),
           ('daily_usage_logs', 'created_at', 'timestamp with time zone', true, true),
           ('daily_usage_logs', 'updated_at', 'timestamp with time zone', true, true),
           ('application_settings', 'setting_key', 'character varying(100)', true, false),
           ('application_settings', 'setting_value', 'text', false, false),
           ('application_settings', 'is_encrypted', 'boolean', true, false),
           ('application_settings', 'created_at', 'timestamp with time zone', true, true),
           ('application_settings', 'updated_at', 'timestamp with time zone', true, true),
           ('admin_action_logs', 'id', 'uuid', true, false),
           ('admin_action_logs', 'admin_id', 'uuid', false, false),
           ('admin_action_logs', 'target_user_id', 'uuid', false, false),
           ('admin_action_logs', 'action_type', 'character varying(40)', true, false),
           ('admin_action_logs', 'details', 'text', false, false),
           ('admin_action_logs', 'created_at', 'timestamp with time zone', true, true)
), wanted_key (tab, cols) AS (
    VALUES ('users', ARRAY['id']),
           ('packages', ARRAY['id']),
           ('user_quota_debts', ARRAY['id']),
           ('user_devices', ARRAY['id']),
           ('user_devices', ARRAY['mac_address', 'user_id']),
           ('transactions', ARRAY['id']),
           ('transactions', ARRAY['midtrans_order_id']),
           ('quota_mutation_ledger', ARRAY['idempotency_key', 'source', 'user_id']),
           ('daily_usage_logs', ARRAY['log_date', 'user_id']),
           ('application_settings', ARRAY['setting_key'])
), added_to (tab) AS ( -- the console inserts rows here
    VALUES ('user_quota_debts'), ('quota_mutation_ledger'), ('daily_usage_logs'),
           ('transactions'), ('transaction_events'), ('admin_action_logs'), ('application_settings')
), present_table AS (
    SELECT c.oid, c.relname::text AS tab, c.relkind
      FROM pg_catalog.pg_class c
     WHERE c.relnamespace = to_regnamespace('public')
       AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
), present AS (
    SELECT t.tab, a.attname::text AS col, a.attnotnull AS is_required,
           a.atthasdef OR a.attidentity <> '' AS has_default,
           pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
           a.atttypid IN ('text'::regtype, 'varchar'::regtype) AS is_text,
           CASE WHEN a.atttypmod > 4 THEN a.atttypmod - 4 END AS max_length
      FROM present_table t
      JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
), present_key AS (
    SELECT t.tab, ARRAY(SELECT a.attname::text
                          FROM pg_catalog.pg_attribute a
                         WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                         ORDER BY a.attname::text COLLATE "C") AS cols
      FROM present_table t
      JOIN pg_catalog.pg_index i ON i.indrelid = t.oid
     WHERE i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
), finding (position, tab, col, finding) AS (
    SELECT 1, w.tab, '', CASE WHEN t.tab IS NULL THEN format('table %s is missing', w.tab)
                              ELSE format('%s is no ordinary table', w.tab) END
      FROM (SELECT DISTINCT tab FROM wanted) w
      LEFT JOIN present_table t ON t.tab = w.tab
     WHERE t.relkind IS DISTINCT FROM 'r'
    UNION ALL
    SELECT 2, w.tab, w.col, CASE
               WHEN p.col IS NULL THEN format('%s.%s is missing (%s)', w.tab, w.col, w.type)
               WHEN NOT type_fits THEN format('%s.%s is %s, not %s', w.tab, w.col, p.type, w.type)
               WHEN w.is_required AND NOT p.is_required THEN format('%s.%s may be NULL', w.tab, w.col)
               WHEN p.is_required AND NOT w.is_required THEN format('%s.%s refuses NULL', w.tab, w.col)
               WHEN w.needs_default AND NOT p.has_default THEN format('%s.%s has no default', w.tab, w.col)
           END
      FROM wanted w
      JOIN present_table t ON t.tab = w.tab AND t.relkind = 'r'
      LEFT JOIN present p ON p.tab = w.tab AND p.col = w.col
     CROSS JOIN LATERAL (
         SELECT p.type = w.type
                OR (p.is_text AND w.type = 'text' AND p.max_length IS NULL)
                OR (p.is_text AND w.type LIKE 'character varying(%'
                    AND coalesce(p.max_length, 2147483647) >= substring(w.type FROM '\d+')::integer)) AS fit (type_fits)
    UNION ALL
    SELECT 3, p.tab, p.col, format('%s.%s refuses NULL and has no default: the console can''t add rows', p.tab, p.col)
      FROM present p
      JOIN added_to USING (tab)
     WHERE p.is_required AND NOT p.has_default
       AND NOT EXISTS (SELECT FROM wanted w WHERE w.tab = p.tab AND w.col = p.col)
    UNION ALL
    SELECT 4, k.tab, k.cols[1], format('%s has no unique index on (%s)', k.tab, array_to_string(k.cols, ', '))
      FROM wanted_key k
      JOIN present_table t ON t.tab = k.tab AND t.relkind = 'r'
     WHERE NOT EXISTS (SELECT FROM present_key p WHERE p.tab = k.tab AND p.cols = k.cols)
       AND NOT EXISTS (SELECT
                         FROM unnest(k.cols) AS c (col)
                        WHERE NOT EXISTS (SELECT FROM present p WHERE p.tab = k.tab AND p.col = c.col))
)
SELECT f.finding
  FROM finding f
 WHERE f.finding IS NOT NULL
 ORDER BY f.tab, f.position, f.col
