-- What a router has of PPPoE lines now, taken in; gives what is to be done there.
-- $1 router, $2 to $26 the lists of console.ppp_look, in its order
-- Columns: line, verb (set and add of a secret, kick of a session), target (the router's id), name, service, password, profile,
--          address ('': none), caller, off; of the last seven those that are to be written.
SELECT f.line, f.verb, f.target, f.name, f.service, f.password, f.profile, f.address, f.caller, f.off
  FROM console.ppp_follow($1, ROW($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
                                  $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[],
                                  $17::text[], $18::text[], $19::text[], $20::text[],
                                  $21::text[], $22::text[], $23::text[],
                                  $24::text[], $25::text[], $26::text[])::console.ppp_look) f
