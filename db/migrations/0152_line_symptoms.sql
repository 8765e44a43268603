-- applies: always
-- What is amiss with PPPoE lines, of one customer and of all.

-- Since when a line has no session any more; NULL: none was seen yet.
ALTER TABLE console.ppp_line ADD COLUMN off_since timestamptz;
CREATE FUNCTION console.ppp_note_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.off_since := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER ppp_line_off BEFORE UPDATE OF sessions ON console.ppp_line
    FOR EACH ROW WHEN (NEW.sessions = 0 AND OLD.sessions > 0) EXECUTE FUNCTION console.ppp_note_off();

-- Each of few lines: what is looked through twice a minute.
CREATE INDEX ppp_line_twice ON console.ppp_line (sessions) WHERE sessions > 1;
CREATE INDEX ppp_line_held ON console.ppp_line (isolated_at) WHERE held IS NOT NULL;

-- Whether what is wanted of a line has not come about though there was time for it: the router, or a rule, has something against
-- it, or nobody has looked at the router for five minutes.
CREATE FUNCTION console.ppp_is_behind(l console.ppp_line) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT l.message IS NOT NULL
           OR EXISTS (SELECT FROM console.ppp_router p
                        LEFT JOIN console.job j ON j.name = 'line_follow:' || p.router
                       WHERE p.router = l.router AND coalesce(j.last_run_at, p.at) < now() - interval '5 minutes')
$$;

-- Whether its customer owes nothing that somebody may be kept out for.
CREATE FUNCTION console.ppp_owes_nothing(u public.users) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT NOT u.is_blocked AND u.manual_debt_mb <= 0
           AND NOT EXISTS (SELECT FROM console.invoice i
                            WHERE i.user_id = u.id AND i.status IN ('unpaid', 'expired') AND i.due_on < (SELECT console.today()))
$$;

