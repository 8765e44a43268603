-- Gives settings another value: the console's own here, the portal's where the portal reads them. What the portal
-- keeps encrypted stays.
-- $1 operation uuid, $2 text[] keys, $3 the value; - for the default
WITH wish AS MATERIALIZED (
    SELECT i.key, i.is_portal, console.setting(i.key) AS value,
           v.key IS NOT NULL OR nullif(btrim(s.setting_value), '') IS NOT NULL AS is_set,
           console.setting_written(i, $3) AS new_value, coalesce(b.value, i.fallback) AS fallback
      FROM console.setting_info i
      LEFT JOIN console.setting_value v ON v.key = i.key
      LEFT JOIN public.application_settings s ON s.setting_key = i.key AND i.is_portal
      LEFT JOIN LATERAL (SELECT p.value FROM console.portal_setting(i.key) p WHERE NOT i.is_portal) b ON true
     WHERE i.key = ANY ($2::text[]) AND NOT coalesce(s.is_encrypted, false)
), removed AS (
    DELETE FROM console.setting_value v USING wish w
     WHERE v.key = w.key AND (w.is_portal OR w.new_value IS NULL)
), own AS (
    INSERT INTO console.setting_value AS v (key, value)
    SELECT w.key, w.new_value FROM wish w WHERE NOT w.is_portal AND w.new_value IS NOT NULL
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()
), of_portal AS (
    INSERT INTO public.application_settings AS s (setting_key, setting_value, is_encrypted)
    SELECT w.key, w.new_value, false FROM wish w WHERE w.is_portal
    ON CONFLICT (setting_key) DO UPDATE SET setting_value = excluded.setting_value, updated_at = now()
     WHERE NOT s.is_encrypted
), followed AS (
    -- The way to the bank is brought to every router at once; the rest follows with the next reconcile.
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id)
    SELECT $1::uuid, 'router:' || r.name, 'garden', 'router', md5('garden:' || r.name)::uuid
      FROM console.router r
     WHERE r.is_enabled
       AND EXISTS (SELECT FROM wish w
                    WHERE w.key IN ('walled_garden_hosts', 'payment_bypass_list', 'payment_bypass_addresses'))
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'setting', w.key,
       jsonb_build_object('value', w.value, 'is_default', NOT w.is_set),
       jsonb_build_object('value', coalesce(w.new_value, w.fallback), 'is_default', w.new_value IS NULL)
  FROM console.operation o
 CROSS JOIN wish w
 CROSS JOIN (SELECT pg_notify('hotspot_console', 'settings')) told
 WHERE o.id = $1::uuid
 ORDER BY w.key
