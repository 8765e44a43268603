-- applies: always
-- One clock: days, due dates, months' ends and every time that is shown or sent are those of one zone, which is a
-- setting, whatever zone the server, the host or the session has.

ALTER TABLE console.setting_info DROP CONSTRAINT setting_info_kind_check;
ALTER TABLE console.setting_info ADD CONSTRAINT setting_info_kind_check
    CHECK (kind IN ('integer', 'mb', 'rp', 'choice', 'text', 'zone'));

-- The zones that the server knows: pg_timezone_names reads hundreds of files each time that it is asked.
CREATE TABLE console.time_zone (name text PRIMARY KEY);

-- Run by `migrate`, for a server may have learnt zones since, or forgotten some.
CREATE FUNCTION console.learn_time_zones() RETURNS void
LANGUAGE sql AS $$
    WITH known AS MATERIALIZED (
        SELECT n.name FROM pg_catalog.pg_timezone_names n
         WHERE n.name !~ '^(posix|right)/' AND n.name NOT IN ('localtime', 'posixrules', 'Factory')
    ), gone AS (
        DELETE FROM console.time_zone z WHERE NOT EXISTS (SELECT FROM known k WHERE k.name = z.name)
    )
    INSERT INTO console.time_zone (name)
    SELECT k.name FROM known k WHERE NOT EXISTS (SELECT FROM console.time_zone z WHERE z.name = k.name)
$$;
SELECT console.learn_time_zones();

-- The zone as it is set. What is no zone that the server knows gives way: no connection, no job may stand still over
-- it; `check` tells of it.
CREATE FUNCTION console.zone_in_force() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce((SELECT z.name FROM console.time_zone z WHERE z.name = console.setting('APP_TIMEZONE')),
                    'Asia/Jakarta')
$$;

-- The zone of all days and times. An operation looks it up once for all its rows (operation_settings.sql);
-- elsewhere a statement over rows asks for (SELECT console.zone()), and (SELECT console.today()).
CREATE FUNCTION console.zone() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(nullif(current_setting('hotspot_console.zone', true), ''), console.zone_in_force())
$$;

-- Days of money are the customers' days.
CREATE OR REPLACE FUNCTION console.today() RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (statement_timestamp() AT TIME ZONE console.zone())::date
$$;

-- The end of a day of the customers: all of it is still valid. NULL where there is none.
CREATE OR REPLACE FUNCTION console.day_end(day date) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT ((day + 1)::timestamp - interval '1 microsecond') AT TIME ZONE console.zone()
$$;

-- What a zone's times are followed by: Indonesia's three as customers know them, others by what they are ahead of UTC.
CREATE FUNCTION console.zone_word(zone text, moment timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN zone IN ('Asia/Jakarta', 'Asia/Pontianak') THEN 'WIB'
                WHEN zone IN ('Asia/Makassar', 'Asia/Ujung_Pandang') THEN 'WITA'
                WHEN zone = 'Asia/Jayapura' THEN 'WIT'
                ELSE 'UTC' || CASE WHEN moment AT TIME ZONE zone < moment AT TIME ZONE 'UTC' THEN '-' ELSE '+' END
                     || to_char(greatest(moment AT TIME ZONE zone - moment AT TIME ZONE 'UTC',
                                         moment AT TIME ZONE 'UTC' - moment AT TIME ZONE zone), 'HH24:MI') END
$$;

-- A moment as customers read it; '-' where there is none.
CREATE OR REPLACE FUNCTION console.message_time(moment timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce((SELECT to_char(moment AT TIME ZONE z.name, 'DD-MM-YYYY HH24:MI') || ' '
                            || console.zone_word(z.name, moment)
                       FROM (SELECT console.zone() AS name OFFSET 0) z), '-')
$$;

-- Every other function that named the zone of Jakarta itself. Where it gives rows, the zone is looked up once for them
-- all; where it is an expression, a subquery would keep it from being taken apart into the statement.
DO $$
DECLARE
    f record;
BEGIN
    FOR f IN
        SELECT p.oid AS id, CASE WHEN p.proretset THEN '(SELECT console.zone())' ELSE 'console.zone()' END AS zone
          FROM pg_proc p
         WHERE p.pronamespace = 'console'::regnamespace AND p.prokind = 'f' AND p.proname <> 'zone_in_force'
           AND p.prosrc LIKE '%AT TIME ZONE ''Asia/Jakarta''%'
         ORDER BY p.oid
    LOOP
        EXECUTE replace(pg_get_functiondef(f.id), '''Asia/Jakarta''', f.zone);
    END LOOP;
END $$;

-- As in 0034, of a day that is given: over many invoices it is looked up once.
DROP FUNCTION console.invoice_word(text, date);
CREATE FUNCTION console.invoice_word(status text, due_on date, today date) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN status = 'unpaid' AND due_on < today THEN 'overdue' ELSE status END
$$;
DROP FUNCTION console.invoice_overdue_days(text, date);
CREATE FUNCTION console.invoice_overdue_days(status text, due_on date, today date) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN status IN ('unpaid', 'expired') THEN nullif(greatest(0, today - due_on), 0) END
$$;

-- A moment that stands in a text with its offset, as the audit (in UTC) and the portal's ledger write it; NULL: none.
CREATE FUNCTION console.moment_of(value text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN value ~ ('^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]'
                              || '(\.[0-9]{1,9})?(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)$')
                THEN value::timestamptz END
$$;

-- As in 0014, with times in the zone of all times: they are kept in UTC.
CREATE OR REPLACE FUNCTION console.value_text(kind text, value jsonb) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN v.text IS NULL OR v.text = '' THEN '-'
                WHEN v.text IN ('true', 'false') THEN CASE v.text WHEN 'true' THEN 'yes' ELSE 'no' END
                WHEN kind = 'mb' AND v.text ~ '^-?[0-9]{1,30}(\.[0-9]{1,30})?$' THEN console.exact_mb_text(v.text::numeric)
                WHEN kind = 'rp' AND v.text ~ '^-?[0-9]{1,18}$' THEN console.rp_text(v.text::numeric)
                WHEN kind = 'time' THEN
                    coalesce(to_char(console.moment_of(v.text) AT TIME ZONE console.zone(), 'YYYY-MM-DD HH24:MI'),
                             regexp_replace(v.text, '^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d).*$', '\1 \2'))
                ELSE v.text END
      FROM (SELECT value #>> '{}' AS text) v
$$;
ALTER FUNCTION console.change_text(jsonb, jsonb) STABLE;

-- A value of the audit as the page of an entry shows it.
CREATE FUNCTION console.audit_value_text(value text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce(to_char(console.moment_of(value) AT TIME ZONE console.zone(), 'YYYY-MM-DD HH24:MI:SS'), value)
$$;
