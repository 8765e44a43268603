-- Gateways and messengers that did not answer three times in a row.
-- Columns: cause, key, label, detail, user_id, since.
SELECT g.name AS cause, g.name AS key, g.name AS label, g.last_error AS detail, NULL::uuid AS user_id, g.last_ok_at AS since
  FROM console.gateway_state g
 WHERE g.state = 'down' AND g.failures >= 3
