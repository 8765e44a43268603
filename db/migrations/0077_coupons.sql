-- applies: always
-- Coupons by hand: what they give, how they stand, and what writing one anew comes to.

-- When one that is ended by hand was ended; its last day stays what it was.
ALTER TABLE console.coupon ADD COLUMN ended_at timestamptz, ADD COLUMN actor text NOT NULL DEFAULT '';

-- How a coupon stands now.
CREATE FUNCTION console.coupon_state(k console.coupon) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN k.ended_at IS NOT NULL OR k.valid_until <= now() THEN 'ended'
                WHEN k.used_count + k.reserved_count >= k.max_uses THEN 'used_up'
                WHEN k.valid_from > now() THEN 'not_yet'
                ELSE 'active' END
$$;

CREATE OR REPLACE FUNCTION console.coupon_refusal(given text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN given IS NULL THEN NULL
                WHEN k.code IS NULL THEN 'there is no coupon ' || given
                WHEN k.ended_at IS NOT NULL THEN 'coupon ' || k.code || ' is valid no more'
                WHEN k.valid_from > clock_timestamp() THEN 'coupon ' || k.code || ' is not valid yet'
                WHEN k.valid_until <= clock_timestamp() THEN 'coupon ' || k.code || ' is valid no more'
                WHEN k.used_count + k.reserved_count >= k.max_uses THEN 'coupon ' || k.code || ' is used up' END
      FROM (SELECT) one
      LEFT JOIN console.coupon k ON k.code = upper(btrim(given))
$$;

-- Reserves one use, never beyond what is allowed: the condition is looked at under the row's lock.
CREATE OR REPLACE FUNCTION console.coupon_reserve(given text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE console.coupon k
       SET reserved_count = k.reserved_count + 1
     WHERE k.code = given AND (k.max_uses IS NULL OR k.used_count + k.reserved_count < k.max_uses)
       AND k.ended_at IS NULL
       AND (k.valid_from IS NULL OR k.valid_from <= clock_timestamp())
       AND (k.valid_until IS NULL OR k.valid_until > clock_timestamp());
    RETURN FOUND;
END $$;

-- What it gives, how often and when, for previews.
CREATE FUNCTION console.coupon_text(k console.coupon) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ',
           CASE k.discount_type WHEN 'percent' THEN k.discount_value || ' %' ELSE console.rp_text(k.discount_value) END,
           CASE WHEN k.max_uses IS NULL THEN 'any number of uses' WHEN k.max_uses = 1 THEN '1 use'
                ELSE k.max_uses || ' uses' END,
           'from ' || (k.valid_from AT TIME ZONE console.zone())::date,
           'until ' || (k.valid_until AT TIME ZONE console.zone())::date)
$$;

-- A coupon as it would be ('-': taken away, NULL: as it is), and why that is not done. What charges have reserved or
-- used of it stays theirs, at the discount of their day.
CREATE FUNCTION console.coupon_wanted(k console.coupon, percent integer, amount bigint, uses text, from_day text,
                                      until_day text, OUT wanted console.coupon, OUT refusal text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    wanted := k;
    IF percent IS NOT NULL THEN
        wanted.discount_type := 'percent';
        wanted.discount_value := percent;
    ELSIF amount IS NOT NULL THEN
        wanted.discount_type := 'flat';
        wanted.discount_value := amount;
    END IF;
    IF uses IS NOT NULL THEN
        wanted.max_uses := nullif(uses, '-')::integer;
    END IF;
    IF from_day IS NOT NULL THEN
        wanted.valid_from := nullif(from_day, '-')::date::timestamp AT TIME ZONE console.zone();
    END IF;
    IF until_day IS NOT NULL THEN
        wanted.valid_until := console.day_end(nullif(until_day, '-')::date);
        wanted.ended_at := NULL;
    END IF;
    refusal := CASE
        WHEN percent IS NOT NULL AND amount IS NOT NULL THEN 'percent or an amount, not both'
        WHEN wanted.discount_value IS NULL THEN 'say what it gives: percent, or an amount'
        WHEN wanted.valid_until <= wanted.valid_from THEN 'it would end before it begins'
        WHEN wanted.max_uses < k.used_count + k.reserved_count
            THEN 'has ' || k.used_count + k.reserved_count || ' uses already' END;
END $$;
