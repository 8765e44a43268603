-- The profiles that a package can have: those that are entered here, with what they grant, and those that routers have beside.
-- Columns: value, label.
SELECT k.name AS value,
       'profile ' || k.name || coalesce(' · ' || min(console.profile_text(t.rate_limit, t.shared_users, t.session_timeout_s, t.address_list)), '')
           AS label
  FROM (SELECT f.profile_name::text AS name, f.id FROM public.package_profiles f
        UNION ALL SELECT r.name, NULL FROM console.router_profile r) k
  LEFT JOIN console.profile_terms t ON t.profile_id = k.id
 GROUP BY k.name
 ORDER BY lower(k.name), k.name
