-- Makes packages of staged lines, and the rows of their profiles where there are none.
-- $1 operation uuid, $2 text[] first lines of parts, $3 import, $4 lines of a part
WITH wish AS MATERIALIZED (
    SELECT l.line, gen_random_uuid() AS id, l.name, l.price, l.quota, l.days, coalesce(l.active, true) AS is_active,
           coalesce(l.profile, console.package_profile_default(l.quota)) AS profile
      FROM unnest($2::text[]) AS p (first)
      JOIN console.import_packages l
           ON l.import_id = $3::bigint AND l.line >= p.first::bigint AND l.line < p.first::bigint + $4::bigint
     WHERE l.fault_kind IS NULL AND l.verdict = 'new'
), profile AS MATERIALIZED (
    SELECT w.profile, f.id, gen_random_uuid() AS new_id
      FROM (SELECT DISTINCT w.profile FROM wish w) w
      LEFT JOIN public.package_profiles f ON f.profile_name = w.profile
), entered AS (
    INSERT INTO public.package_profiles (id, profile_name)
    SELECT f.new_id, f.profile FROM profile f WHERE f.id IS NULL
), made AS (
    INSERT INTO public.packages (id, name, price, data_quota_gb, duration_days, profile_id, is_active)
    SELECT w.id, w.name, w.price, w.quota, w.days, coalesce(f.id, f.new_id), w.is_active
      FROM wish w
      JOIN profile f ON f.profile = w.profile
), counted AS (
    INSERT INTO console.package_tally (package_id, customers, sold, sold_rp) SELECT w.id, 0, 0, 0 FROM wish w
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
SELECT o.id, o.actor, o.action, 'package', w.id::text,
       jsonb_build_object('name', w.name, 'price', w.price, 'data_quota_gb', w.quota, 'duration_days', w.days,
                          'profile', w.profile, 'is_active', w.is_active),
       jsonb_build_object('import', $3::bigint, 'line', w.line)
  FROM console.operation o
 CROSS JOIN wish w
 WHERE o.id = $1::uuid
 ORDER BY w.line
