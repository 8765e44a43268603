-- applies: always
-- A take-over that is undone takes its templates along, where nobody changed them.

-- The templates that came of a take-over's quick-print packages, and whether they are still as they were made.
CREATE FUNCTION console.takeover_made_templates(takeover uuid) RETURNS TABLE (id uuid, name text, is_unchanged boolean)
LANGUAGE sql STABLE AS $$
    SELECT m.id, m.name, bool_or(m.wish = console.voucher_wish_of(p) AND m.quantity = 1 AND m.printer IS NULL)
      FROM console.takeover_package p
      JOIN console.voucher_template m ON lower(m.name) = lower(p.name) AND m.came_from = 'Mikhmon'
     WHERE p.takeover_id = takeover AND m.wish ->> 'router' = (SELECT t.router FROM console.takeover t WHERE t.id = takeover)
     GROUP BY m.id, m.name
$$;

-- Forgets what was written of a router that is given back; packages that somebody has by now stay, and so do templates that were
-- changed (as of 0095). How many vouchers.
CREATE OR REPLACE FUNCTION console.takeover_unwrite(takeover uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    gone bigint;
    made uuid[];
BEGIN
    DELETE FROM console.voucher_template m
     WHERE EXISTS (SELECT FROM console.takeover_made_templates(takeover) x WHERE x.id = m.id AND x.is_unchanged);
    DELETE FROM console.mikhmon_sale s WHERE s.takeover_id = takeover;
    DELETE FROM console.mikhmon_voucher v WHERE v.takeover_id = takeover;
    GET DIAGNOSTICS gone = ROW_COUNT;
    DELETE FROM console.mikhmon_lot l WHERE l.takeover_id = takeover;
    SELECT array_agg(p.id) INTO made
      FROM public.packages p
      JOIN console.takeover t ON t.id = takeover AND p.id = ANY (t.packages)
     WHERE console.package_remove_refusal(p.id) IS NULL AND NOT p.is_active;
    DELETE FROM console.package_tally y WHERE y.package_id = ANY (made);
    DELETE FROM public.packages p WHERE p.id = ANY (made);
    RETURN gone;
END $$;
