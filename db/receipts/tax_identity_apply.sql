-- Writes how customers are known to the tax office.
-- $1 operation uuid, $2 uuid[] user ids (locked), $3 NPWP, $4 NIK, $5 name, $6 address, $7 place of business, $8 e-mail
SELECT console.tax_buyer_edit($1::uuid, $2::uuid[], $3, $4, $5, $6, $7, $8)
