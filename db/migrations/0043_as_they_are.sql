-- applies: always
-- A database as it is: one figure that is none stops no list, and the portal's own version is known.

-- 'NaN' is greater than all numbers, so that it stays outside of every bound from above. What is beyond a petabyte or
-- a billion rupiah is no package and no debt, but a damaged row: `check` finds it (db/customers/check_damaged.sql).
CREATE OR REPLACE FUNCTION console.price_list() RETURNS console.price_list
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT ROW(array_agg(-p.mb ORDER BY p.mb DESC), array_agg(p.price ORDER BY p.mb DESC))::console.price_list
      FROM (SELECT q.data_quota_gb * 1024 AS mb, min(q.price)::numeric AS price
              FROM public.packages q
             WHERE q.is_active AND q.data_quota_gb > 0 AND q.data_quota_gb < 1000000 AND q.price > 0
               AND q.price < 1000000000
             GROUP BY q.data_quota_gb) p
$$;

-- NULL also where mb is no amount that anybody used.
CREATE OR REPLACE FUNCTION console.reference_price_rp(mb numeric, list console.price_list) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN mb <= 0 THEN 0 WHEN mb < 1000000000 THEN
        (div(console.divide_half_up(list.prices[greatest(1, width_bucket(-mb, list.minus_mb))] * mb,
                                    -list.minus_mb[greatest(1, width_bucket(-mb, list.minus_mb))]) + 9999,
             10000) * 10000)::bigint END
$$;

-- All that a user owes by hand, as before; an amount beyond all measure makes no sum that can't be held.
CREATE OR REPLACE FUNCTION console.user_debts(debtor uuid, list console.price_list)
RETURNS TABLE (items bigint, mb bigint, limited_mb numeric, is_unlimited boolean, rp bigint)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT count(*), least(coalesce(sum(d.amount_mb - d.paid_mb), 0), 1000000000000)::bigint,
           sum(d.amount_mb - d.paid_mb) FILTER (WHERE NOT console.is_unlimited_debt(d.amount_mb, d.price_rp)),
           bool_or(console.is_unlimited_debt(d.amount_mb, d.price_rp)),
           CASE WHEN count(*) = count(r.rp) THEN coalesce(sum(r.rp), 0)::bigint END
      FROM public.user_quota_debts d
     CROSS JOIN LATERAL (SELECT console.debt_price_rp(d.amount_mb, d.price_rp, list) AS price OFFSET 0) w
     CROSS JOIN LATERAL (SELECT console.debt_remaining_rp(w.price, d.amount_mb, d.paid_mb, d.is_paid) AS rp) r
     WHERE d.user_id = debtor AND NOT d.is_paid
$$;

-- The portal's migrations that this program was written for, in their order; the last is the one that it expects.
CREATE TABLE console.portal_revision (
    position integer PRIMARY KEY,
    id       text NOT NULL UNIQUE
);
INSERT INTO console.portal_revision (position, id)
SELECT n, id FROM unnest(ARRAY[
    'c81cfcd63139',
    '20260208_align_server_defaults',
    '20260208_add_tamping_fields',
    '20260208_add_quota_notification_levels',
    '20260209_add_user_devices',
    '20260210_add_user_blocking_fields',
    '20260213_add_device_last_bytes',
    '20260216_normalize_user_phone_numbers_e164',
    '20260216_add_refresh_tokens',
    '20260217_add_quota_debt_notification_type',
    '20260217_expand_notification_type_varchar_length',
    '20260218_add_midtrans_notification_payload_to_transactions',
    '20260218_add_transaction_events_table',
    '20260220_add_user_telegram_link_fields',
    '20260220_add_manual_quota_debt',
    '20260223_allow_nullable_transaction_package_id',
    '20260223_expand_admin_action_type_enum',
    '20260223_add_admin_api_mutation_action_type',
    '20260224_expand_transaction_snap_redirect_url_to_text',
    '20260224_add_auto_debt_offset_mb',
    '20260227_add_safe_global_mac_unique_index',
    '20260228_add_quota_mutation_ledger',
    '20260302_add_public_db_update_submissions',
    '20260302_add_public_update_submission_whatsapp_tracking',
    '20260302_add_public_update_submission_approval_fields',
    '20260302_alter_public_update_submission_role_fields',
    '20260315_add_user_device_host_tracking',
    '20260318_add_due_date_to_manual_quota_debt',
    '20260319_add_price_rp_to_user_quota_debts',
    '20260319_c_populate_null_due_dates',
    '20260319_d_backfill_price_rp_from_note',
    '20260326_fix_fk_ondelete_set_null'
]) WITH ORDINALITY AS r (id, n);

-- The portal's own note of its version: Alembic's table. None where there is no such table, or no right to read it.
CREATE FUNCTION console.portal_version() RETURNS SETOF text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF to_regclass('public.alembic_version') IS NOT NULL
       AND has_table_privilege('public.alembic_version', 'SELECT') THEN
        RETURN QUERY EXECUTE 'SELECT v.version_num::text FROM public.alembic_version v';
    END IF;
END $$;

-- What is to be said of it; no row where it is the one expected, or where there is none.
CREATE FUNCTION console.portal_version_differs() RETURNS SETOF text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN r.id IS NULL THEN format('%s is not known: the portal is newer than this program, or another', v.id)
                ELSE format('%s is older than %s', v.id, (SELECT l.id FROM console.portal_revision l ORDER BY l.position DESC LIMIT 1))
           END
      FROM console.portal_version() AS v (id)
      LEFT JOIN console.portal_revision r ON r.id = v.id
     WHERE r.position IS DISTINCT FROM (SELECT max(l.position) FROM console.portal_revision l)
$$;
