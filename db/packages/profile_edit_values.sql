-- What stands in a profile that is about to be edited.
-- $1 uuid
-- Columns: name, rate, shared, session, list.
SELECT f.profile_name AS name, CASE t.rate_limit WHEN '' THEN 'unlimited' ELSE t.rate_limit END AS rate, t.shared_users AS shared,
       CASE t.session_timeout_s WHEN 0 THEN 'unlimited' ELSE console.ros_span(t.session_timeout_s) END AS session,
       CASE t.address_list WHEN '' THEN 'none' ELSE t.address_list END AS list
  FROM public.package_profiles f
  LEFT JOIN console.profile_terms t ON t.profile_id = f.id
 WHERE f.id = $1::uuid
