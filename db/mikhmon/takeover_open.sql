-- Why a router can't be taken over as it was read; NULL: it can.
-- $1 take-over
-- Columns: why.
SELECT console.takeover_refusal(t) AS why FROM console.takeover t WHERE t.id = $1::uuid
