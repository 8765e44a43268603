-- applies: always
-- What is odd of a session is noted when its router is looked at, so that nobody has to compare all of them each half minute.

ALTER TABLE console.router_session
    ADD COLUMN account_user_id uuid,                           -- whose account it is; user_id tells whose device
    ADD COLUMN is_lent         boolean NOT NULL DEFAULT false, -- account and device are of two customers
    ADD COLUMN shares_address  boolean NOT NULL DEFAULT false; -- another customer's session has it, too
CREATE INDEX router_session_lent ON console.router_session (user_id) WHERE is_lent;
CREATE INDEX router_session_shared ON console.router_session (router, address) WHERE shares_address;

-- Whose account a name is: the phone in the form that routers have it in.
CREATE FUNCTION console.account_owner(account text) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT u.id FROM public.users u
     WHERE u.phone_number = CASE WHEN account ~ '^0[0-9]{6,14}$' THEN '+62' || substr(account, 2)
                                 WHEN account ~ '^[0-9]{7,15}$' THEN '+' || account END
$$;
