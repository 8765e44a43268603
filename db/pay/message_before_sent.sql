-- What a notice is asked for once more, right before it is sent.
-- $1 number of the notice
-- Columns: refusal (why it is not sent any more), wait_ms (until the quiet hours end; NULL: none are), password (of the
-- hotspot account, where its text has a place for it; it stands in no other table).
SELECT b.refusal, b.wait_ms, b.password FROM console.notice_before_sent($1::bigint) b
