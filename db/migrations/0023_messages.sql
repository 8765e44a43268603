-- applies: always
-- Messages to customers and admins: rows of the outbox bring each chat to what it is to show.

-- A message in a chat: the id that its rows in the outbox carry, and which row of the outbox last said what it is
-- to show. One that asks again, or an older one that comes late, changes nothing.
ALTER TABLE console.payment_message_log
    ADD COLUMN uid       uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN source_id bigint NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX payment_message_log_uid ON console.payment_message_log (uid);

-- The id of the one message that a row of the outbox makes for an address: asked for twice it is the same.
CREATE FUNCTION console.message_uid(source_id bigint, target text, role text, address text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT md5(concat_ws(E'\n', 'message', source_id, target, role, address))::uuid
$$;

-- A moment as customers read it; '-' where there is none.
CREATE FUNCTION console.message_time(moment timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(to_char(moment AT TIME ZONE 'Asia/Jakarta', 'DD-MM-YYYY HH24:MI') || ' WIB', '-')
$$;
CREATE FUNCTION console.message_day(day date) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(to_char(day, 'DD-MM-YYYY'), '-')
$$;

-- How a charge is paid, as customers call it.
CREATE FUNCTION console.message_method(method text, bank text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE method WHEN 'qris' THEN 'QRIS' WHEN 'gopay' THEN 'GoPay' WHEN 'shopeepay' THEN 'ShopeePay'
                       WHEN 'va' THEN concat_ws(' ', 'Virtual account', upper(bank))
                       WHEN 'mandiri_bill' THEN 'Mandiri bill' ELSE coalesce(method, '-') END
$$;
