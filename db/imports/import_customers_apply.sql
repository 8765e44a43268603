-- Makes customers of staged lines, approved and enabled, each with a hotspot password and a device if the line names one;
-- brings those who are there already to what their lines say, where that was wished for. The audit of one who is made
-- says what a customer would be who is not: deactivated. So does an undo.
-- $1 operation uuid, $2 text[] first lines of parts, $3 import, $4 lines of a part
WITH line AS MATERIALIZED (
    SELECT l.line, l.verdict, l.user_id, l.phone, l.name, l.block, l.room, l.server, l.package, l.quota, l.used, l.expires,
           l.password, l.mac, l.address, l.label
      FROM unnest($2::text[]) AS p (first)
      JOIN console.import_customers l
           ON l.import_id = $3::bigint AND l.line >= p.first::bigint AND l.line < p.first::bigint + $4::bigint
     WHERE l.fault_kind IS NULL AND l.verdict IN ('new', 'update')
), block AS MATERIALIZED (
    SELECT b.block, console.block_stored(b.block) AS stored FROM (SELECT DISTINCT l.block FROM line l) b
), room AS MATERIALIZED (
    SELECT r.room, console.room_stored(r.room) AS stored FROM (SELECT DISTINCT l.room FROM line l) r
), terms AS MATERIALIZED (
    SELECT k.package, t.profile_name, t.is_unlimited, t.quota_mb, t.duration_days
      FROM (SELECT DISTINCT l.package FROM line l WHERE l.package IS NOT NULL) k
     CROSS JOIN LATERAL console.package_terms(k.package) t
), draft AS MATERIALIZED (
    SELECT l.line, l.verdict, l.user_id AS id, l.phone AS phone_number, l.name AS full_name, b.stored AS blok,
           r.stored AS kamar, l.server AS mikrotik_server_name, t.profile_name AS mikrotik_profile_name,
           coalesce(l.quota, t.quota_mb, 0)::bigint AS total_quota_purchased_mb, coalesce(l.used, 0) AS total_quota_used_mb,
           CASE WHEN length(l.expires) = 10 THEN console.day_end(l.expires::date)
                WHEN substr(l.expires, 11) ~ '[Z+-]' THEN l.expires::timestamptz
                WHEN l.expires IS NOT NULL THEN l.expires::timestamp AT TIME ZONE console.zone()
                ELSE now() + make_interval(days => t.duration_days) END AS quota_expiry_date,
           coalesce(t.is_unlimited, false) AS is_unlimited_user, l.password, l.mac, l.address, l.label
      FROM line l
      LEFT JOIN block b ON b.block = l.block
      LEFT JOIN room r ON r.room = l.room
      LEFT JOIN terms t ON t.package = l.package
), made AS (
    INSERT INTO public.users (id, phone_number, full_name, blok, kamar, is_active, role, approval_status, approved_at,
                              is_blocked, mikrotik_server_name, mikrotik_profile_name, mikrotik_password,
                              total_quota_purchased_mb, total_quota_used_mb, quota_expiry_date, is_unlimited_user)
    SELECT d.id, d.phone_number, d.full_name, d.blok, d.kamar, true, 'USER', 'APPROVED', now(), false,
           d.mikrotik_server_name, d.mikrotik_profile_name, coalesce(d.password, console.random_pin()),
           d.total_quota_purchased_mb, d.total_quota_used_mb, d.quota_expiry_date, d.is_unlimited_user
      FROM draft d
     WHERE d.verdict = 'new'
), change AS MATERIALIZED (
    SELECT d.line, u.id, to_jsonb(u) AS present, w.wish
      FROM draft d
      JOIN public.users u ON u.id = d.id
     CROSS JOIN LATERAL (
           SELECT jsonb_strip_nulls(jsonb_build_object('full_name', d.full_name, 'blok', d.blok, 'kamar', d.kamar,
                                                       'mikrotik_server_name', d.mikrotik_server_name)) AS wish) w
     WHERE d.verdict = 'update'
), changed AS (
    UPDATE public.users u
       SET full_name = coalesce(c.wish ->> 'full_name', u.full_name), blok = coalesce(c.wish ->> 'blok', u.blok),
           kamar = coalesce(c.wish ->> 'kamar', u.kamar),
           mikrotik_server_name = coalesce(c.wish ->> 'mikrotik_server_name', u.mikrotik_server_name), updated_at = now()
      FROM change c
     WHERE u.id = c.id
), given AS (
    INSERT INTO public.user_devices (id, user_id, mac_address, ip_address, label, is_authorized, authorized_at)
    SELECT gen_random_uuid(), d.id, d.mac, d.address, d.label, true, now()
      FROM draft d
     WHERE d.mac IS NOT NULL
       AND (d.verdict = 'new' OR NOT EXISTS (SELECT FROM public.user_devices v
                                              WHERE v.user_id = d.id AND upper(replace(v.mac_address, '-', ':')) = d.mac))
), told AS (
    SELECT d.line, d.id, jsonb_build_object('is_active', false) AS before,
           jsonb_build_object('phone_number', d.phone_number, 'full_name', d.full_name, 'blok', d.blok, 'kamar', d.kamar,
                              'is_active', true, 'approval_status', 'APPROVED', 'is_blocked', false,
                              'mikrotik_server_name', d.mikrotik_server_name,
                              'mikrotik_profile_name', d.mikrotik_profile_name,
                              'total_quota_purchased_mb', d.total_quota_purchased_mb,
                              'total_quota_used_mb', d.total_quota_used_mb::numeric(15,2),
                              'quota_expiry_date', d.quota_expiry_date, 'is_unlimited_user', d.is_unlimited_user) AS after,
           jsonb_strip_nulls(jsonb_build_object('import', $3::bigint, 'line', d.line, 'made', true, 'mac', d.mac)) AS details
      FROM draft d
     WHERE d.verdict = 'new'
    UNION ALL
    SELECT c.line, c.id, b.before, b.after, jsonb_build_object('import', $3::bigint, 'line', c.line)
      FROM change c
     CROSS JOIN LATERAL (
           SELECT coalesce(jsonb_object_agg(x.key, c.present -> x.key), '{}') AS before,
                  coalesce(jsonb_object_agg(x.key, x.value), '{}') AS after
             FROM jsonb_each(c.wish) x
            WHERE c.present -> x.key IS DISTINCT FROM x.value) b
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'user', t.id::text, t.before, t.after, t.details
  FROM console.operation o
 CROSS JOIN told t
 WHERE o.id = $1::uuid
 ORDER BY t.line
