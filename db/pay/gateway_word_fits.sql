-- Whether a gateway's word comes with the status code that its signature covers.
-- $1 gateway, $2 word, $3 status code, $4 fraud word
-- Columns: fits.
SELECT console.gateway_code_fits($1, $2, $3, $4) AS fits
