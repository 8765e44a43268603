-- The settings that the program knows, in its order; writes only what differs.
-- $1 text[] keys, $2 text[] kinds, $3 text[] defaults, $4 bigint[] minima, $5 bigint[] maxima,
-- $6 text[] choices with commas between, $7 boolean[] whether the portal reads them too,
-- $8 text[] the portal's keys, $9 text[] how its values are read, $10 text[] its switches (see console.setting_info)
INSERT INTO console.setting_info AS i (key, position, kind, fallback, minimum, maximum, choices, is_portal,
                                      portal_keys, portal_form, portal_switch)
SELECT w.key, w.position, w.kind, w.fallback, w.minimum, w.maximum, c.choices, w.is_portal,
       w.portal_keys, w.portal_form, w.portal_switch
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::boolean[],
              $8::text[], $9::text[], $10::text[])
       WITH ORDINALITY AS w (key, kind, fallback, minimum, maximum, choices, is_portal, portal_keys, portal_form,
                             portal_switch, position)
 CROSS JOIN LATERAL (SELECT string_to_array(nullif(w.choices, ''), ',') AS choices) c
 WHERE NOT EXISTS (SELECT FROM console.setting_info k
                    WHERE k.key = w.key
                      AND (k.position, k.kind, k.fallback, k.minimum, k.maximum, k.choices, k.is_portal,
                           k.portal_keys, k.portal_form, k.portal_switch)
                          IS NOT DISTINCT FROM (w.position, w.kind, w.fallback, w.minimum, w.maximum, c.choices,
                                                w.is_portal, w.portal_keys, w.portal_form, w.portal_switch))
 ORDER BY w.key
ON CONFLICT (key) DO UPDATE
   SET position = excluded.position, kind = excluded.kind, fallback = excluded.fallback, minimum = excluded.minimum,
       maximum = excluded.maximum, choices = excluded.choices, is_portal = excluded.is_portal,
       portal_keys = excluded.portal_keys, portal_form = excluded.portal_form, portal_switch = excluded.portal_switch
