-- Makes console.drift what a look at a router found: what persists keeps its time, what has gone goes.
-- $1 router, then an element for each difference: $2 text[] kinds, $3 uuid[] users, $4 text[] subjects,
-- $5 text[] expected, $6 text[] actual, $7 text[] causes, $8 text[] mends, $9 text[] items (JSON; claim: what claiming would send), $10 boolean[] safe;
-- $11 when the look began (drift_begin): what was seen of users who were synced since is no longer true
-- Columns: changes (how many came, went, or read otherwise than before).
WITH found AS MATERIALIZED (
    SELECT md5(concat_ws(E'\n', $1::text, f.kind, coalesce(f.user_id::text, '-'), f.subject,
                         f.item::jsonb ->> 'menu', f.item::jsonb ->> 'id'))::uuid AS id,
           f.kind, f.user_id, f.subject, f.expected, f.actual, f.cause, f.mend, f.item::jsonb AS item, f.is_safe
      FROM unnest($2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                  $10::boolean[])
           AS f (kind, user_id, subject, expected, actual, cause, mend, item, is_safe)
     WHERE NOT EXISTS (SELECT FROM console.outbox o
                        WHERE o.entity_id = f.user_id AND o.target = 'router:' || $1 AND o.effect = 'sync_user'
                          AND (o.state = 'running' OR o.done_at >= $11::timestamptz))
), gone AS (
    DELETE FROM console.drift d
     WHERE d.router = $1 AND NOT EXISTS (SELECT FROM found f WHERE f.id = d.id)
    RETURNING d.id
), changed AS MATERIALIZED (
    SELECT f.id
      FROM found f
      LEFT JOIN console.drift d ON d.id = f.id
     -- The commands carry the time in their comments: that alone is no change.
     WHERE d.id IS NULL OR (d.expected, d.actual, d.cause, d.item - 'claim', d.is_safe)
                           IS DISTINCT FROM (f.expected, f.actual, f.cause, f.item - 'claim', f.is_safe)
), stored AS (
    INSERT INTO console.drift AS d (id, router, kind, user_id, subject, expected, actual, cause, mend, item, is_safe)
    SELECT f.id, $1, f.kind, f.user_id, f.subject, f.expected, f.actual, f.cause, f.mend, f.item, f.is_safe
      FROM found f
    ON CONFLICT (id) DO UPDATE
       SET expected = excluded.expected, actual = excluded.actual, cause = excluded.cause, mend = excluded.mend,
           item = excluded.item, is_safe = excluded.is_safe, seen_at = clock_timestamp()
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM changed) AS changes
