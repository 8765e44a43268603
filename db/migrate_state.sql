-- What a database is, before anything is changed in it.
-- Columns: has_history (it was migrated before), has_portal (it holds a table of the portal),
-- has_trigrams (the extension pg_trgm is there or can be had), encoding (of its texts).
SELECT to_regclass('console.migration') IS NOT NULL AS has_history,
       EXISTS (SELECT
                 FROM pg_catalog.pg_class c
                WHERE c.relnamespace = to_regnamespace('public')
                  AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                  AND c.relname IN ('users', 'package_profiles', 'packages', 'user_quota_debts', 'user_devices',
                                    'transactions', 'transaction_events', 'quota_mutation_ledger',
                                    'daily_usage_logs', 'application_settings', 'admin_action_logs')) AS has_portal,
       EXISTS (SELECT FROM pg_catalog.pg_available_extensions x WHERE x.name = 'pg_trgm') AS has_trigrams,
       getdatabaseencoding() AS encoding
