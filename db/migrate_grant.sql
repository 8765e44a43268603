-- What each role may do, as it is declared here: once a migration, so that it is right for tables of later ones. Nothing is
-- done where no roles were asked for. Of several lines that fit a table the last one counts.
DO $$
DECLARE
    owner_role text := (SELECT f.role_name FROM console.face_role f WHERE f.face = 'owner');
    operator_role text := (SELECT f.role_name FROM console.face_role f WHERE f.face = 'operator');
    viewer_role text := (SELECT f.role_name FROM console.face_role f WHERE f.face = 'viewer');
    is_fresh boolean := EXISTS (SELECT FROM console.migration m WHERE m.how = 'fresh');
    statement text;
BEGIN
    IF owner_role IS NULL OR operator_role IS NULL OR viewer_role IS NULL THEN
        RETURN;
    END IF;
    EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO %I', current_database(), owner_role);
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO %I, %I', current_database(), operator_role, viewer_role);

    -- what is the console's is the owner's, and on a database that no portal made the rest too
    FOR statement IN
        SELECT format('ALTER SCHEMA console OWNER TO %I', owner_role)
          FROM pg_namespace n WHERE n.nspname = 'console' AND n.nspowner <> owner_role::regrole
        UNION ALL SELECT format('GRANT USAGE, CREATE ON SCHEMA public TO %I', owner_role)
        UNION ALL
        SELECT format('ALTER %s %s OWNER TO %I',
                      CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                                     WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, c.oid::regclass, owner_role)
          FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE (n.nspname = 'console' OR (n.nspname = 'public' AND is_fresh)) AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'c')
           AND c.relowner <> owner_role::regrole
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass
                              AND d.deptype IN ('a', 'i') AND c.relkind = 'S')
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
        UNION ALL
        SELECT format('ALTER ROUTINE %s OWNER TO %I', p.oid::regprocedure, owner_role)
          FROM pg_proc p
         WHERE p.pronamespace = 'console'::regnamespace AND p.proowner <> owner_role::regrole AND p.prokind <> 'a'
    LOOP
        EXECUTE statement;
    END LOOP;

    FOR statement IN
        WITH declared (place, schema, pattern, operator_may, viewer_may) AS (VALUES
            (1, 'console', '%', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
            (2, 'console', 'migration', 'SELECT', 'SELECT'),
            (2, 'console', 'face_role', 'SELECT', 'SELECT'),
            (2, 'console', 'function_text', 'SELECT', 'SELECT'),
            -- lines of files, with passwords in them
            (2, 'console', 'import\_%', 'SELECT, INSERT, UPDATE, DELETE', NULL),
            (3, 'console', 'import\_run', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
            (3, 'console', 'import\_row', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'), -- but what is hidden below
            (3, 'console', 'import\_question', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
            (3, 'console', 'import\_answer', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
            (3, 'console', 'import\_fact', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
            (3, 'console', 'import\_made', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
            (2, 'console', 'takeover\_user', 'SELECT, INSERT, UPDATE, DELETE', NULL),
            (1, 'public', 'alembic_version', 'SELECT', 'SELECT'),
            (1, 'public', 'users', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
            (1, 'public', 'user_devices', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
            (1, 'public', 'user_quota_debts', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
            (1, 'public', 'packages', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
            (1, 'public', 'package_profiles', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
            (1, 'public', 'daily_usage_logs', 'SELECT, INSERT, UPDATE', 'SELECT'),
            (1, 'public', 'transactions', 'SELECT, INSERT, UPDATE', 'SELECT'),
            (1, 'public', 'transaction_events', 'SELECT, INSERT', 'SELECT'),
            (1, 'public', 'application_settings', 'SELECT, INSERT, UPDATE', 'SELECT'),
            (1, 'public', 'admin_action_logs', 'SELECT', 'SELECT'),
            (1, 'public', 'quota_mutation_ledger', 'SELECT, INSERT, DELETE', 'SELECT'),
            (1, 'public', 'quota_requests', 'SELECT, UPDATE', 'SELECT'),
            (1, 'public', 'public_database_update_submissions', 'SELECT, UPDATE', 'SELECT'),
            (1, 'public', 'refresh_tokens', 'SELECT, DELETE', NULL)
        ), hidden (schema, name, hidden_column) AS (VALUES
            ('public', 'transactions', 'hotspot_password'),
            ('console', 'import_row', 'password'), ('console', 'import_row', 'secret'), ('console', 'import_row', 'raw')
        ), table_of AS (
            SELECT DISTINCT ON (c.oid) c.oid, n.nspname, c.relname, d.operator_may, d.viewer_may
              FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN declared d ON d.schema = n.nspname AND c.relname LIKE d.pattern
             WHERE c.relkind IN ('r', 'p', 'v', 'm')
             ORDER BY c.oid, d.place DESC
        ), shown AS (
            SELECT t.oid, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS names
              FROM table_of t
              JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
             WHERE EXISTS (SELECT FROM hidden h WHERE h.schema = t.nspname AND h.name = t.relname)
               AND NOT EXISTS (SELECT FROM hidden h WHERE h.schema = t.nspname AND h.name = t.relname AND h.hidden_column = a.attname)
             GROUP BY t.oid
        )
        SELECT format('GRANT USAGE ON SCHEMA public, console TO %I, %I', operator_role, viewer_role)
        UNION ALL
        SELECT s.given
          FROM table_of t
          LEFT JOIN shown w ON w.oid = t.oid
         CROSS JOIN LATERAL (VALUES
            (format('REVOKE ALL ON %s FROM %I, %I', t.oid::regclass, operator_role, viewer_role)),
            (format('GRANT %s ON %s TO %I', t.operator_may, t.oid::regclass, operator_role)),
            (CASE WHEN t.viewer_may IS NOT NULL THEN
                format('GRANT SELECT %s ON %s TO %I', '(' || w.names || ')', t.oid::regclass, viewer_role) END)
         ) s (given)
         WHERE s.given IS NOT NULL
        UNION ALL
        SELECT s.given
          FROM pg_class c
         CROSS JOIN LATERAL (VALUES
            (format('GRANT USAGE, SELECT ON SEQUENCE %s TO %I', c.oid::regclass, operator_role)),
            (format('GRANT SELECT ON SEQUENCE %s TO %I', c.oid::regclass, viewer_role))
         ) s (given)
          JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind = 'S' AND n.nspname IN ('public', 'console')
        UNION ALL
        -- what may write is for who may
        SELECT s.given
          FROM pg_proc p
         CROSS JOIN LATERAL (VALUES
            (format('REVOKE EXECUTE ON ROUTINE %s FROM PUBLIC', p.oid::regprocedure)),
            (format('GRANT EXECUTE ON ROUTINE %s TO %I', p.oid::regprocedure, operator_role))
         ) s (given)
         WHERE p.pronamespace = 'console'::regnamespace AND p.provolatile = 'v' AND p.prorettype <> 'trigger'::regtype
    LOOP
        EXECUTE statement;
    END LOOP;
    IF NOT pg_has_role(owner_role, operator_role, 'member') THEN
        EXECUTE format('GRANT %I TO %I', operator_role, owner_role);
    END IF;
END $$
