-- What a portal's table of settings holds, as it stands there, before anything of ours is in the database. A value that is
-- encrypted is not read.
-- $1 text[] keys of ours, '' for none, $2 text[] the portal's keys for each, with blanks between
-- Columns: ours, found (NULL: nothing), value, state (found or encrypted), in_force ('as it is'), is_own.
SELECT m.ours, f.found, f.value, CASE WHEN f.is_encrypted THEN 'encrypted' ELSE 'found' END AS state,
       'as it is' AS in_force, false AS is_own
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS m (ours, theirs, place)
 CROSS JOIN LATERAL (
       SELECT string_agg(s.setting_key, ', ' ORDER BY s.setting_key) AS found,
              left(string_agg(btrim(s.setting_value), ', ' ORDER BY s.setting_key) FILTER (WHERE NOT s.is_encrypted), 300)
                  AS value,
              coalesce(bool_or(s.is_encrypted), false) AS is_encrypted
         FROM public.application_settings s
        WHERE s.setting_key = ANY (string_to_array(m.theirs, ' ')) AND btrim(s.setting_value) <> '') f
 ORDER BY m.place
