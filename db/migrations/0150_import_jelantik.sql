-- applies: always
-- A Jelantik biller's exports: customers, subscriptions, lines and the invoices that have a payment link, joined by e-mail.

-- A field by any of its headers, whatever their case; what that system writes where there is nothing is nothing.
CREATE FUNCTION console.import_field(raw jsonb, VARIADIC headers text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN lower(v.text) NOT IN ('', 'n/a', 'null', 'none', 'nan', '-') THEN v.text END
      FROM (SELECT btrim(f.value, E' \t\r\n' || U&'\00A0') AS text
              FROM unnest(headers) WITH ORDINALITY AS h (name, place)
              JOIN LATERAL jsonb_each_text(raw) AS f ON lower(f.key) = lower(h.name)
             ORDER BY h.place LIMIT 1) v
$$;

-- "166500.00", "1.665E5", "Rp 166,500", "Rp 166.500": whole rupiah; NULL: it is none. Two digits behind a point are cents.
CREATE FUNCTION console.import_rp(given text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN n.value = trunc(n.value) AND n.value < 1e15 THEN n.value::bigint END
      FROM (SELECT CASE WHEN g.text ~ '^-?[0-9]+(\.[0-9]{1,2})?$' THEN g.text::numeric
                        WHEN g.text ~ '^-?[0-9]+(\.[0-9]+)?[eE][+]?[0-9]{1,2}$' THEN g.text::numeric
                        WHEN g.text ~ '^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?$' THEN replace(g.text, ',', '')::numeric
                        WHEN g.text ~ '^-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]{1,2})?$' THEN replace(replace(g.text, '.', ''), ',', '.')::numeric END AS value
              FROM (SELECT regexp_replace(given, '^\s*(Rp\.?|IDR)?\s*', '', 'i') AS text) g) n
$$;

CREATE FUNCTION console.import_day(given text) RETURNS date LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN given ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' THEN left(given, 10)::date
                WHEN given ~ '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$' THEN to_date(given, 'DD/MM/YYYY') END;
EXCEPTION WHEN datetime_field_overflow OR invalid_datetime_format THEN
    RETURN NULL;
END $$;

CREATE FUNCTION console.import_jelantik_misfit(question text, answer text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN question = 'bill_from' AND answer !~ '^20[0-9]{2}-(0[1-9]|1[0-2])$' THEN 'it is a month like 2026-01'
                WHEN question = 'tax' AND answer !~ '^[0-9]{1,2}(\.[0-9]{1,2})?$' THEN 'it is a percentage like 11, or 0'
                WHEN question = 'prices' AND answer <> 'usual' AND coalesce(console.import_rp(answer), 0) <= 0 THEN 'it is usual, or an amount in rupiah'
                WHEN question = 'screens' AND answer <> 'unknown'
                     AND answer !~ '^(customers|subscriptions|lines|unpaid|unpaid_rp)=[0-9]{1,15}( +(customers|subscriptions|lines|unpaid|unpaid_rp)=[0-9]{1,15})*$'
                THEN 'it is unknown, or what its screens show: customers=812 subscriptions=810 lines=799 unpaid=120 unpaid_rp=19980000' END
$$;

-- What the operator read off its screens; NULL: it was not said.
CREATE FUNCTION console.import_screen(run bigint, what text) RETURNS numeric
LANGUAGE sql STABLE AS $$
    SELECT substring(console.import_answered(run, 'screens') FROM '(?:^| )' || what || '=([0-9]+)')::numeric
$$;

-- The rows of a part, without those that a second page repeats.
CREATE FUNCTION console.import_once(run bigint, of_part text) RETURNS TABLE (n bigint, place text, raw jsonb)
LANGUAGE sql STABLE AS $$
    SELECT min(w.n), (array_agg(coalesce(w.file, of_part) || ' line ' || (w.raw ->> '#line') ORDER BY w.n))[1], w.raw - '#line'
      FROM console.import_raw w
     WHERE w.run_id = run AND w.part = of_part
     GROUP BY w.raw - '#line'
$$;

CREATE FUNCTION console.import_jelantik_customers(run bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO console.import_row (run_id, kind, n, key, place, label, phone, name, email, block, room, service, fault, raw)
    SELECT run, 'customer', row_number() OVER (ORDER BY x.n), coalesce(x.id, x.email, 'line ' || x.n), x.place, coalesce(x.name, x.email), console.phone_stored(x.phone),
           x.name, x.email, x.block, x.room, 'pppoe', CASE WHEN x.email IS NULL THEN 'has no e-mail address, by which the other files name it' END, x.raw
      FROM (SELECT o.n, o.place, o.raw, console.import_field(o.raw, 'id') AS id, lower(console.import_field(o.raw, 'email')) AS email,
                   console.import_field(o.raw, 'nama') AS name, console.import_field(o.raw, 'no_telp', 'No Telepon') AS phone,
                   console.import_field(o.raw, 'blok') AS block, console.import_field(o.raw, 'unit') AS room
              FROM console.import_once(run, 'pelanggan') o) x;
    -- files are joined by it: two of one address would get each other's lines
    UPDATE console.import_row r SET fault = 'another customer has its e-mail address'
      FROM (SELECT c.email, min(c.n) AS first FROM console.import_row c WHERE c.run_id = run AND c.kind = 'customer' GROUP BY c.email HAVING count(*) > 1) d
     WHERE r.run_id = run AND r.kind = 'customer' AND r.email = d.email AND r.n > d.first AND r.fault IS NULL
$$;

-- Subscriptions as they stand there, with what is known of their packages' prices.
CREATE FUNCTION console.import_jelantik_stage(run bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    CREATE TEMP TABLE jelantik_sub ON COMMIT DROP AS
    SELECT x.*, c.key AS customer, row_number() OVER (PARTITION BY x.email, lower(x.package) ORDER BY x.n) AS nth
      FROM (SELECT o.n, o.place, o.raw, lower(console.import_field(o.raw, 'Email Pelanggan', 'email_pelanggan')) AS email,
                   console.import_field(o.raw, 'Nama Pelanggan') AS name, console.import_field(o.raw, 'Paket Layanan', 'nama_paket_layanan') AS package,
                   console.import_field(o.raw, 'Status') AS status, console.import_field(o.raw, 'Metode Pembayaran', 'metode_pembayaran') AS method,
                   console.import_rp(console.import_field(o.raw, 'Harga')) AS rp, console.import_field(o.raw, 'id_brand', 'Brand') AS brand
              FROM console.import_once(run, 'langganan') o) x
      LEFT JOIN console.import_row c ON c.run_id = run AND c.kind = 'customer' AND c.email = x.email AND c.fault IS NULL;
    CREATE TEMP TABLE jelantik_line ON COMMIT DROP AS
    SELECT x.*, c.key AS customer
      FROM (SELECT o.n, o.place, o.raw, lower(console.import_field(o.raw, 'Email Pelanggan', 'email_pelanggan')) AS email,
                   -- its blanks are part of a name
                   coalesce(o.raw ->> 'ID Pelanggan (PPPoE)', o.raw ->> 'id_pelanggan') AS secret, console.import_field(o.raw, 'Profile PPPoE', 'profile_pppoe') AS profile,
                   console.import_field(o.raw, 'IP Pelanggan', 'ip_pelanggan') AS address,
                   console.import_field(o.raw, 'Nama Mikrotik Server', 'olt') AS router
              FROM console.import_once(run, 'data_teknis') o) x
      LEFT JOIN console.import_row c ON c.run_id = run AND c.kind = 'customer' AND c.email = x.email AND c.fault IS NULL;
    CREATE TEMP TABLE jelantik_bill ON COMMIT DROP AS
    SELECT x.*, coalesce(c.key, l.customer) AS customer, c.key IS NOT NULL AND l.customer IS NOT NULL AND c.key <> l.customer AS is_torn
      FROM (SELECT o.n, o.place, o.raw, console.import_field(o.raw, 'ID Invoice') AS id, o.raw ->> 'Nomor Invoice' AS number,
                   lower(console.import_field(o.raw, 'Email')) AS email, o.raw ->> 'ID Pelanggan' AS secret,
                   console.import_rp(console.import_field(o.raw, 'Total Harga')) AS rp, console.import_field(o.raw, 'Status Invoice') AS status,
                   console.import_day(console.import_field(o.raw, 'Tanggal Invoice')) AS issued_on,
                   console.import_day(console.import_field(o.raw, 'Tanggal Jatuh Tempo')) AS due_on, console.import_field(o.raw, 'Brand') AS brand,
                   console.import_field(o.raw, 'Nama Pelanggan') AS name
              FROM console.import_once(run, 'invoice') o) x
      LEFT JOIN console.import_row c ON c.run_id = run AND c.kind = 'customer' AND c.email = x.email AND c.fault IS NULL
      LEFT JOIN (SELECT j.secret, min(j.customer) AS customer FROM pg_temp.jelantik_line j GROUP BY 1 HAVING count(*) = 1) l ON l.secret = x.secret;
    ANALYZE pg_temp.jelantik_sub;
    ANALYZE pg_temp.jelantik_line;
    ANALYZE pg_temp.jelantik_bill;
END $$;

-- No file has the price of a package: first prices are part of a month, or with tax, or without it where they were imported there.
CREATE FUNCTION console.import_jelantik_packages(run bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    told text;
    count bigint;
BEGIN
    CREATE TEMP TABLE jelantik_price ON COMMIT DROP AS
    WITH said AS (
        SELECT lower(s.package) AS key, min(s.package) AS name, s.rp, count(*) AS rows, count(*) FILTER (WHERE s.method = 'Otomatis') AS whole
          FROM pg_temp.jelantik_sub s WHERE s.package IS NOT NULL GROUP BY lower(s.package), s.rp
    )
    SELECT s.key, min(s.name) AS name, (array_agg(s.rp ORDER BY s.whole DESC, s.rows DESC, s.rp DESC) FILTER (WHERE s.rp > 0 AND s.whole > 0))[1] AS usual,
           sum(s.rows) AS rows, string_agg(console.rp_text(s.rp) || ' x ' || s.rows, ', ' ORDER BY s.rows DESC, s.rp DESC) FILTER (WHERE s.rp IS NOT NULL) AS said
      FROM said s GROUP BY s.key;
    SELECT count(*), string_agg(p.name || ': ' || coalesce(p.said, 'none'), '; ' ORDER BY p.key) INTO count, told FROM pg_temp.jelantik_price p;
    PERFORM console.import_ask(run, 20, 'prices', count, 'packages have their price of a month in no file: usual takes the commonest first price; row=PACKAGE gives one an amount', told, '{}');
    PERFORM console.import_ask(run, 21, 'price_tax', count, 'prices of packages may have the tax in them', told, '{with,without}');
    PERFORM console.import_ask(run, 22, 'tax', count, 'packages and invoices are taxed by a percentage that is in no file', NULL, '{}');
    INSERT INTO console.import_row (run_id, kind, n, key, place, label, name, price_rp, quota_mb, days, tax_percent, question)
    SELECT run, 'package', row_number() OVER (ORDER BY p.key), p.key, 'langganan', p.name, p.name,
           CASE WHEN w.with_tax THEN (SELECT t.base_rp FROM console.tax_split(a.rp, 'percent', w.tax, true) t) ELSE a.rp END, 0, 30, w.tax,
           CASE WHEN a.rp IS NULL THEN 'prices' WHEN w.with_tax IS NULL THEN 'price_tax' WHEN w.tax IS NULL THEN 'tax' END
      FROM pg_temp.jelantik_price p
     CROSS JOIN (SELECT console.import_answered(run, 'price_tax') = 'with' AS with_tax, console.import_answered(run, 'tax')::numeric AS tax) w
     CROSS JOIN LATERAL (SELECT CASE x.answer WHEN 'usual' THEN p.usual ELSE console.import_rp(x.answer) END AS rp
                           FROM (SELECT console.import_answered(run, 'prices', p.key) AS answer) x) a;
END $$;

CREATE FUNCTION console.import_jelantik_subscriptions(run bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    tax CONSTANT numeric := console.import_answered(run, 'tax')::numeric;
    bill_from CONSTANT text := console.import_answered(run, 'bill_from');
    suspended CONSTANT text := console.import_answered(run, 'suspended_billing');
    owed bigint;
BEGIN
    PERFORM console.import_ask(run, 30, 'bill_from', count(*), 'subscriptions are billed here from some month on: the first that is not billed there', NULL, '{}')
       FROM pg_temp.jelantik_sub s WHERE s.status IS DISTINCT FROM 'Berhenti';
    PERFORM console.import_ask(run, 31, 'suspended_billing', count(*), 'subscriptions are suspended there: billed here, or paused until you resume them', NULL, '{billed,paused}')
       FROM pg_temp.jelantik_sub s WHERE s.status = 'Suspended';
    SELECT count(*) INTO owed FROM pg_temp.jelantik_bill b WHERE b.status <> 'Lunas'
       AND EXISTS (SELECT FROM pg_temp.jelantik_sub s WHERE s.email = b.email AND s.status = 'Berhenti');
    PERFORM console.import_ask(run, 32, 'stopped', count(*), 'subscriptions are stopped there', owed || ' open invoices are of them', '{take,skip}')
       FROM pg_temp.jelantik_sub s WHERE s.status = 'Berhenti';
    INSERT INTO console.import_row (run_id, kind, n, key, customer, package, place, label, price_rp, tax_percent, due_day, starts_on, status, brand, question, left_why, fault, raw)
    SELECT run, 'subscription', row_number() OVER (ORDER BY s.n), coalesce(s.customer, s.email, s.place) || ':' || coalesce(lower(s.package), '') || ':' || s.nth, coalesce(s.customer, '?' || s.email),
           lower(s.package), s.place, concat_ws(' · ', s.name, s.package), p.price_rp, tax, 1,
           CASE WHEN s.status = 'Berhenti' THEN console.month_of(console.today()) ELSE (bill_from || '-01')::date END,
           CASE s.status WHEN 'Aktif' THEN 'active' WHEN 'Berhenti' THEN 'ended' WHEN 'Suspended' THEN CASE suspended WHEN 'paused' THEN 'paused' ELSE 'active' END END,
           coalesce(s.brand, b.brand, d.brand, k.brand_code, '-'),
           CASE WHEN s.status = 'Berhenti' AND console.import_answered(run, 'stopped') IS NULL THEN 'stopped'
                WHEN s.status <> 'Berhenti' AND bill_from IS NULL THEN 'bill_from'
                WHEN s.status = 'Suspended' AND suspended IS NULL THEN 'suspended_billing' END,
           CASE WHEN s.status = 'Berhenti' AND console.import_answered(run, 'stopped') = 'skip' THEN 'is stopped there' END,
           CASE WHEN s.email IS NULL OR s.email = 'n/a' THEN 'names no customer'
                WHEN s.package IS NULL THEN 'names no package'
                WHEN coalesce(s.status, '') NOT IN ('Aktif', 'Suspended', 'Berhenti') THEN 'is in a state that is not known: ' || coalesce(s.status, '-') END, s.raw
      FROM pg_temp.jelantik_sub s
      LEFT JOIN console.import_row p ON p.run_id = run AND p.kind = 'package' AND p.key = lower(s.package)
      LEFT JOIN (SELECT c.key, console.import_field(c.raw, 'id_brand', 'ID Brand') AS brand_code FROM console.import_row c WHERE c.run_id = run AND c.kind = 'customer') k
             ON k.key = s.customer
      LEFT JOIN (SELECT x.customer, min(x.brand) AS brand FROM pg_temp.jelantik_bill x GROUP BY 1) b ON b.customer = s.customer
      -- customers have a code of their brand, invoices its name
      LEFT JOIN (SELECT console.import_field(c.raw, 'id_brand', 'ID Brand') AS brand_code, mode() WITHIN GROUP (ORDER BY x.brand) AS brand
                   FROM pg_temp.jelantik_bill x
                   JOIN console.import_row c ON c.run_id = run AND c.kind = 'customer' AND c.key = x.customer
                  WHERE x.brand IS NOT NULL GROUP BY 1) d ON d.brand_code = k.brand_code;
    -- who has nothing but what was stopped, and is left out with it, owes nothing here
    UPDATE console.import_row c SET left_why = 'is stopped there'
     WHERE c.run_id = run AND c.kind = 'customer' AND c.fault IS NULL AND console.import_answered(run, 'stopped') = 'skip'
       AND EXISTS (SELECT FROM pg_temp.jelantik_sub s WHERE s.customer = c.key)
       AND NOT EXISTS (SELECT FROM pg_temp.jelantik_sub s WHERE s.customer = c.key AND s.status IS DISTINCT FROM 'Berhenti');
END $$;

CREATE FUNCTION console.import_jelantik_lines(run bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO console.import_row (run_id, kind, n, key, customer, place, label, router, secret, profile, address, fault, raw)
    SELECT run, 'line', row_number() OVER (ORDER BY l.n), coalesce(l.customer, l.email, l.place) || ':' || coalesce(l.secret, ''), coalesce(l.customer, '?' || l.email), l.place, l.secret, l.router, l.secret,
           l.profile, CASE WHEN l.address ~ '^((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\.|$)){4}$' THEN l.address END,
           CASE WHEN l.email IS NULL THEN 'names no customer' WHEN coalesce(btrim(l.secret), '') = '' THEN 'has no name'
                WHEN l.router IS NULL THEN 'names no router' END, l.raw
      FROM pg_temp.jelantik_line l;
END $$;

-- Kadaluarsa is what is owed by who was suspended, and by whose link was over: nobody can tell.
CREATE FUNCTION console.import_jelantik_invoices(run bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    over CONSTANT text := coalesce(console.import_answered(run, 'kadaluarsa'), 'quiet');
    tax CONSTANT numeric := console.import_answered(run, 'tax')::numeric;
    told text;
    count bigint;
BEGIN
    SELECT count(*), string_agg(x.number || ' ' || console.rp_text(x.rp), '; ' ORDER BY x.n) FILTER (WHERE x.place <= 3) INTO count, told
      FROM (SELECT b.*, row_number() OVER (ORDER BY b.n) AS place FROM pg_temp.jelantik_bill b WHERE b.status IN ('Kadaluarsa', 'Expired')) AS x (n, p, raw, id, number, email, secret, rp, status, issued_on, due_on, brand, name, customer, is_torn, place);
    PERFORM console.import_ask(run, 40, 'kadaluarsa', count,
                               'invoices are Kadaluarsa: open debt of who was suspended, or a link that was over: quiet keeps them owed and reminds nobody, owed treats them like others, settled leaves them out',
                               told, '{quiet,owed,settled}', 'quiet');
    INSERT INTO console.import_row (run_id, kind, n, key, customer, place, label, number, amount_rp, tax_percent, issued_on, due_on, period, status, is_quiet, brand, question, left_why, fault, raw)
    SELECT run, 'invoice', row_number() OVER (ORDER BY b.n), coalesce(b.id, b.number, b.place), coalesce(b.customer, '?' || coalesce(b.email, b.secret)), b.place, b.number, b.number, b.rp, tax,
           coalesce(b.issued_on, b.due_on), b.due_on, console.month_of(b.due_on),
           CASE b.status WHEN 'Lunas' THEN 'paid' WHEN 'Belum Dibayar' THEN 'unpaid' ELSE 'expired' END, b.status IN ('Kadaluarsa', 'Expired') AND over = 'quiet',
           coalesce(b.brand, '-'), CASE WHEN tax IS NULL AND b.status <> 'Lunas' THEN 'tax' END,
           CASE WHEN b.status = 'Lunas' THEN 'is paid there' WHEN b.status = 'Batal' THEN 'was cancelled there'
                WHEN b.status IN ('Kadaluarsa', 'Expired') AND over = 'settled' THEN 'is settled there' END,
           CASE WHEN b.status IN ('Lunas', 'Batal') THEN NULL
                WHEN coalesce(b.status, '') NOT IN ('Belum Dibayar', 'Kadaluarsa', 'Expired') THEN 'is in a state that is not known: ' || coalesce(b.status, '-')
                WHEN coalesce(btrim(b.number), '') = '' THEN 'has no number'
                WHEN char_length(b.number) > 191 OR b.number ~ '[[:cntrl:]]' THEN 'has a number that is no text of 191 characters'
                WHEN b.is_torn THEN 'names one customer by the e-mail address, and another one by the line'
                WHEN b.rp IS NULL THEN 'has an amount that is no whole rupiah'
                WHEN b.rp <= 0 THEN 'is of nothing'
                WHEN b.due_on IS NULL THEN 'has no due date' END, b.raw
      FROM pg_temp.jelantik_bill b;
END $$;

-- Who is suspended there: the router need not know of it.
CREATE FUNCTION console.import_jelantik_suspended(run bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    means CONSTANT text := console.import_answered(run, 'suspended');
    clear CONSTANT text := console.import_answered(run, 'suspended_clear');
    told text;
    count bigint;
    settled bigint;
BEGIN
    CREATE TEMP TABLE jelantik_out ON COMMIT DROP AS
    SELECT c.key, bool_or(l.seen IS NOT NULL) AS is_seen, bool_or((l.seen ->> 'is_off')::boolean OR lower(l.seen ->> 'profile') IN ('suspended', 'isolir')) AS is_off, o.why
      FROM console.import_row c
      LEFT JOIN pg_temp.jelantik_line j ON j.customer = c.key
      LEFT JOIN console.ppp_line l ON l.name = j.secret AND lower(l.router) = lower(coalesce(console.import_answered(run, 'routers', j.router), j.router))
      LEFT JOIN (SELECT DISTINCT ON (b.customer) b.customer, 'isolir_tagihan|invoice=' || b.number || '|jatuh_tempo=' || b.due_on || '|total_rp=' || b.amount_rp AS why
                   FROM console.import_row b
                  WHERE b.run_id = run AND b.kind = 'invoice' AND b.fault IS NULL AND b.left_why IS NULL AND b.due_on < console.today()
                  ORDER BY b.customer, b.due_on, b.number) o ON o.customer = c.key
     WHERE c.run_id = run AND c.kind = 'customer' AND c.fault IS NULL AND c.left_why IS NULL
       AND EXISTS (SELECT FROM pg_temp.jelantik_sub s WHERE s.customer = c.key AND s.status = 'Suspended')
       AND NOT EXISTS (SELECT FROM pg_temp.jelantik_sub s WHERE s.customer = c.key AND s.status = 'Aktif')
     GROUP BY c.key, o.why;
    SELECT count(*), count(*) FILTER (WHERE x.is_off) || ' are off on the router, ' || count(*) FILTER (WHERE x.is_seen AND NOT x.is_off) || ' are let in there, '
                     || count(*) FILTER (WHERE NOT x.is_seen) || ' were not seen there' INTO count, told FROM pg_temp.jelantik_out x;
    PERFORM console.import_ask(run, 50, 'suspended', count, 'customers are suspended there, which the router need not know', told, '{isolate,as_router,let_in}');
    SELECT count(*) INTO settled FROM pg_temp.jelantik_out x WHERE x.why IS NULL;
    PERFORM console.import_ask(run, 51, 'suspended_clear', settled, 'customers are suspended there and have no open invoice in the files', NULL, '{block,let_in}');
    UPDATE console.import_row c
       SET is_enabled = NOT (CASE means WHEN 'isolate' THEN true WHEN 'as_router' THEN coalesce(x.is_off, false) ELSE false END AND (x.why IS NOT NULL OR clear = 'block')),
           why_blocked = x.why,
           question = CASE WHEN means IS NULL THEN 'suspended' WHEN x.why IS NULL AND clear IS NULL THEN 'suspended_clear' ELSE c.question END
      FROM pg_temp.jelantik_out x
     WHERE c.run_id = run AND c.kind = 'customer' AND c.key = x.key;
END $$;

-- Exports end silently after so many rows.
CREATE FUNCTION console.import_jelantik_whole(run bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    customers CONSTANT bigint := (SELECT count(*) FROM console.import_row r WHERE r.run_id = run AND r.kind = 'customer');
    subs CONSTANT bigint := (SELECT count(*) FROM pg_temp.jelantik_sub);
    lines CONSTANT bigint := (SELECT count(*) FROM pg_temp.jelantik_line);
    bills CONSTANT bigint := (SELECT count(*) FROM pg_temp.jelantik_bill);
    missed CONSTANT bigint := (SELECT count(DISTINCT x.email) FROM (SELECT s.email, s.customer FROM pg_temp.jelantik_sub s UNION ALL SELECT l.email, l.customer FROM pg_temp.jelantik_line l) x
                                WHERE x.customer IS NULL AND x.email IS NOT NULL);
    unpaid bigint;
    unpaid_rp bigint;
    told text;
BEGIN
    SELECT count(*), coalesce(sum(b.rp), 0) INTO unpaid, unpaid_rp FROM pg_temp.jelantik_bill b WHERE b.status IN ('Belum Dibayar', 'Kadaluarsa', 'Expired');
    PERFORM console.import_ask(run, 10, 'screens', customers, 'customers were read: say what its own screens show, or unknown. Its exports end silently, and have no invoice without a link',
                               'customers=' || customers || ' subscriptions=' || subs || ' lines=' || lines || ' unpaid=' || unpaid || ' unpaid_rp=' || unpaid_rp, '{}');
    told := concat_ws('; ', CASE WHEN customers > 0 AND customers % 5000 = 0 THEN 'pelanggan has ' || customers || ' rows' END,
                      CASE WHEN lines > 0 AND lines % 1000 = 0 THEN 'data_teknis has ' || lines || ' rows' END,
                      CASE WHEN missed > 0 THEN missed || ' customers of the other files are not in pelanggan' END,
                      CASE WHEN lines < subs THEN subs - lines || ' subscriptions more than lines' END,
                      CASE WHEN bills = 0 THEN 'there is no file of invoices' END);
    PERFORM console.import_ask(run, 11, 'cut_off', CASE WHEN told = '' THEN 0 ELSE greatest(customers, 1) END,
                               'customers, and files that may be cut off: export them whole (limit=, skip=) and read them again, or say that they are complete', told, '{complete}');
    told := (SELECT string_agg(w.what || ': ' || w.there || ' on its screen, ' || w.file || ' in the files', '; ')
               FROM (VALUES ('customers', console.import_screen(run, 'customers'), customers), ('subscriptions', console.import_screen(run, 'subscriptions'), subs),
                            ('lines', console.import_screen(run, 'lines'), lines), ('unpaid', console.import_screen(run, 'unpaid'), unpaid),
                            ('unpaid_rp', console.import_screen(run, 'unpaid_rp'), unpaid_rp)) AS w (what, there, file)
              WHERE w.there <> w.file);
    PERFORM console.import_ask(run, 12, 'differs', CASE WHEN told IS NULL THEN 0 ELSE greatest(customers, 1) END,
                               'customers, and its screens show other counts than its files: export again, or say that they come along as they are', told, '{go_on}');
END $$;

CREATE FUNCTION console.import_jelantik_take(run bigint) RETURNS void LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
    DROP TABLE IF EXISTS pg_temp.jelantik_sub, pg_temp.jelantik_line, pg_temp.jelantik_bill, pg_temp.jelantik_price, pg_temp.jelantik_out;
    PERFORM console.import_jelantik_customers(run);
    ANALYZE console.import_row;
    PERFORM console.import_jelantik_stage(run);
    PERFORM console.import_jelantik_packages(run);
    PERFORM console.import_jelantik_subscriptions(run);
    PERFORM console.import_jelantik_lines(run);
    PERFORM console.import_jelantik_invoices(run);
    PERFORM console.import_jelantik_suspended(run);
    PERFORM console.import_jelantik_whole(run);
END $$;

CREATE FUNCTION console.import_jelantik_facts(run bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO console.import_fact (run_id, place, what, there, file, taken, is_rp)
    SELECT run, f.place, f.what, f.there, f.file, f.taken, f.is_rp
      FROM (SELECT 1, 'customers', console.import_screen(run, 'customers'), count(*), count(*) FILTER (WHERE r.verdict IN ('new', 'there')), false
              FROM console.import_row r WHERE r.run_id = run AND r.kind = 'customer'
            UNION ALL
            SELECT 2, 'subscriptions', console.import_screen(run, 'subscriptions'), count(*), count(*) FILTER (WHERE r.verdict IN ('new', 'there')), false
              FROM console.import_row r WHERE r.run_id = run AND r.kind = 'subscription'
            UNION ALL
            SELECT 3, 'lines', console.import_screen(run, 'lines'), count(*), count(*) FILTER (WHERE r.verdict IN ('new', 'there')), false
              FROM console.import_row r WHERE r.run_id = run AND r.kind = 'line'
            UNION ALL
            SELECT 4, 'open invoices', console.import_screen(run, 'unpaid'), count(*), count(*) FILTER (WHERE r.verdict IN ('new', 'there')), false
              FROM console.import_row r WHERE r.run_id = run AND r.kind = 'invoice' AND r.status IN ('unpaid', 'expired')
            UNION ALL
            SELECT 5, 'owed', console.import_screen(run, 'unpaid_rp'), coalesce(sum(r.amount_rp), 0), coalesce(sum(r.amount_rp) FILTER (WHERE r.verdict IN ('new', 'there')), 0), true
              FROM console.import_row r WHERE r.run_id = run AND r.kind = 'invoice' AND r.status IN ('unpaid', 'expired')) AS f (place, what, there, file, taken, is_rp)
$$;
