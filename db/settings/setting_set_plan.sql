-- Whether a value fits settings, and what it would change.
-- $1 text[] keys, $2 the value; - for the default
-- Columns: id, refusal, label, before, after, note.
WITH wish AS MATERIALIZED (
    SELECT k.key, i.kind, i.fallback, i.minimum, i.maximum, i.choices, i.key IS NOT NULL AS is_known,
           coalesce(s.is_encrypted, false) AS is_encrypted, console.setting(i.key) AS value,
           coalesce(console.setting_written(i, $2), b.value, i.fallback) AS new_value, b.value IS NOT NULL AS is_portals,
           count(*) OVER () AS selected, $2 = '-' AS is_default,
           console.setting_misfit(i, console.setting_written(i, $2)) AS misfit,
           v.key IS NOT NULL OR nullif(btrim(s.setting_value), '') IS NOT NULL AS is_set
      FROM (SELECT DISTINCT unnest($1::text[]) AS key) k
      LEFT JOIN console.setting_info i ON i.key = k.key
      LEFT JOIN console.setting_value v ON v.key = i.key
      LEFT JOIN public.application_settings s ON s.setting_key = i.key AND i.is_portal
      LEFT JOIN LATERAL (SELECT p.value FROM console.portal_setting(i.key) p WHERE NOT i.is_portal) b ON true
), judged AS (
    SELECT w.*,
           CASE WHEN NOT w.is_known THEN 'there is no such setting'
                WHEN w.kind = 'text' AND w.selected > 1 THEN 'is a text: change it alone'
                WHEN w.is_encrypted THEN 'the portal keeps it encrypted: change it there'
                WHEN w.is_default AND NOT w.is_set THEN
                    CASE WHEN w.is_portals THEN 'is as the portal has it already' ELSE 'is at its default already' END
                WHEN w.is_default THEN NULL
                WHEN w.misfit IS NOT NULL THEN w.misfit
                WHEN w.kind = 'zone' AND NOT EXISTS (SELECT FROM console.time_zone z WHERE z.name = w.new_value) THEN
                    'is no time zone that the database''s server knows: Asia/Jakarta, Asia/Makassar and Asia/Jayapura are'
                WHEN w.key = 'payment_bypass_list'
                     AND w.new_value IN (SELECT r.list_name FROM console.access_rule() r) THEN
                    'is the list of a state of users: their entries are ours to remove'
                WHEN w.key LIKE 'MIKROTIK\_ADDRESS\_LIST\_%'
                     AND w.new_value = console.setting('payment_bypass_list') THEN
                    'is the list of the networks that everybody may reach to pay'
                WHEN w.is_set AND w.value = w.new_value THEN 'is ' || w.value || ' already' END AS refusal,
           w.key LIKE 'MIKROTIK\_%'
               OR w.key IN ('HOTSPOT_BYPASS_STATUSES', 'QUOTA_FUP_THRESHOLD_MB', 'list_timeout_s',
                            'walled_garden_hosts', 'payment_bypass_list', 'payment_bypass_addresses')
               AS changes_routers
      FROM wish w
)
SELECT j.key AS id, j.refusal, j.key AS label, j.value AS before,
       CASE WHEN j.is_default AND j.is_portals THEN j.new_value || ' (portal)'
            WHEN j.is_default THEN j.fallback || ' (default)' ELSE j.new_value END AS after,
       CASE WHEN j.refusal IS NULL AND j.changes_routers
                 AND j.key = min(j.key) FILTER (WHERE j.refusal IS NULL AND j.changes_routers) OVER () THEN
           'routers follow with the next reconcile'
           || CASE WHEN console.setting('reconcile_policy') <> 'mend'
                   THEN ', by hand: reconcile_policy is ' || console.setting('reconcile_policy') ELSE '' END END AS note
  FROM judged j
 ORDER BY j.refusal IS NOT NULL, j.key
