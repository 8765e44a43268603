-- Makes a role, or takes one that is there, for a face.
-- $1 face (owner, operator or viewer), $2 name of the role.
SELECT console.role_make($1, $2)
