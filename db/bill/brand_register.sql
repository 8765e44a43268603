-- Tells of the brands that this host's configuration has; writes only what differs.
-- $1 text[] names, $2 text[] prefixes, $3 text[] tax in percent, $4 text[] kinds of key
INSERT INTO console.brand AS b (name, prefix, tax_percent, key_kind)
SELECT w.name, w.prefix, w.tax::numeric, w.kind
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS w (name, prefix, tax, kind)
 ORDER BY w.name
ON CONFLICT (name) DO UPDATE
   SET prefix = excluded.prefix, tax_percent = excluded.tax_percent, key_kind = excluded.key_kind, updated_at = now()
 WHERE (b.prefix, b.tax_percent, b.key_kind) IS DISTINCT FROM (excluded.prefix, excluded.tax_percent, excluded.key_kind)
