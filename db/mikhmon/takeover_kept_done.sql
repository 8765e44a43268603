-- Notes that what a take-over changes on its router is changed, or is as it was.
-- $1 take-over, $2 scheduler or profile, $3 whether it is changed
UPDATE console.takeover_kept k
   SET changed_at = CASE WHEN $3::boolean THEN coalesce(k.changed_at, clock_timestamp()) ELSE k.changed_at END,
       restored_at = CASE WHEN NOT $3::boolean THEN clock_timestamp() END
 WHERE k.takeover_id = $1::uuid AND k.part = $2
