-- Whether a value fits settings, and what it would change.
-- $1 text[] keys, $2 the value; - for the default
-- Columns: id, refusal, label, before, after, note.
WITH wish AS MATERIALIZED (
    SELECT k.key, i.kind, i.fallback, i.minimum, i.maximum, i.choices, i.key IS NOT NULL AS is_known,
           coalesce(s.is_encrypted, false) AS is_encrypted, console.setting(i.key) AS value,
           CASE WHEN $2 = '-' THEN i.fallback
                WHEN i.kind IN ('integer', 'mb', 'rp') AND $2 ~ '^[0-9]{1,18}$' THEN ($2::bigint)::text
                ELSE $2 END AS new_value,
           count(*) OVER () AS selected, $2 = '-' AS is_default,
           v.key IS NOT NULL OR nullif(btrim(s.setting_value), '') IS NOT NULL AS is_set
      FROM (SELECT DISTINCT unnest($1::text[]) AS key) k
      LEFT JOIN console.setting_info i ON i.key = k.key
      LEFT JOIN console.setting_value v ON v.key = i.key
      LEFT JOIN public.application_settings s ON s.setting_key = i.key AND i.is_portal
), word AS (
    SELECT w.key, x.word
      FROM wish w
     CROSS JOIN LATERAL regexp_split_to_table(
           w.new_value, CASE WHEN w.key = 'HOTSPOT_BYPASS_STATUSES' THEN '[\s,]+' ELSE '\s+' END) AS x (word)
     WHERE x.word <> ''
       AND w.key IN ('HOTSPOT_BYPASS_STATUSES', 'walled_garden_hosts', 'payment_bypass_addresses', 'invoice_reminder_days')
), bad_word AS (
    SELECT w.key, min(w.word) AS word
      FROM word w
     CROSS JOIN (SELECT '[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?' AS label,
                        '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])' AS byte) p
     WHERE CASE w.key
           WHEN 'HOTSPOT_BYPASS_STATUSES' THEN
               lower(w.word) NOT IN (SELECT r.status FROM console.access_rule() r)
           WHEN 'invoice_reminder_days' THEN w.word !~ '^[+-]?[0-9]{1,3}$'
           -- a name in which * may stand for any part but the last two: nobody means all of a country
           WHEN 'walled_garden_hosts' THEN
               w.word !~* ('^((\*|\*?' || p.label || '\*?)\.)*' || p.label || '\.' || p.label || '$')
           -- an address or a network that is not everything; else a name that could not be meant as one
           ELSE w.word !~ ('^(' || p.byte || '\.){3}' || p.byte || '(/([1-9]|[12][0-9]|3[0-2]))?$')
                AND w.word !~* ('^(' || p.label || '\.)+' || '[a-z]([a-z0-9-]*[a-z0-9])?$') END
     GROUP BY w.key
), judged AS (
    SELECT w.*,
           CASE WHEN NOT w.is_known THEN 'there is no such setting'
                WHEN w.kind = 'text' AND w.selected > 1 THEN 'is a text: change it alone'
                WHEN w.is_encrypted THEN 'the portal keeps it encrypted: change it there'
                WHEN w.is_default AND NOT w.is_set THEN 'is at its default already'
                WHEN w.is_default THEN NULL
                WHEN w.kind IN ('integer', 'mb', 'rp') AND w.new_value !~ '^[0-9]{1,18}$' THEN
                    'wants a whole number'
                    || CASE w.kind WHEN 'mb' THEN ' of MB' WHEN 'rp' THEN ' of rupiah' ELSE '' END || ' in digits'
                WHEN w.kind IN ('integer', 'mb', 'rp')
                     AND w.new_value::numeric NOT BETWEEN w.minimum AND w.maximum THEN
                    'must be between ' || w.minimum || ' and ' || w.maximum
                WHEN w.kind = 'choice' AND w.new_value <> ALL (w.choices) THEN
                    'must be one of ' || array_to_string(w.choices, ', ')
                WHEN w.kind = 'zone' AND NOT EXISTS (SELECT FROM console.time_zone z WHERE z.name = w.new_value) THEN
                    'is no time zone that the database''s server knows: Asia/Jakarta, Asia/Makassar and Asia/Jayapura are'
                WHEN w.kind = 'text' AND w.maximum > 0 AND length(w.new_value) > w.maximum THEN
                    'may have at most ' || w.maximum || ' characters'
                WHEN w.key = 'DEBT_ORDER_ID_PREFIX' AND w.new_value !~* '^[A-Z0-9]([A-Z0-9_-]*[A-Z0-9])?$' THEN
                    'may have letters and digits, with - and _ between'
                WHEN b.key = 'HOTSPOT_BYPASS_STATUSES' THEN
                    b.word || ' is no state: '
                    || (SELECT string_agg(r.status, ', ' ORDER BY r.strictness) FROM console.access_rule() r)
                WHEN b.key = 'invoice_reminder_days' THEN b.word || ' is no number of days like 3 or -3'
                WHEN b.key = 'walled_garden_hosts' THEN b.word || ' is no host like *.bank.co.id'
                WHEN b.key IS NOT NULL THEN
                    b.word || ' is no address, network or host like 10.0.0.0/8 or pay.bank.co.id'
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
      LEFT JOIN bad_word b ON b.key = w.key
)
SELECT j.key AS id, j.refusal, j.key AS label, j.value AS before,
       CASE WHEN j.is_default THEN j.fallback || ' (default)' ELSE j.new_value END AS after,
       CASE WHEN j.refusal IS NULL AND j.changes_routers
                 AND j.key = min(j.key) FILTER (WHERE j.refusal IS NULL AND j.changes_routers) OVER () THEN
           'routers follow with the next reconcile'
           || CASE WHEN console.setting('reconcile_policy') <> 'mend'
                   THEN ', by hand: reconcile_policy is ' || console.setting('reconcile_policy') ELSE '' END END AS note
  FROM judged j
 ORDER BY j.refusal IS NOT NULL, j.key
