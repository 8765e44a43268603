-- applies: always
-- Who may do what in the database: a role for who migrates, one for who works, one for who looks.

CREATE TABLE console.face_role (
    face text PRIMARY KEY CHECK (face IN ('owner', 'operator', 'viewer')),
    role_name text NOT NULL UNIQUE CHECK (role_name ~ '^[a-z_][a-z0-9_]{0,62}$')
);

-- Makes a role that nobody logs in as, where there is none, and notes what it is for. Who makes the owner is a member of it,
-- so that what is here can be handed over to it.
CREATE FUNCTION console.role_make(wanted_face text, wanted_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO console.face_role (face, role_name) VALUES (wanted_face, wanted_name)
    ON CONFLICT (face) DO UPDATE SET role_name = excluded.role_name;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted_name) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted_name);
    END IF;
    IF wanted_face = 'owner' AND wanted_name <> current_user AND NOT pg_has_role(current_user, wanted_name, 'member') THEN
        EXECUTE format('GRANT %I TO %I', wanted_name, current_user);
    END IF;
END $$;
