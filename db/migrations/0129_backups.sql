-- applies: always
-- What came of backups and drills, and whether the last good ones are too old.

CREATE TABLE console.backup (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('backup', 'drill')),
    actor        text NOT NULL,
    host         text NOT NULL,               -- where the file lies
    file         text,                        -- NULL: it failed before there was one
    bytes        bigint CHECK (bytes >= 0),
    sha256       text,                        -- of the file
    is_encrypted boolean NOT NULL DEFAULT false,
    tables       integer,
    rows         bigint,
    server       text,                        -- versions
    client       text,
    began_at     timestamptz NOT NULL,
    ended_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    report       text,                        -- of a drill: where it was written
    error        text                         -- NULL: it went well
);
CREATE INDEX backup_ended ON console.backup (ended_at, id);
CREATE INDEX backup_kind ON console.backup (kind, ended_at);

CREATE FUNCTION console.backup_outcome(b console.backup) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN b.error IS NULL THEN 'good' ELSE 'failed' END
$$;

-- Of backups and of drills: whether they are wanted by setting, the last good one, and whether that is too long ago.
CREATE FUNCTION console.backup_state()
RETURNS TABLE (kind text, is_wanted boolean, good_at timestamptz, file text, host text, error text, is_late boolean)
LANGUAGE sql STABLE AS $$
    SELECT k.kind, k.is_wanted, g.ended_at, g.file, g.host, l.error,
           k.is_wanted AND clock_timestamp() - coalesce(g.ended_at, s.since) > k.patience
      FROM (SELECT console.setting('backup_daily', 'off') = 'on' AS is_on,
                   console.setting_bigint('backup_drill_days', 7) AS drill_days) w
     CROSS JOIN LATERAL (VALUES ('backup', w.is_on, interval '36 hours'),
                                ('drill', w.is_on AND w.drill_days > 0,
                                 make_interval(days => w.drill_days::integer) + interval '36 hours')) k (kind, is_wanted, patience)
     CROSS JOIN (SELECT coalesce(max(v.updated_at), '-infinity') AS since
                   FROM console.setting_value v WHERE v.key = 'backup_daily') s
      LEFT JOIN LATERAL (SELECT b.ended_at, b.file, b.host FROM console.backup b WHERE b.kind = k.kind AND b.error IS NULL
                          ORDER BY b.ended_at DESC LIMIT 1) g ON true
      LEFT JOIN LATERAL (SELECT b.error FROM console.backup b WHERE b.kind = k.kind ORDER BY b.ended_at DESC LIMIT 1) l ON true
$$;

-- Whether one is due: at its hour each day, or its days after the last one; one that failed is tried again in an hour. wanted: an
-- operator asked for it.
CREATE FUNCTION console.backup_due(of_kind text, wanted boolean) RETURNS boolean
LANGUAGE sql STABLE AS $$
    WITH hour AS (
        SELECT h.today + CASE WHEN h.today > h.now THEN interval '-1 day' ELSE interval '0' END AS began
          FROM (SELECT timezone(console.zone(), now()) AS now,
                       date_trunc('day', timezone(console.zone(), now()))
                       + make_interval(hours => console.setting_bigint('backup_hour', 2)::integer) AS today) h
    )
    SELECT wanted
           OR (s.is_wanted
               AND coalesce(s.good_at < CASE of_kind WHEN 'backup' THEN timezone(console.zone(), (SELECT h.began FROM hour h))
                                        ELSE now() - make_interval(days => console.setting_bigint('backup_drill_days', 7)::integer) END, true)
               AND NOT EXISTS (SELECT FROM console.backup b
                                WHERE b.kind = of_kind AND b.error IS NOT NULL AND b.ended_at > now() - interval '1 hour'))
      FROM console.backup_state() s
     WHERE s.kind = of_kind
$$;
