-- Charges of a brand that are to be asked about, for there is no list of sessions: those that are open, those of which a
-- session was lost, while it could be paid, and for a day those that ended unpaid, for money may come after the end. Open
-- ones come first, of these who was asked about longest ago.
-- $1 brand
-- Columns: id (of the charge).
WITH wanted AS (
    SELECT c.order_id FROM console.charge c WHERE c.mode = 'session' AND c.state = 'open'
    UNION
    SELECT c.order_id
      FROM console.charge c
     WHERE c.mode = 'session' AND c.state IN ('expired', 'cancelled', 'failed') AND c.updated_at > now() - interval '1 day'
    UNION
    SELECT s.order_id
      FROM console.xendit_session s
     WHERE s.session_id IS NULL
       AND s.asked_at > clock_timestamp()
                        - make_interval(days => 1 + console.setting_bigint('invoice_duration_days', 10)::integer)
)
SELECT c.id
  FROM wanted w
  JOIN console.charge c ON c.order_id = w.order_id
  JOIN console.invoice i ON i.id = c.invoice_id
 WHERE c.gateway = 'xendit' AND i.brand = $1 AND c.second_of IS NULL
   AND coalesce(c.asked_at, '-infinity') < clock_timestamp() - interval '30 min'
 ORDER BY c.state <> 'open', c.asked_at NULLS FIRST, c.id
 LIMIT 100
