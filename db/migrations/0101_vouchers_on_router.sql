-- applies: always
-- Vouchers that the router lacks are put there by the outbox, as when they were made.
CREATE FUNCTION console.mend_vouchers_on_router(operation uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM console.voucher_lot l WHERE l.id = key::uuid FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM console.voucher v
                    WHERE v.lot_id = key::uuid AND v.on_router IS NULL AND v.state NOT IN ('void', 'expired')) THEN
        RETURN false;
    END IF;
    PERFORM console.voucher_put(operation, key::uuid);
    RETURN true;
END $$;
