-- applies: always
-- The audit by operation, and phone numbers as they are copied.

-- The rows of one operation, page by page in their order: it may have changed ten thousand customers.
CREATE INDEX audit_log_part ON console.audit_log (operation_id, id);

-- As in 0031, and whatever else stands between digits when a number is copied: blanks that do not break, dashes of all
-- lengths, marks that nobody sees; by the rules of model/values/phone.c.
CREATE OR REPLACE FUNCTION console.phone_stored(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN given ~ '^\+62[1-9][0-9]{6,12}$' THEN given ELSE
           (SELECT CASE WHEN x.digits !~ '^\+?[0-9]+$' THEN NULL
                        WHEN x.digits ~ '^(\+|00)?62'
                        THEN '+62' || substring(x.digits FROM '^(?:\+|00)?620?([1-9][0-9]{6,12})$')
                        WHEN x.digits ~ '^(\+|00)' THEN '+' || substring(x.digits FROM '^(?:\+|00)([1-9][0-9]{8,14})$')
                        ELSE '+62' || substring(x.digits FROM '^(?:0|(?=8))([1-9][0-9]{6,12})$') END
              FROM (SELECT regexp_replace(given, '[-. ()/\u00a0\u00ad\u1680\u2000-\u2015\u2028-\u202f\u205f-\u206f'
                                                 '\u2212\u3000\ufe63\ufeff\uff0d]', '', 'g') AS digits) x) END
$$;
