-- This process lives. The kind it began with stays.
-- $1 id, $2 kind, $3 host, $4 pid, $5 version
INSERT INTO console.worker AS w (id, kind, host, pid, version)
VALUES ($1::uuid, $2, $3, $4::integer, $5)
ON CONFLICT (id) DO UPDATE SET heartbeat_at = clock_timestamp()
