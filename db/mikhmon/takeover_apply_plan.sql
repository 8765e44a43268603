-- Which routers would be taken over.
-- $1 text[] ids
-- Columns: id, refusal, label, before, after, note.
SELECT t.id::text AS id,
       CASE WHEN t.state = 'looking' THEN 'it is not read yet'
            WHEN t.state = 'taking' THEN 'it is being taken over'
            WHEN t.state IN ('taken', 'confirmed') THEN 'the router is taken over already'
            WHEN t.state = 'undoing' THEN 'it is being given back'
            WHEN t.state = 'undone' THEN 'it was given back: look at the router again'
            WHEN t.looked_at < clock_timestamp() - interval '1 hour' THEN 'was read more than an hour ago: look at the router again'
            ELSE console.takeover_refusal(t) END AS refusal,
       t.router AS label,
       format('Mikhmon: %s vouchers, %s sales, %s monitors', t.counts ->> 'vouchers', t.counts ->> 'sales', t.counts ->> 'monitors') AS before,
       format('here: %s unsold, %s running, %s over', (t.counts ->> 'unsold')::bigint, (t.counts ->> 'running')::bigint + (t.counts ->> 'stuck')::bigint,
              (t.counts ->> 'expired')::bigint) AS after,
       t.router || ': ' || (t.counts ->> 'foreign') || ' users are no vouchers and stay as they are' AS note
  FROM console.takeover t
 WHERE t.id = ANY ($1::text[]::uuid[])
 ORDER BY t.router, t.began_at
