-- What a portal's settings come to here.
-- $1 text[] keys of ours, '' for none, $2 text[] the portal's keys for each, with blanks between
-- Columns: ours, found (NULL: nothing), value (in our words), state (see console.portal_setting), in_force, is_own.
SELECT m.ours,
       CASE WHEN m.ours <> '' THEN p.origin
            ELSE (SELECT string_agg(s.setting_key, ', ' ORDER BY s.setting_key)
                    FROM public.application_settings s
                   WHERE s.setting_key = ANY (string_to_array(m.theirs, ' ')) AND btrim(s.setting_value) <> '') END AS found,
       left(p.value, 300) AS value, p.state, coalesce(nullif(left(console.setting(m.ours), 300), ''), '-') AS in_force,
       EXISTS (SELECT FROM console.setting_value v WHERE v.key = m.ours) AS is_own
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS m (ours, theirs, place)
 CROSS JOIN LATERAL console.portal_setting(m.ours) p
 ORDER BY m.place
