-- Gateways that asked for fewer requests, for a minute more at least.
-- Columns: cause, key, label, detail, user_id, since.
SELECT l.name AS cause, l.name AS key, l.name AS label, NULL::text AS detail, NULL::uuid AS user_id, l.updated_at AS since
  FROM console.rate_limit l
 WHERE l.not_before > now() + interval '1 minute' AND l.not_before < 'infinity'
