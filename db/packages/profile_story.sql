-- One profile whole; what is counted is counted now.
-- $1 its uuid
-- Columns: id, name, terms (NULL: nothing is set), states (NULL: for none), state (see profiles_list.sql), customers.
SELECT f.id, f.profile_name, console.profile_text(t.rate_limit, t.shared_users, t.session_timeout_s, t.address_list) AS terms,
       console.profile_states(f.profile_name) AS states,
       (SELECT CASE WHEN count(*) = 0 THEN 'unseen' WHEN bool_or(x.state = 'missing') THEN 'missing'
                    WHEN bool_or(x.state = 'differs') THEN 'differs' ELSE 'same' END
          FROM console.profile_on_routers(f.id) x) AS state,
       (SELECT count(*) FROM public.users u
         WHERE lower(coalesce(u.mikrotik_profile_name, '')) = lower(f.profile_name)) AS customers
  FROM public.package_profiles f
  LEFT JOIN console.profile_terms t ON t.profile_id = f.id
 WHERE f.id = $1::uuid
