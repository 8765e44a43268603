-- Notes that a migration was applied.
-- $1 name, $2 checksum, $3 version of the program, $4 how (fresh, adopted or enforced).
INSERT INTO console.migration (name, checksum, version, how)
VALUES ($1, $2, $3, $4)
