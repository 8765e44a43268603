-- How long a pause that the other side asked for lasts.
-- $1 name
-- Columns: pause_ms (0: there is none).
SELECT coalesce((SELECT greatest(0, ceil(1000 * extract(epoch FROM l.not_before - clock_timestamp())))
                   FROM console.rate_limit l
                  WHERE l.name = $1 AND l.not_before > '-infinity'), 0)::bigint AS pause_ms
