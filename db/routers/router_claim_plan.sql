-- What would be claimed on routers as far as the last look tells: rows by menu, what of them changes, and what stays
-- as it is because it is somebody else's.
-- $1 text[] names
-- Columns: id, refusal, label, before, after, note.
WITH open AS MATERIALIZED (
    SELECT f.router, f.user_id, f.kind, f.expected IS DISTINCT FROM f.actual AS differs, f.expected IS NULL AS goes
      FROM console.drift f
     WHERE f.router = ANY ($1::text[]) AND f.kind IN ('claim_entry', 'claim_binding', 'claim_account')
       AND NOT EXISTS (SELECT FROM console.router_claim c WHERE c.router = f.router AND c.user_id = f.user_id)
), tally AS MATERIALIZED (
    SELECT o.router, count(DISTINCT o.user_id) AS users,
           console.claim_text(count(*) FILTER (WHERE o.kind = 'claim_account'),
                              count(*) FILTER (WHERE o.kind = 'claim_binding'),
                              count(*) FILTER (WHERE o.kind = 'claim_entry')) AS what,
           console.claim_text(count(*) FILTER (WHERE o.differs AND o.kind = 'claim_account'),
                              count(*) FILTER (WHERE o.differs AND NOT o.goes AND o.kind = 'claim_binding'),
                              count(*) FILTER (WHERE o.differs AND NOT o.goes AND o.kind = 'claim_entry')) AS changes,
           console.claim_text(0, count(*) FILTER (WHERE o.goes AND o.kind = 'claim_binding'),
                              count(*) FILTER (WHERE o.goes AND o.kind = 'claim_entry')) AS removals
      FROM open o
     GROUP BY o.router
), stays AS (
    SELECT f.router, count(*) AS number, (array_agg(f.cause ORDER BY f.subject, f.id))[1:2] AS causes
      FROM console.drift f
     WHERE f.router = ANY ($1::text[]) AND f.kind = 'foreign_entry'
     GROUP BY f.router
)
SELECT w.name AS id,
       CASE WHEN r.name IS NULL THEN 'there is no such router'
            WHEN NOT r.is_enabled THEN 'no configuration names it any more'
            WHEN s.scanned_at IS NULL THEN 'was never looked at: reconcile it first'
            WHEN t.router IS NULL THEN 'the last look found nothing to claim' END AS refusal,
       w.name AS label,
       CASE WHEN t.router IS NULL THEN ''
            ELSE 'not claimed of ' || t.users || CASE t.users WHEN 1 THEN ' customer: ' ELSE ' customers: ' END
                 || t.what END AS before,
       CASE WHEN t.router IS NULL THEN ''
            ELSE concat_ws('; ', 'claimed', t.changes || ' changed', t.removals || ' removed') END AS after,
       CASE WHEN t.router IS NULL OR y.router IS NULL THEN NULL
            ELSE w.name || ': ' || y.number || CASE y.number WHEN 1 THEN ' row' ELSE ' rows' END
                 || ' in the way stay as they are: ' || array_to_string(y.causes, ' · ')
                 || CASE WHEN y.number > 2 THEN ' · …' ELSE '' END END AS note
  FROM (SELECT DISTINCT n.name FROM unnest($1::text[]) n (name)) w
  LEFT JOIN console.router r ON r.name = w.name
  LEFT JOIN console.router_sync_state s ON s.router = r.name
  LEFT JOIN tally t ON t.router = r.name
  LEFT JOIN stays y ON y.router = r.name
 ORDER BY r.position, w.name
