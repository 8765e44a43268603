-- Sample data for demo, tests and measurements: deterministic, set-based.
-- psql -v users=N -v online=M [-v north=P] -f sample.sql: N customers, of whom the first M have been seen on their router;
-- P of a hundred are served by hotspot2, the others by hotspot1.
-- Dates are relative to today. In every hundred customers each access status appears.
\set ON_ERROR_STOP on
\if :{?north}
\else
\set north 0
\endif
SET client_min_messages = warning;
SET synchronous_commit = off;
SET maintenance_work_mem = '512MB';
SET work_mem = '256MB';
BEGIN;

-- A number from 0 to below limit that looks random, the same in every run.
CREATE FUNCTION pg_temp.roll(i bigint, salt bigint, below bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT (hashint8extended(i, salt) & 2147483647) % below $$;
CREATE FUNCTION pg_temp.uuid_of(what text, i bigint) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT md5(what || i)::uuid $$;
CREATE FUNCTION pg_temp.pick(words text[], i bigint, salt bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT words[1 + (hashint8extended(i, salt) & 2147483647) % cardinality(words)] $$;

-- Plain indexes are faster made anew than kept up.
CREATE TEMP TABLE index_later ON COMMIT DROP AS
SELECT format('%I.%I', n.nspname, c.relname) AS name, pg_get_indexdef(x.indexrelid) AS definition
  FROM pg_index x
  JOIN pg_class c ON c.oid = x.indexrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE x.indrelid IN ('public.users'::regclass, 'public.user_devices'::regclass, 'public.transactions'::regclass)
   AND NOT x.indisunique AND :users > 20000;
DO $$
DECLARE doomed record;
BEGIN
    FOR doomed IN SELECT name FROM index_later LOOP EXECUTE 'DROP INDEX ' || doomed.name; END LOOP;
END $$;

INSERT INTO public.package_profiles (id, profile_name, description)
VALUES (pg_temp.uuid_of('profile', 1), 'default', 'Quota packages'),
       (pg_temp.uuid_of('profile', 2), 'unlimited', 'Packages without quota');

INSERT INTO public.packages (id, name, price, data_quota_gb, duration_days, profile_id, is_active)
VALUES (pg_temp.uuid_of('package', 1), 'Paket 10 GB', 100000, 10, 30, pg_temp.uuid_of('profile', 1), true),
       (pg_temp.uuid_of('package', 2), 'Paket 25 GB', 200000, 25, 30, pg_temp.uuid_of('profile', 1), true),
       (pg_temp.uuid_of('package', 3), 'Unlimited', 350000, 0, 30, pg_temp.uuid_of('profile', 2), true),
       (pg_temp.uuid_of('package', 4), 'Paket 5 GB (lama)', 60000, 5, 30, pg_temp.uuid_of('profile', 1), false);

-- One row a customer: what the other tables are derived from. kind spreads the access status.
CREATE TEMP TABLE sample ON COMMIT DROP AS
SELECT i, pg_temp.uuid_of('user', i) AS id, kind,
       CASE WHEN i % 10 < 6 THEN 1 ELSE 2 END AS package,
       CASE WHEN i % 10 < 6 THEN 10240 ELSE 25600 END * (1 + pg_temp.roll(i, 1, 3)) AS purchased_mb,
       CASE WHEN i % 10 = 0 THEN 0 WHEN i % 10 >= 8 THEN 2 ELSE 1 END AS device_count,
       CASE WHEN i % 100 < :north THEN 'hotspot2' ELSE 'hotspot1' END AS server,
       now() - make_interval(days => (1 + pg_temp.roll(i, 2, 700))::int) AS created_at
  FROM (SELECT i, CASE WHEN i * 37 % 100 < 2 THEN 'soft block'
                       WHEN i * 37 % 100 < 5 THEN 'blocked'
                       WHEN i * 37 % 100 < 6 THEN 'off'
                       WHEN i * 37 % 100 < 8 THEN 'pending'
                       WHEN i * 37 % 100 < 9 THEN 'rejected'
                       WHEN i * 37 % 100 < 15 THEN 'expired'
                       WHEN i * 37 % 100 < 20 THEN 'unlimited'
                       WHEN i * 37 % 100 < 24 THEN 'habis'
                       WHEN i * 37 % 100 < 29 THEN 'overdrawn'
                       WHEN i * 37 % 100 < 37 THEN 'fup'
                       ELSE 'active' END AS kind
          FROM generate_series(1, :users::bigint) AS i) k;
ANALYZE sample;

-- Debts: every fifth customer, one to three of them, the first sometimes paid or paid in part.
CREATE TEMP TABLE sample_debt ON COMMIT DROP AS
SELECT s.i, n, s.id AS user_id, d.amount_mb,
       CASE d.state WHEN 0 THEN d.amount_mb WHEN 1 THEN d.amount_mb / 4 ELSE 0 END AS paid_mb,
       d.state = 0 AS is_paid, d.price_rp,
       console.today() - (10 + 30 * (3 - n) + pg_temp.roll(s.i, 10, 10))::int AS debt_date
  FROM sample s
  CROSS JOIN LATERAL generate_series(1, 1 + pg_temp.roll(s.i, 3, 3)::int) AS n
  CROSS JOIN LATERAL (
      SELECT CASE WHEN s.kind = 'unlimited' THEN 1
                  ELSE (ARRAY[2048, 5120, 10240, 10240, 25600])[1 + pg_temp.roll(s.i, 20 + n, 5)] END::bigint AS amount_mb,
             CASE WHEN n = 1 THEN pg_temp.roll(s.i, 4, 4) WHEN s.kind = 'unlimited' THEN 2 ELSE pg_temp.roll(s.i, 30 + n, 5) END AS state,
             CASE WHEN s.kind = 'unlimited' THEN 350000
                  WHEN pg_temp.roll(s.i, 40 + n, 3) = 0 THEN (ARRAY[50000, 100000, 200000])[1 + pg_temp.roll(s.i, 5, 3)]
             END::bigint AS price_rp) d
 WHERE s.i % 5 = 2;
UPDATE sample_debt SET paid_mb = 0 WHERE amount_mb = 1 AND NOT is_paid;
ANALYZE sample_debt;

INSERT INTO public.users (id, phone_number, full_name, blok, kamar, is_active, role, approval_status, is_blocked, blocked_reason,
                          blocked_at, mikrotik_user_exists, mikrotik_server_name, mikrotik_profile_name, mikrotik_password,
                          total_quota_purchased_mb, total_quota_used_mb, auto_debt_offset_mb, manual_debt_mb,
                          manual_debt_updated_at, quota_expiry_date, is_unlimited_user, created_at, updated_at, approved_at,
                          last_login_at)
SELECT s.id,
       '+628' || (ARRAY['12', '13', '21', '52', '57', '78', '95', '11'])[1 + pg_temp.roll(s.i, 6, 8)]
              || lpad((s.i * 48271 % 99999989)::text, 8, '0'),
       CASE s.i
           WHEN 7 THEN E'Budi \x1b[31mMerah\x1b[0m \x1b]0;judul\x07\u202e gnubrekret\u200b\r\n\u009b5A'
           WHEN 8 THEN E'田中 さくら Re\u0301nata Ｗide 👩‍👧 Ñandú'
           ELSE pg_temp.pick(ARRAY['Budi', 'Siti', 'Agus', 'Dewi', 'Eko', 'Sri', 'Joko', 'Rina', 'Andi', 'Wati', 'Hendra', 'Lestari',
                                   'Rudi', 'Yanti', 'Bambang', 'Ningsih', 'Dedi', 'Fitri', 'Slamet', 'Nur', 'Ahmad', 'Ayu', 'Muhammad',
                                   'Indah', 'Teguh', 'Ratna', 'Wahyu', 'Maya', 'Iwan', 'Tuti', 'Fajar', 'Mega', 'Gilang', 'Putri',
                                   'Rizky', 'Bunga', 'Dimas', 'Kartika', 'Yusuf', 'Aminah'], s.i, 7)
             || ' ' ||
                pg_temp.pick(ARRAY['Santoso', 'Wijaya', 'Susanto', 'Setiawan', 'Hidayat', 'Saputra', 'Nugroho', 'Kusuma', 'Pratama',
                                   'Rahayu', 'Permana', 'Gunawan', 'Handayani', 'Siregar', 'Nasution', 'Lubis', 'Harahap', 'Simanjuntak',
                                   'Sihombing', 'Utami', 'Maulana', 'Firmansyah', 'Suryadi', 'Halim', 'Purnomo', 'Wibowo', 'Anggraini',
                                   'Suharto', 'Mulyani', 'Basuki'], s.i, 8)
             || CASE WHEN pg_temp.roll(s.i, 9, 4) = 0 THEN pg_temp.pick(ARRAY[' bin Ali', ' Jr.', ', S.Pd', ' (Warung)', ' S.'], s.i, 10)
                     ELSE '' END
       END,
       chr(65 + (s.i % 8)::int), (1 + s.i % 40)::text,
       s.kind NOT IN ('off', 'pending', 'rejected'),
       CASE WHEN s.i = 1 THEN 'SUPER_ADMIN' WHEN s.i = 2 THEN 'ADMIN' WHEN s.i % 50 = 3 THEN 'KOMANDAN' ELSE 'USER' END,
       CASE s.kind WHEN 'pending' THEN 'PENDING_APPROVAL' WHEN 'rejected' THEN 'REJECTED' ELSE 'APPROVED' END,
       s.kind IN ('blocked', 'soft block'),
       CASE s.kind WHEN 'soft block' THEN 'quota_debt_limit|auto_debt=10240'
                   WHEN 'blocked' THEN (ARRAY['Berbagi akun', 'tunggakan_overdue|30', 'quota_manual_debt_end_of_month|', 'Melanggar aturan'])
                                       [1 + pg_temp.roll(s.i, 11, 4)] END,
       CASE WHEN s.kind IN ('blocked', 'soft block') THEN now() - make_interval(hours => pg_temp.roll(s.i, 12, 500)::int) END,
       s.kind NOT IN ('pending', 'rejected'), s.server, 'default', lpad(pg_temp.roll(s.i, 13, 1000000)::text, 6, '0'),
       CASE WHEN s.kind IN ('pending', 'rejected') THEN 0 ELSE s.purchased_mb END,
       CASE WHEN s.kind IN ('pending', 'rejected') THEN 0
            WHEN s.kind = 'habis' THEN s.purchased_mb
            WHEN s.kind IN ('overdrawn', 'soft block') THEN s.purchased_mb + 100 + pg_temp.roll(s.i, 14, 12000) + pg_temp.roll(s.i, 15, 100) / 100.0
            WHEN s.kind = 'fup' THEN s.purchased_mb - 1 - pg_temp.roll(s.i, 14, 3000) - pg_temp.roll(s.i, 15, 100) / 100.0
            ELSE pg_temp.roll(s.i, 14, s.purchased_mb - 3100) + pg_temp.roll(s.i, 15, 100) / 100.0 END,
       CASE WHEN s.kind = 'overdrawn' AND s.i % 3 = 0 THEN 50 ELSE 0 END,
       coalesce(d.open_mb, 0), CASE WHEN d.open_mb > 0 THEN now() - interval '3 days' END,
       CASE WHEN s.kind IN ('pending', 'rejected') THEN NULL
            WHEN s.kind = 'expired' THEN now() - make_interval(hours => (1 + pg_temp.roll(s.i, 16, 400))::int)
            ELSE now() + make_interval(hours => (48 + pg_temp.roll(s.i, 16, 700))::int) END,
       s.kind = 'unlimited', s.created_at, s.created_at,
       CASE WHEN s.kind NOT IN ('pending', 'rejected') THEN s.created_at + interval '1 hour' END,
       CASE WHEN s.kind NOT IN ('pending', 'rejected') THEN now() - make_interval(mins => pg_temp.roll(s.i, 17, 20000)::int) END
  FROM sample s
  LEFT JOIN (SELECT user_id, sum(amount_mb - paid_mb) FILTER (WHERE NOT is_paid) AS open_mb
               FROM sample_debt GROUP BY user_id) d ON d.user_id = s.id;

INSERT INTO public.user_quota_debts (id, user_id, created_by_id, debt_date, due_date, amount_mb, paid_mb, price_rp, is_paid, paid_at,
                                     last_paid_source, note, created_at, updated_at)
SELECT pg_temp.uuid_of('debt', i * 10 + n), user_id, pg_temp.uuid_of('user', 1), debt_date, debt_date + 30, amount_mb, paid_mb,
       price_rp, is_paid, CASE WHEN is_paid THEN debt_date + interval '9 days' END, CASE WHEN paid_mb > 0 THEN 'manual' END,
       CASE WHEN amount_mb = 1 THEN 'Unlimited' WHEN n = 1 THEN 'Utang kuota' END, debt_date + interval '8 hours', debt_date + interval '8 hours'
  FROM sample_debt;

-- Devices: whoever is online has a host row on the router; its id, uptime and counter are the baseline.
INSERT INTO public.user_devices (id, user_id, mac_address, ip_address, last_bytes_total, last_bytes_updated_at, last_hotspot_host_id,
                                 last_hotspot_uptime_seconds, label, is_authorized, first_seen_at, last_seen_at)
SELECT pg_temp.uuid_of('device', number), user_id,
       '02:' || upper(regexp_replace(lpad(to_hex(number), 10, '0'), '(..)(?=.)', '\1:', 'g')),
       CASE WHEN is_known THEN host('10.16.0.0'::inet + number) END,
       CASE WHEN is_online THEN (5 + pg_temp.roll(number, 50, 4000)) * 1048576 + pg_temp.roll(number, 51, 1048576) END,
       CASE WHEN is_online THEN now() - interval '40 seconds' END,
       CASE WHEN is_online THEN '*' || upper(to_hex(row_number() OVER (PARTITION BY is_online, server ORDER BY number))) END,
       CASE WHEN is_online THEN (60 + pg_temp.roll(number, 52, 86000))::int END,
       pg_temp.pick(ARRAY['HP', 'Laptop', 'Tablet', 'TV'], number, 53), pg_temp.roll(number, 54, 25) > 0,
       created_at, CASE WHEN is_online THEN now() - interval '40 seconds' ELSE now() - interval '9 days' END
  FROM (SELECT s.i * 2 + n AS number, s.id AS user_id, s.created_at, s.server,
               pg_temp.roll(s.i * 2 + n, 55, 25) > 0 AS is_known,
               pg_temp.roll(s.i * 2 + n, 55, 25) > 0 AND pg_temp.roll(s.i * 2 + n, 56, 10) < 7 AND s.i <= :online
                   AND s.kind NOT IN ('off', 'pending', 'rejected') AS is_online
          FROM sample s CROSS JOIN LATERAL generate_series(0, s.device_count - 1) AS n) d;

-- A month for some, a week for more.
INSERT INTO public.daily_usage_logs (user_id, log_date, usage_mb)
SELECT s.id, console.today() - day, (20 + pg_temp.roll(s.i, 60 + day, 900)) * (1 + pg_temp.roll(s.i, 100 + day / 7, 3))
                                 + pg_temp.roll(s.i, 70 + day, 100) / 100.0
  FROM sample s CROSS JOIN generate_series(0, CASE WHEN s.i <= 5000 THEN 29 ELSE 6 END) AS day
 WHERE s.i <= 50000 AND s.kind IN ('active', 'fup', 'unlimited', 'habis', 'overdrawn') AND s.i % 3 > 0
   AND (day < 7 OR pg_temp.roll(s.i, 200 + day, 9) > 0)
 ORDER BY day DESC, s.id; -- as they come, day by day

INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, midtrans_transaction_id, amount, status, payment_method,
                                 payment_time, expiry_time, created_at, updated_at)
SELECT pg_temp.uuid_of('transaction', i), id, pg_temp.uuid_of('package', package),
       'BELI-' || upper(left(md5('order' || i), 12)), pg_temp.uuid_of('midtrans', i)::text, package * 100000, status,
       CASE WHEN status <> 'UNKNOWN' THEN (ARRAY['qris', 'gopay', 'bca_va', 'shopeepay'])[1 + pg_temp.roll(i, 81, 4)] END,
       CASE WHEN status = 'SUCCESS' THEN at + interval '4 minutes' END, at + interval '15 minutes', at, at + interval '4 minutes'
  FROM (SELECT *, CASE WHEN i % 60 = 4 THEN now() - interval '3 minutes'
                       ELSE now() - make_interval(mins => (30 + pg_temp.roll(i, 82, 40000))::int) END AS at,
               CASE WHEN i % 60 = 4 THEN 'PENDING'
                    ELSE (ARRAY['SUCCESS', 'SUCCESS', 'SUCCESS', 'SUCCESS', 'EXPIRED', 'FAILED', 'CANCELLED', 'SUCCESS'])
                         [1 + pg_temp.roll(i, 80, 8)] END AS status
          FROM sample WHERE i % 4 = 0 AND i <= 400000 AND kind NOT IN ('pending', 'rejected')) t;

DO $$
DECLARE made record;
BEGIN
    FOR made IN SELECT definition FROM index_later LOOP EXECUTE made.definition; END LOOP;
END $$;
COMMIT;
VACUUM (ANALYZE);
