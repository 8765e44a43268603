-- Judges the staged lines of packages.
-- $1 import
WITH line AS MATERIALIZED (
    SELECT l.ctid AS place, l.line, l.name, l.price, l.quota, l.days, l.profile,
           min(l.line) OVER n AS first_name, max(l.line) OVER n AS last_name
      FROM console.import_packages l
     WHERE l.import_id = $1::bigint AND (l.fault_kind IS NULL OR l.verdict = 'judged')
    WINDOW n AS (PARTITION BY lower(l.name))
), judged AS (
    SELECT l.place,
           CASE WHEN l.first_name <> l.last_name THEN 'twice'
                WHEN l.profile IS NOT NULL AND NOT console.profile_is_known(l.profile) THEN 'unknown' END AS fault_kind,
           CASE WHEN l.first_name <> l.last_name THEN 'name: ' || console.import_other_line(l.line, l.first_name, l.last_name)
                WHEN l.profile IS NOT NULL AND NOT console.profile_is_known(l.profile)
                THEN 'there is no profile ' || l.profile || ': add it first' END AS fault,
           CASE WHEN p.id IS NULL THEN 'new'
                WHEN (p.name, p.price, p.data_quota_gb, p.duration_days, coalesce(l.profile, f.profile_name))
                     = (l.name, l.price, l.quota, l.days, f.profile_name) THEN 'same' ELSE 'kept' END AS verdict
      FROM line l
      LEFT JOIN public.packages p ON lower(p.name) = lower(l.name)
      LEFT JOIN public.package_profiles f ON f.id = p.profile_id
)
UPDATE console.import_packages l
   SET fault_kind = j.fault_kind, fault = j.fault,
       verdict = CASE WHEN j.fault_kind IS NOT NULL THEN 'judged' ELSE j.verdict END
  FROM judged j
 WHERE l.ctid = j.place
