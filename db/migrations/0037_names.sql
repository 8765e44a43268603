-- applies: always
-- Names in our functions mean what they meant when they were written, whoever calls them and whatever he
-- has made in public, in a schema of his own or in pg_temp.

-- Only the columns that it needs: bound to its names, as below, it would hold fast every column of the portal's.
DO $$
BEGIN
    EXECUTE replace(pg_get_functiondef('console.desired_state(uuid[])'::regprocedure), 'SELECT u.*,',
                    'SELECT u.id, u.phone_number, u.role, u.approval_status, u.is_unlimited_user, u.total_quota_purchased_mb,'
                    ' u.mikrotik_password, u.mikrotik_profile_name,');
END $$;

-- Gives every function of ours that has neither what it needs; `migrate` calls it at its end, so that neither
-- this migration's elders nor later ones can forget it.
-- A function that PostgreSQL may take apart into the statement that calls it (in SQL, and not volatile) would
-- no longer be if it had settings of its own: its names are bound, once, to what they are looked up as now.
-- All others look them up in pg_catalog. pg_temp is named to be the last: unnamed it is the first.
CREATE PROCEDURE console.bind_names()
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    f record;
BEGIN
    FOR f IN
        SELECT p.oid::regprocedure::text AS name, p.prosrc AS body, p.oid AS id,
               l.lanname = 'sql' AND p.prokind = 'f' AND p.provolatile <> 'v' AND NOT p.prosecdef
               AND p.proconfig IS NULL AS is_taken_apart
          FROM pg_proc p
          JOIN pg_language l ON l.oid = p.prolang
         WHERE p.pronamespace = 'console'::regnamespace AND p.prosqlbody IS NULL
           AND NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=pg_catalog, pg_temp']
         ORDER BY p.oid
    LOOP
        IF f.is_taken_apart THEN
            EXECUTE split_part(pg_get_functiondef(f.id), E'\nAS $', 1) || E'\nBEGIN ATOMIC\n' || f.body || E'\n;END';
        ELSE
            EXECUTE format('ALTER ROUTINE %s SET search_path = pg_catalog, pg_temp', f.name);
        END IF;
    END LOOP;
END $$;

-- Before a column that a bound function reads is dropped or gets another type, or a function that it calls is
-- dropped: PostgreSQL refuses it otherwise. `migrate` calls it before it applies anything, and binds again at the
-- end; a portal's own upgrade may have to.
CREATE PROCEDURE console.unbind_names()
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    f record;
BEGIN
    FOR f IN
        SELECT p.oid AS id, pg_get_function_sqlbody(p.oid) AS body
          FROM pg_proc p
         WHERE p.pronamespace = 'console'::regnamespace AND p.prosqlbody IS NOT NULL
         ORDER BY p.oid
    LOOP
        EXECUTE split_part(pg_get_functiondef(f.id), E'\nBEGIN ATOMIC', 1)
                || format(E'\nAS %L', regexp_replace(f.body, '^BEGIN ATOMIC|;\s*END$', '', 'g'));
    END LOOP;
END $$;
