-- applies: always
-- Notifications: when a repeat is processed anew, and where workers listen for them.

CREATE FUNCTION console.inbox_is_anew(kept console.inbox, body bytea) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT kept.state IN ('failed', 'unmatched') OR kept.body <> body
$$;

CREATE INDEX inbox_failed ON console.inbox (id) WHERE state = 'failed';

-- NULL: it does not listen; listen_error: it should, and can't.
ALTER TABLE console.worker ADD COLUMN listen_address text, ADD COLUMN listen_error text;
