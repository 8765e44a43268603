-- applies: always
-- Settings that jobs and rules read in the database. What there is, with its default, comes from the
-- program's table (console.setting_info is filled when it connects); the portal's settings stay where the
-- portal reads them, in application_settings, the console's own stand in console.setting_value.

CREATE TABLE console.setting_info (
    key        text PRIMARY KEY,
    position   integer NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('integer', 'mb', 'rp', 'choice', 'text')),
    fallback   text NOT NULL,
    minimum    bigint,
    maximum    bigint,
    choices    text[],
    is_portal  boolean NOT NULL DEFAULT false
);

CREATE TABLE console.setting_value (
    key        text PRIMARY KEY,
    value      text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE OR REPLACE FUNCTION console.setting(key text, fallback text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce((SELECT v.value FROM console.setting_value v WHERE v.key = setting.key),
                    (SELECT nullif(btrim(s.setting_value), '')
                       FROM public.application_settings s
                      WHERE s.setting_key = setting.key AND NOT s.is_encrypted), fallback)
$$;

-- By its key alone: with the default that the program has registered.
CREATE FUNCTION console.setting(key text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT console.setting(setting.key, (SELECT i.fallback FROM console.setting_info i WHERE i.key = setting.key))
$$;
