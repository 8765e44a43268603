-- applies: always
-- How charges are made at Midtrans is the portal's setting, too: console.portal_read() knows its words, which the portal
-- takes in any case and in several spellings ('CoreAPI', 'core-api', 'Snap UI'). Any other word is not read.

-- A value of the portal's in our words: '' where it means that there is none, NULL where it can't be read. fallback:
-- our default, which a list of hosts is added to, for the way to our gateways stays open.
-- The portal heeds a switch only where it is "True" to the letter; any other word for yes or no switches it off there.
-- What the portal carries out itself is reported here, until an operator turns it on: nobody is blocked by a migration.
CREATE OR REPLACE FUNCTION console.portal_read(form text, said text, fallback text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
           WHEN form IN ('number', 'limit', 'limit_policy') AND said !~ '^[+-]?[0-9]{1,18}$' THEN NULL
           WHEN form IN ('policy', 'at_once')
                AND lower(said) NOT IN ('true', 'false', '1', '0', 'yes', 'no', 'on', 'off', 'y', 'n', 't', 'f') THEN NULL
           ELSE CASE form
                WHEN 'number' THEN said::bigint::text
                WHEN 'limit' THEN CASE WHEN said::bigint > 0 THEN said::bigint::text ELSE '' END
                WHEN 'limit_policy' THEN CASE WHEN said::bigint > 0 THEN 'report' ELSE 'off' END
                WHEN 'policy' THEN CASE WHEN said = 'True' THEN 'report' ELSE 'off' END
                WHEN 'at_once' THEN CASE WHEN said = 'True' THEN '0' ELSE '' END
                WHEN 'states' THEN
                    CASE WHEN said ~ '^\[\s*\]$' THEN '[]'
                         ELSE (SELECT string_agg(w.word, ',' ORDER BY w.place)
                                 FROM regexp_split_to_table(lower(said), '[][\s,"'']+') WITH ORDINALITY AS w (word, place)
                                WHERE w.word IN ('active', 'fup', 'unlimited', 'habis', 'expired', 'blocked', 'inactive')) END
                WHEN 'prefix' THEN console.clean_order_prefix(said)
                WHEN 'payment_mode' THEN
                    CASE WHEN lower(said) ~ '^core([ _-]?api)?$' THEN 'core_api'
                         WHEN lower(said) ~ '^snap([ _-]ui)?$' THEN 'snap' END
                WHEN 'words' THEN coalesce(console.portal_words(said), '')
                WHEN 'hosts' THEN coalesce(console.portal_words(fallback || ' ' || console.portal_words(said)), '')
                ELSE said END END
$$;
