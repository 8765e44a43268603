-- applies: always
-- What actions need of the database: the words for a user's state in a preview, and the audit's
-- hash chain, computed in one place for writing and for checking.

-- "10.0 GB", "104.1 MB", "0 MB".
CREATE FUNCTION console.mb_text(mb numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN mb = 0 THEN '0 MB'
                WHEN abs(mb) >= 1024 THEN round(mb / 1024, 1) || ' GB'
                ELSE round(mb, 1) || ' MB' END
$$;

-- What is owed for an unlimited package is stored as 1 MB and a price: no amount of quota pays it.
CREATE FUNCTION console.is_unlimited_debt(amount_mb bigint, price_rp bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT amount_mb = 1 AND price_rp IS NOT NULL
$$;

-- "blocked (late) · 3.2 GB of 10.0 GB used · debt 1.0 GB": one state of one user.
CREATE FUNCTION console.user_state_text(u public.users) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date, u.is_unlimited_user,
                                 u.total_quota_purchased_mb, u.total_quota_used_mb,
                                 console.setting_bigint('QUOTA_FUP_THRESHOLD_MB', 3072), now())
           || CASE WHEN u.is_blocked AND u.blocked_reason <> '' THEN ' (' || u.blocked_reason || ')' ELSE '' END
           || ' · ' || console.mb_text(u.total_quota_used_mb) || ' of ' || console.mb_text(u.total_quota_purchased_mb)
           || ' used · debt '
           || console.mb_text(u.manual_debt_mb
                              + console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb,
                                                     u.auto_debt_offset_mb, u.is_unlimited_user, u.role))
$$;

-- One line of a preview: who, the state now, and the state with some columns changed.
CREATE FUNCTION console.user_preview(u public.users, change jsonb, OUT label text, OUT before text, OUT after text)
LANGUAGE sql STABLE AS $$
    SELECT u.full_name || ' ' || u.phone_number, console.user_state_text(u),
           console.user_state_text(jsonb_populate_record(u, change))
$$;

-- Digest of an operation's audit rows, in their order. Row by row first, so that it needs 32 bytes
-- a row however long the rows are. Times as seconds: their text depends on the session.
CREATE FUNCTION console.operation_digest(operation uuid) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(coalesce(string_agg(sha256(convert_to(
               ROW(a.id, extract(epoch FROM a.at), a.actor, a.action, a.entity_type, a.entity_id,
                   a.before, a.after, a.details)::text, 'UTF8')), ''::bytea ORDER BY a.id), ''::bytea))
      FROM console.audit_log a
     WHERE a.operation_id = operation
$$;

-- The link itself: what stands in the operation's row, its rows' digest and the link before it.
CREATE FUNCTION console.operation_hash(o console.operation) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(o.prev_hash || o.digest || convert_to(
               ROW(o.seq, o.id, extract(epoch FROM o.at), o.actor, o.action, o.args, o.selection,
                   o.item_count, o.undo_of)::text, 'UTF8'))
$$;

-- A link of the chain is written once, and nobody takes its name.
CREATE TRIGGER operation_sealed BEFORE UPDATE ON console.operation
    FOR EACH ROW WHEN (OLD.hash IS NOT NULL OR OLD.id <> NEW.id) EXECUTE FUNCTION console.refuse_change();

-- Rows of the audit and of the outbox name an operation that exists. Operations are never removed
-- or renamed, so it is enough to look when rows come in, and once a statement: a foreign key looks
-- once a row, which took a sixth of the time of a change of 10,000 users.
CREATE FUNCTION console.check_operation_exists() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    missing uuid;
BEGIN
    SELECT n.operation_id INTO missing
      FROM (SELECT DISTINCT operation_id FROM new_rows WHERE operation_id IS NOT NULL) n
     WHERE NOT EXISTS (SELECT FROM console.operation o WHERE o.id = n.operation_id)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '%: there is no operation %', TG_TABLE_NAME, missing
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
ALTER TABLE console.audit_log DROP CONSTRAINT audit_log_operation_id_fkey;
CREATE TRIGGER audit_log_operation_exists AFTER INSERT ON console.audit_log
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION console.check_operation_exists();
ALTER TABLE console.outbox DROP CONSTRAINT outbox_operation_id_fkey;
CREATE TRIGGER outbox_operation_exists AFTER INSERT ON console.outbox
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION console.check_operation_exists();
