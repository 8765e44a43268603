-- applies: always
-- What vouchers are made from and printed in two keys: templates, of lots or of Mikhmon's quick-print packages.

CREATE TABLE console.voucher_template (
    id        uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name      text NOT NULL CHECK (name <> ''),
    wish      jsonb NOT NULL,       -- as console.voucher_wish, without how many
    quantity  integer NOT NULL CHECK (quantity > 0),
    printer   text,                 -- NULL: the usual one; where there is none, a file
    came_from text NOT NULL,        -- "lot 12", "Mikhmon"
    at        timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX voucher_template_name ON console.voucher_template (lower(name), id);
CREATE UNIQUE INDEX voucher_template_once ON console.voucher_template (lower(name));

CREATE FUNCTION console.voucher_template_wish(t console.voucher_template) RETURNS console.voucher_wish
LANGUAGE sql STABLE AS $$
    SELECT jsonb_populate_record(NULL::console.voucher_wish, t.wish || jsonb_build_object('quantity', t.quantity))
$$;

-- The wish that would make such a lot again.
CREATE FUNCTION console.voucher_wish_of(l console.voucher_lot) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
               'package', l.package, 'router', l.router, 'profile', l.profile, 'validity', console.voucher_time_text(l.validity_s),
               'uptime', console.voucher_time_text(nullif(l.limit_uptime_s, 0)), 'volume_mb', l.limit_bytes / 1048576,
               'price_rp', l.price_rp, 'commission_rp', l.commission_rp, 'seller', l.seller, 'prefix', nullif(l.prefix, ''),
               'length', l.length, 'alphabet', l.alphabet, 'password', CASE WHEN l.has_passwords THEN 'own_password' ELSE 'code' END,
               'server', l.server))
$$;

-- What a quick-print package of Mikhmon's comes to here: its price is the selling price where there is one, and codes are as long as
-- nobody guesses them.
CREATE FUNCTION console.voucher_wish_of(p console.takeover_package) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
               'router', t.router, 'profile', p.profile, 'server', coalesce(nullif(p.server, ''), 'all'),
               'validity', console.voucher_time_text(f.validity_s), 'uptime', console.voucher_time_text(nullif(p.uptime_s, 0)),
               'volume_mb', nullif(p.bytes, 0) / 1048576, 'price_rp', coalesce(nullif(p.selling_rp, 0), p.price_rp),
               'commission_rp', 0, 'prefix', nullif(regexp_replace(left(p.prefix, 6), '[^A-Za-z2-9]', '', 'g'), ''),
               'length', greatest(least(p.length, 16), 6),
               'alphabet', CASE WHEN p.alphabet LIKE 'num%' THEN 'only_digits' WHEN p.alphabet LIKE 'lower%' THEN 'lower_letters'
                                WHEN p.alphabet LIKE 'upper%' THEN 'upper_letters' WHEN p.alphabet = 'mix1' THEN 'upper_digits'
                                ELSE 'lower_digits' END,
               'password', CASE p.mode WHEN 'up' THEN 'own_password' ELSE 'code' END))
      FROM console.takeover t
      LEFT JOIN console.takeover_profile f ON f.takeover_id = p.takeover_id AND f.name = p.profile
     WHERE t.id = p.takeover_id
$$;

-- Makes what a template says and has it printed. How many were made.
CREATE FUNCTION console.voucher_template_print(operation uuid, template uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    t console.voucher_template;
    lot CONSTANT uuid := gen_random_uuid();
    made bigint;
BEGIN
    SELECT x.* INTO t FROM console.voucher_template x WHERE x.id = template;
    IF t.id IS NULL THEN
        RETURN 0;
    END IF;
    made := console.voucher_generate(operation, lot, console.voucher_template_wish(t));
    IF made > 0 THEN
        PERFORM console.voucher_print_ask(operation, 'lot', ARRAY[lot], console.receipt_printer(t.printer), NULL, 'unprinted');
    END IF;
    RETURN made;
END $$;
