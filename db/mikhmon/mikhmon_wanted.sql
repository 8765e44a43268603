-- Whether a router has vouchers that came along from Mikhmon.
-- $1 router
-- Columns: wanted.
SELECT EXISTS (SELECT FROM console.takeover t WHERE t.router = $1 AND t.state IN ('taken', 'confirmed')) AS wanted
