-- Who would be put back by the undo of an operation, and who not.
-- $1 operation uuid
-- Columns: id (user, or a device of nobody), refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH line AS (
    SELECT console.undone_with(a)::uuid AS user_id, a.entity_type, a.before,
           -- of a device that was removed nothing is there that could have changed
           coalesce(a.after, CASE a.entity_type WHEN 'device' THEN '{}'::jsonb END) AS after,
           coalesce(console.import_made(a), to_jsonb(u), to_jsonb(d), to_jsonb(k), to_jsonb(q), to_jsonb(h), to_jsonb(v), to_jsonb(x),
                    CASE WHEN a.entity_type = 'device' AND (a.after IS NULL OR NOT a.details ? 'device_id')
                         THEN '{}'::jsonb END) AS present,
           a.details ->> 'mac' AS mac, a.entity_id AS device,
           coalesce(console.charge_undo_refusal(c), console.import_undo_refusal(a),
                    CASE WHEN a.entity_type = 'user' AND a.before IS NULL THEN console.user_remains(u.id)
                         WHEN a.entity_type = 'device' AND a.after IS NULL THEN
                             console.device_return_refusal(a.before) END) AS refusal,
           n.label, n.text, (a.before ->> 'balance_rp')::bigint - (a.after ->> 'balance_rp')::bigint AS balance_rp
      FROM console.audit_log a
     CROSS JOIN LATERAL console.import_made_text(a) n
      LEFT JOIN public.users u ON a.entity_type = 'user' AND u.id = a.entity_id::uuid
      LEFT JOIN public.user_quota_debts d ON a.entity_type = 'user_quota_debt' AND d.id = a.entity_id::uuid
      LEFT JOIN console.router_claim k ON a.entity_type = 'router_claim' AND k.id = a.entity_id::uuid
      LEFT JOIN console.quota_request q ON a.entity_type = 'quota_request' AND q.id = a.entity_id::uuid
      LEFT JOIN console.change_request h ON a.entity_type = 'change_request' AND h.id = a.entity_id::uuid
      LEFT JOIN public.user_devices v ON a.entity_type = 'device' AND v.id = (a.details ->> 'device_id')::uuid
      LEFT JOIN console.user_note x ON a.entity_type = 'user_note' AND x.id = a.entity_id::uuid
      LEFT JOIN console.charge c ON c.order_id = a.details ->> 'order_id'
     WHERE a.operation_id = $1::uuid AND a.entity_type <> 'charge'
), target AS MATERIALIZED (
    SELECT l.user_id,
           coalesce(min(l.refusal), min(CASE WHEN l.present IS NULL THEN 'is gone: ' || l.entity_type
                    ELSE 'has changed since: ' || l.entity_type || ' '
                         || (SELECT string_agg(w.key || ' is ' || coalesce(l.present ->> w.key, 'empty'), ', '
                                               ORDER BY w.key)
                               FROM jsonb_each(l.after) w
                              WHERE l.present -> w.key IS DISTINCT FROM w.value) END)
               FILTER (WHERE (l.present @> l.after) IS NOT TRUE)) AS refusal,
           max(l.before::text) FILTER (WHERE l.entity_type = 'user') AS before,
           bool_or(l.entity_type = 'user' AND l.before IS NULL) AS is_unmade,
           count(DISTINCT l.device) FILTER (WHERE l.entity_type = 'device') AS devices, min(l.mac) AS mac,
           count(*) FILTER (WHERE l.entity_type IN ('quota_request', 'change_request')) AS requests,
           count(*) FILTER (WHERE l.entity_type = 'user_quota_debt' AND l.before IS NULL) AS made,
           count(*) FILTER (WHERE l.entity_type = 'user_quota_debt' AND l.before IS NOT NULL) AS changed,
           bool_or(l.entity_type = 'user_note') AS has_note, bool_or(l.entity_type = 'ticket' AND l.before IS NULL) AS is_ticket_made,
           bool_or(l.entity_type IN ('ticket', 'ticket_note')) AS is_ticket, min(l.label) AS label, min(l.text) AS text,
           -- of a transfer, what the one who gave gets back
           sum(l.balance_rp) FILTER (WHERE l.device = l.user_id::text) AS balance_rp,
           string_agg(l.after ->> 'router', ', ' ORDER BY l.after ->> 'router')
               FILTER (WHERE l.entity_type = 'router_claim') AS claims
      FROM line l
     GROUP BY l.user_id
), placed AS MATERIALIZED (
    SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY t.user_id) AS place FROM target t
)
SELECT t.user_id AS id, t.refusal, p.texts[1] AS label, p.texts[2] AS before,
       CASE WHEN t.is_unmade THEN 'removed, with the hotspot account' ELSE p.texts[3] END || CASE t.changed WHEN 0 THEN '' WHEN 1 THEN ' · 1 debt item as before'
                          ELSE ' · ' || t.changed || ' debt items as before' END
                  || CASE t.made WHEN 0 THEN '' WHEN 1 THEN ' · 1 debt item removed'
                          ELSE ' · ' || t.made || ' debt items removed' END
                  || coalesce(' · no longer claimed on ' || t.claims, '')
                  || CASE t.requests WHEN 0 THEN '' WHEN 1 THEN ' · 1 request waits again'
                          ELSE ' · ' || t.requests || ' requests wait again' END
                  || CASE WHEN t.has_note THEN ' · note taken back' ELSE '' END
                  || CASE WHEN t.balance_rp < 0 THEN ' · ' || console.rp_text(-t.balance_rp::bigint) || ' taken off the balance'
                          WHEN t.balance_rp > 0 THEN ' · ' || console.rp_text(t.balance_rp::bigint) || ' put back on the balance' ELSE '' END
                  || CASE t.devices WHEN 0 THEN '' WHEN 1 THEN ' · device ' || t.mac || ' as before'
                          ELSE ' · ' || t.devices || ' devices as before' END AS after,
       NULL AS note
  FROM placed t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, coalesce(t.before, '{}')::jsonb) v
                    WHERE u.id = t.user_id
                    UNION ALL
                   SELECT CASE WHEN t.label IS NULL THEN ARRAY[t.mac, 'nobody''s', 'nobody''s']
                               ELSE ARRAY[t.label, t.text, CASE WHEN t.is_ticket AND NOT t.is_ticket_made THEN 'as before' ELSE 'removed' END] END
                    WHERE NOT EXISTS (SELECT FROM public.users u WHERE u.id = t.user_id)) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.user_id
