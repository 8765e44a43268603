-- Tells of the brands that this host's configuration has; writes only what differs.
-- $1 text[] names, $2 text[] prefixes, $3 text[] tax in percent, $4 text[] kinds of key, $5 text[] kinds of tax,
-- $6 boolean[] whether it is in the prices, $7 text[] NPWP of those that are registered for PPN, $8 text[] their places of
-- business
INSERT INTO console.brand AS b (name, prefix, tax_percent, key_kind, tax_kind, tax_included, npwp, tku)
SELECT w.name, w.prefix, w.tax::numeric, w.kind, w.tax_kind, w.is_included, nullif(w.npwp, ''), w.tku
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[], $8::text[])
       AS w (name, prefix, tax, kind, tax_kind, is_included, npwp, tku)
 ORDER BY w.name
ON CONFLICT (name) DO UPDATE
   SET prefix = excluded.prefix, tax_percent = excluded.tax_percent, key_kind = excluded.key_kind,
       tax_kind = excluded.tax_kind, tax_included = excluded.tax_included, npwp = excluded.npwp, tku = excluded.tku,
       updated_at = now()
 WHERE (b.prefix, b.tax_percent, b.key_kind, b.tax_kind, b.tax_included, b.npwp, b.tku)
       IS DISTINCT FROM (excluded.prefix, excluded.tax_percent, excluded.key_kind, excluded.tax_kind,
                         excluded.tax_included, excluded.npwp, excluded.tku)