-- Why something can't be done to a line; NULL: it can. What has not come about yet can be written to the router though nothing differs there.
CREATE OR REPLACE FUNCTION console.ppp_refusal(l console.ppp_line, deed text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN deed = 'take' THEN CASE WHEN l.is_ours THEN 'is in our hands already' END
                WHEN NOT l.is_ours THEN 'is not in our hands: take it over first (lines.take)'
                WHEN deed = 'isolate' AND l.held IS NOT NULL THEN 'is isolated already: ' || l.held
                WHEN deed = 'release' AND l.held IS NULL AND console.ppp_isolation(l) IS NOT NULL
                THEN 'is isolated because its customer is blocked: unblock the customer'
                WHEN deed = 'release' AND l.held IS NULL THEN 'is not isolated'
                WHEN deed = 'leave' AND l.remembered IS NOT NULL THEN 'is isolated: release it first'
                WHEN deed = 'kick' AND l.sessions = 0 THEN 'has no session'
                WHEN deed = 'put' AND l.seen IS NULL AND l.password IS NULL THEN 'is gone from the router, and its password is not known: make it there'
                WHEN deed IN ('put', 'adopt') AND l.seen IS NOT NULL AND l.differs = '{}'
                     AND (deed = 'adopt' OR l.message IS NULL AND (l.remembered IS NULL) = (console.ppp_isolation(l) IS NULL))
                THEN 'is on the router as it is here'
                WHEN deed = 'adopt' AND l.seen IS NULL THEN 'is gone from the router' END
$$;

CREATE FUNCTION console.line_symptoms(u public.users)
RETURNS TABLE (name text, rank integer, at timestamptz, a text, b text, c text, page_id text, mend_id text)
LANGUAGE sql STABLE AS $$
    SELECT s.name, s.rank, s.at, s.a, s.b, s.c, coalesce(s.page_id, l.id::text), coalesce(s.page_id, l.id::text)
      FROM (SELECT p.*, p.remembered IS NOT NULL AS is_in, p.held IS NOT NULL OR u.is_blocked AS is_due,
                   p.is_ours AND p.sessions = 0 AND p.seen IS NOT NULL AND p.remembered IS NULL
                   AND NOT p.is_off AND NOT (p.seen ->> 'is_off')::boolean AS is_silent,
                   to_char(p.isolated_at, 'YYYY-MM-DD HH24:MI') AS isolated_on, to_char(p.off_since, 'YYYY-MM-DD HH24:MI') AS off_on,
                   to_char(p.online_since, 'YYYY-MM-DD HH24:MI') AS online_on, (SELECT console.setting_bigint('line_sessions', 1)) AS most
              FROM console.ppp_line p
             WHERE p.user_id = u.id
            OFFSET 0) l
      LEFT JOIN LATERAL (SELECT i.id, i.invoice_number FROM console.invoice i
                          WHERE l.is_in AND l.held IS NULL AND u.is_blocked AND console.is_isolir_block(u.blocked_reason)
                            AND i.user_id = u.id AND i.status IN ('unpaid', 'expired') AND i.due_on < (SELECT console.today())
                          ORDER BY i.due_on, i.id LIMIT 1) i ON true
     CROSS JOIN LATERAL (VALUES
           ('line_kept_in', 112, l.is_in AND NOT l.is_due, l.isolated_at, l.name, l.isolated_on, NULL, NULL),
           ('line_isolated_debt', 215, i.id IS NOT NULL, l.isolated_at, l.name, l.isolated_on, i.invoice_number, i.id::text),
           ('line_isolated', 216, l.is_in AND l.held IS NULL AND u.is_blocked AND i.id IS NULL, l.isolated_at, l.name, l.isolated_on, NULL, NULL),
           ('line_held', 217, l.is_in AND l.held IS NOT NULL, l.isolated_at, l.name, l.isolated_on, l.held, NULL),
           ('line_off', 218, l.is_ours AND NOT l.is_in AND l.is_off, NULL, l.name, NULL, NULL, NULL),
           ('line_gone', 247, l.is_ours AND l.seen IS NULL AND NOT l.is_to_be_put, NULL, l.router, l.name, NULL, NULL),
           ('line_disabled', 248, 'is_off' = ANY (l.differs) AND (l.seen ->> 'is_off')::boolean, NULL, l.router, l.name, NULL, NULL),
           ('line_mac', 249, 'caller' = ANY (l.differs) AND l.seen ->> 'caller' <> '', NULL, l.router, l.name, l.seen ->> 'caller', NULL),
           ('line_bound', 250, l.is_silent AND l.caller <> '' AND l.off_since IS NOT NULL AND NOT 'caller' = ANY (l.differs),
            l.off_since, l.name, l.off_on, l.caller, NULL),
           ('line_silent', 251, l.is_silent AND l.caller = '' AND l.off_since IS NOT NULL, l.off_since, l.name, l.off_on,
            coalesce(nullif(l.last_off, ''), '-'), NULL),
           ('line_never', 252, l.is_silent AND l.off_since IS NULL, NULL, l.name, NULL, NULL, NULL),
           ('line_twice', 324, l.is_ours AND l.most > 0 AND l.sessions > l.most, l.online_since, l.name, l.sessions::text, l.most::text, NULL),
           ('line_address', 325, l.is_ours AND NOT l.is_in AND l.address <> '' AND l.sessions > 0 AND l.online_address IS NOT NULL
                                 AND l.online_address <> l.address, l.online_since, l.name, l.online_address, l.address, NULL),
           ('line_let_through', 326, l.is_ours AND l.is_due AND l.seen IS NOT NULL
                                     AND (NOT l.is_in OR l.message IS NOT NULL), u.blocked_at,
            l.name, coalesce(l.message, '-'), NULL, NULL),
           ('line_on', 405, l.sessions > 0, l.online_since, l.name, coalesce(l.online_on, '-'), coalesce(l.online_address, '-'), NULL))
           AS s (name, rank, is_so, at, a, b, c, page_id)
     WHERE s.is_so
$$;

-- The worst of all by name; NULL: nothing is amiss.
CREATE OR REPLACE FUNCTION console.trouble(u public.users) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT s.name
      FROM (SELECT f.name, f.rank FROM console.account_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.charge_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.invoice_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.profile_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.notice_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.router_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.line_symptoms(u) f) s
     WHERE s.rank < 400
     ORDER BY s.rank
     LIMIT 1
$$;
