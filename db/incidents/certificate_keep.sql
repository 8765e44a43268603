-- Notes the certificates that were seen. Who was not seen for a week is in no configuration any more.
-- $1 text[] kinds, $2 text[] names, $3 text[] ends, in seconds since 1970
WITH gone AS (
    DELETE FROM console.certificate c WHERE c.seen_at < now() - interval '7 days'
)
INSERT INTO console.certificate AS c (kind, name, until)
SELECT DISTINCT ON (s.kind, s.name) s.kind, s.name, to_timestamp(s.until::bigint)
  FROM unnest($1::text[], $2::text[], $3::text[]) AS s (kind, name, until)
 ORDER BY s.kind, s.name
    ON CONFLICT (kind, name) DO UPDATE SET until = excluded.until, seen_at = clock_timestamp()
