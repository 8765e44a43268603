-- Which routers would be looked at for what Mikhmon left there.
-- $1 text[] names
-- Columns: id, refusal, label, before, after, note.
SELECT w.name AS id,
       CASE WHEN r.name IS NULL THEN 'there is no such router'
            WHEN NOT r.is_enabled THEN 'no configuration names it any more'
            WHEN t.state = 'taking' THEN 'it is being taken over'
            WHEN t.state = 'taken' THEN 'it was taken over: takeover.confirm or takeover.undo ends that'
            WHEN t.state = 'undoing' THEN 'it is being given back' END AS refusal,
       w.name AS label,
       CASE WHEN t.looked_at IS NULL THEN 'never looked at for vouchers of Mikhmon'
            ELSE (t.counts ->> 'vouchers') || CASE t.counts ->> 'vouchers' WHEN '1' THEN ' voucher at the last look' ELSE ' vouchers at the last look' END END AS before,
       'read, nothing is written on the router' AS after, NULL AS note
  FROM (SELECT DISTINCT n.name FROM unnest($1::text[]) n (name)) w
  LEFT JOIN console.router r ON r.name = w.name
  LEFT JOIN console.takeover t ON t.router = w.name AND t.state NOT IN ('undone', 'confirmed')
 ORDER BY r.position, w.name
