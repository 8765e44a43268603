-- Marks sales that stand there twice: date, time, user and MAC are what one is known by.
-- $1 take-over
UPDATE console.takeover_sale s
   SET is_repeat = true
  FROM (SELECT x.line, row_number() OVER (PARTITION BY x.stamp, x.name, x.mac ORDER BY x.line) AS place
          FROM console.takeover_sale x
         WHERE x.takeover_id = $1::uuid AND x.fault IS NULL) d
 WHERE s.takeover_id = $1::uuid AND s.line = d.line AND d.place > 1
