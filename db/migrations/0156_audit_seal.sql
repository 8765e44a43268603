-- applies: always
-- Seals on the audit's chain: what whoever owns the database can't make, for the key lies outside of it.

CREATE TABLE console.audit_seal (
    number    bigint PRIMARY KEY CHECK (number > 0), -- without a gap
    seq       bigint NOT NULL,                       -- of the operation that it lies on
    hash      bytea NOT NULL,                        -- of that one, and so of all before it
    mac       bytea NOT NULL,                        -- HMAC-SHA256 over these and the mac of the seal before
    key_name  text NOT NULL,                         -- which key it was, without telling it
    sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sealed_by text NOT NULL                          -- the host
);
COMMENT ON TABLE console.audit_seal IS 'seals on the chain of operations, by a key outside the database';
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON console.audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION console.refuse_change();
