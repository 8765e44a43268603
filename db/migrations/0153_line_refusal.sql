-- applies: always
-- Lines whose removal has been asked for are refused as before 0152, which forgot it; and what has not come about yet can be written to
-- the router once more.
CREATE OR REPLACE FUNCTION console.ppp_refusal(l console.ppp_line, deed text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN l.is_to_be_removed AND deed <> 'put' THEN 'is to be removed: lines.put keeps it'
                WHEN deed = 'take' THEN CASE WHEN l.is_ours THEN 'is in our hands already' END
                WHEN NOT l.is_ours THEN 'is not in our hands: take it over first (lines.take)'
                WHEN deed = 'isolate' AND l.held IS NOT NULL THEN 'is isolated already: ' || l.held
                WHEN deed = 'release' AND l.held IS NULL AND console.ppp_isolation(l) IS NOT NULL
                THEN 'is isolated because its customer is blocked: unblock the customer'
                WHEN deed = 'release' AND l.held IS NULL THEN 'is not isolated'
                WHEN deed = 'leave' AND l.seen IS NULL THEN 'is gone from the router: lines.remove forgets it'
                WHEN deed = 'leave' AND l.remembered IS NOT NULL THEN 'is isolated: release it first'
                WHEN deed = 'kick' AND l.sessions = 0 THEN 'has no session'
                WHEN deed = 'put' AND l.seen IS NULL AND l.password IS NULL THEN 'is gone from the router, and its password is not known: make it there'
                WHEN deed IN ('put', 'adopt') AND l.seen IS NOT NULL AND l.differs = '{}' AND NOT l.is_to_be_removed
                     AND (deed = 'adopt' OR l.message IS NULL AND (l.remembered IS NULL) = (console.ppp_isolation(l) IS NULL))
                THEN 'is on the router as it is here'
                WHEN deed = 'adopt' AND l.seen IS NULL THEN 'is gone from the router' END
$$;
