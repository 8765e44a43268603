-- applies: always
-- What an import made is taken back: packages, subscriptions, entries of balances.

-- What an undo takes back as one: all of a customer, or a thing of its own.
CREATE FUNCTION console.undone_with(a console.audit_log) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE a.entity_type WHEN 'subscription' THEN a.entity_id ELSE coalesce(a.details ->> 'user_id', a.entity_id) END
$$;

-- Why that can't be done of one row of its audit; NULL: it can.
CREATE FUNCTION console.import_undo_refusal(a console.audit_log) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN a.entity_type = 'package' THEN console.package_remove_refusal(a.entity_id::uuid)
                WHEN a.entity_type = 'subscription' THEN
                    (SELECT 'was invoiced: end it instead'
                      WHERE EXISTS (SELECT FROM console.invoice i WHERE i.subscription_id = a.entity_id::uuid))
                WHEN a.entity_type = 'user' AND a.after ? 'balance_rp' THEN
                    (SELECT 'only ' || console.rp_text(k.rp) || ' are left on the balance'
                       FROM (SELECT console.balance_rp(a.entity_id::uuid) AS rp) k
                      WHERE k.rp < (SELECT sum(b.rp) FROM console.balance_entry b
                                     WHERE b.operation_id = a.operation_id AND b.user_id = a.entity_id::uuid)) END
$$;

-- What stands there now of what an import made, as its audit tells it; NULL: it is gone.
CREATE FUNCTION console.import_made(a console.audit_log) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN a.entity_type = 'package' THEN
                    (SELECT to_jsonb(p) || jsonb_build_object('profile', f.profile_name)
                       FROM public.packages p
                       LEFT JOIN public.package_profiles f ON f.id = p.profile_id
                      WHERE p.id = a.entity_id::uuid)
                WHEN a.entity_type = 'subscription' THEN
                    (SELECT console.subscription_facts(s) FROM console.subscription s WHERE s.id = a.entity_id::uuid)
                WHEN a.entity_type = 'user' AND a.after ? 'balance_rp' THEN a.after END
$$;

-- What it is called, and what it is: for a preview. NULL: nothing that has a name of its own.
CREATE FUNCTION console.import_made_text(a console.audit_log, OUT label text, OUT text text)
LANGUAGE sql STABLE AS $$
    SELECT CASE a.entity_type WHEN 'package' THEN a.after ->> 'name'
                              WHEN 'subscription' THEN
                                  (SELECT console.subscription_label(s) FROM console.subscription s WHERE s.id = a.entity_id::uuid) END,
           CASE a.entity_type WHEN 'package' THEN
                                  console.package_text((a.after ->> 'price')::bigint, (a.after ->> 'data_quota_gb')::numeric,
                                                       (a.after ->> 'duration_days')::integer, a.after ->> 'profile')
                              WHEN 'subscription' THEN
                                  (SELECT console.subscription_text(s) FROM console.subscription s WHERE s.id = a.entity_id::uuid) END
$$;

-- What the audit of an undo says of a balance: it need not be what it was, but so much less, or more. Neither, where the row
-- is not of a balance.
CREATE FUNCTION console.balance_booked_back(entity_type text, entity_id text, was jsonb, is_now jsonb, OUT before jsonb, OUT after jsonb)
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('balance_rp', k.rp),
           jsonb_build_object('balance_rp', k.rp - (is_now ->> 'balance_rp')::bigint + (was ->> 'balance_rp')::bigint)
      FROM (SELECT console.balance_rp(entity_id::uuid) AS rp WHERE entity_type = 'user' AND is_now ? 'balance_rp') k
$$;
