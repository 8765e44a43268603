/* Quota and money as exact integers. */
#include "model/values/amount.h"

#include "base/i18n.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Far above any real amount, and far enough below 2^63 for products with a unit. */
static const int64_t mb_limit_cmb = INT64_C(1000000000000000);
static const int64_t rp_limit = INT64_C(1000000000000000);

enum {
    WHOLE_DIGITS = 15,
    FRACTION_DIGITS = 9
};

/* Digits around at most one mark, as they were written. */
struct decimal {
    int64_t whole, fraction;
    int decimals;    /* digits of fraction */
    char mark;       /* '.' or ',' before the fraction; '\0': none */
    const char *end; /* what follows */
};

static const char *skip_blanks(const char *p)
{
    while (*p == ' ' || *p == '\t')
        p++;
    return p;
}

static bool read_digits(const char **p, int most, int64_t *value, int *count)
{
    *value = 0;
    *count = 0;
    for (; isdigit((unsigned char)**p); (*p)++) {
        if (++*count > most)
            return false;
        *value = *value * 10 + (**p - '0');
    }
    return *count > 0;
}

static bool read_decimal(const char *text, struct decimal *d)
{
    int digits;
    *d = (struct decimal){ .end = text };
    if (!read_digits(&d->end, WHOLE_DIGITS, &d->whole, &digits))
        return false;
    if (*d->end != '.' && *d->end != ',')
        return true;
    d->mark = *d->end++;
    return read_digits(&d->end, FRACTION_DIGITS, &d->fraction, &d->decimals);
}

static int64_t power_of_ten(int exponent)
{
    int64_t value = 1;
    while (exponent-- > 0)
        value *= 10;
    return value;
}

/* d times unit where that is a whole number of at most limit. */
static bool scale_exactly(const struct decimal *d, int64_t unit, int64_t limit, int64_t *out)
{
    int64_t scale = power_of_ten(d->decimals);
    if (d->whole > limit / unit || (d->fraction * unit) % scale)
        return false;
    *out = d->whole * unit + d->fraction * unit / scale;
    return *out <= limit;
}

static const struct {
    const char *name;
    int64_t cmb;
} quota_units[] = {
    { "", CMB_PER_MB },
    { "m", CMB_PER_MB },
    { "mb", CMB_PER_MB },
    { "g", CMB_PER_GB },
    { "gb", CMB_PER_GB },
    { "t", CMB_PER_GB *INT64_C(1024) },
    { "tb", CMB_PER_GB *INT64_C(1024) },
};

static int64_t quota_unit(const char *name)
{
    for (size_t i = 0; i < sizeof quota_units / sizeof *quota_units; i++)
        if (strcasecmp(name, quota_units[i].name) == 0)
            return quota_units[i].cmb;
    return 0;
}

/* The word up to the trailing blanks, for comparison with a unit. */
static void copy_unit(char *out, size_t size, const char *p)
{
    size_t n = strlen(p);
    while (n && isspace((unsigned char)p[n - 1]))
        n--;
    snprintf(out, size, "%.*s", (int)n, p);
}

static bool refuse_amount(struct error *e, const char *kind, const char *text, const char *why, const char *hint)
{
    char what[160];
    snprintf(what, sizeof what, "`%.80s` is no amount of %s", text, kind);
    error_set(e, ERR_USAGE, what, "%s", why);
    return error_hint(e, "%s", hint);
}

bool mb_parse(const char *text, int64_t *cmb, struct error *e)
{
    static const char hint[] = "write it like 10240, 512MB, 10GB or 1.5GB";
    struct decimal d;
    char unit[8];
    int64_t unit_cmb;

    if (!read_decimal(skip_blanks(text), &d))
        return refuse_amount(e, "quota", text, "a number of MB is expected", hint);
    copy_unit(unit, sizeof unit, skip_blanks(d.end));
    unit_cmb = quota_unit(unit);
    if (!unit_cmb)
        return refuse_amount(e, "quota", text, "the units are MB, GB and TB", hint);
    /* "10.240" may be meant as ten thousand: three decimals of a MB are never taken */
    if (unit_cmb == CMB_PER_MB && d.decimals > 2)
        return refuse_amount(e, "quota", text, "at most two decimals of a MB can be kept", hint);
    if (d.whole > mb_limit_cmb / unit_cmb)
        return refuse_amount(e, "quota", text, "it is above 10,000,000,000,000 MB", hint);
    if (!scale_exactly(&d, unit_cmb, mb_limit_cmb, cmb))
        return refuse_amount(e, "quota", text, "it is no whole hundredth of a MB, or above the limit", hint);
    return true;
}

bool mb_has_unit(const char *text)
{
    struct decimal d;
    char unit[8];
    if (!read_decimal(skip_blanks(text), &d))
        return false;
    copy_unit(unit, sizeof unit, skip_blanks(d.end));
    return *unit && quota_unit(unit);
}

bool part_parse(const char *text, int *percent)
{
    static const struct {
        const char *word;
        int percent;
    } words[] = { { "half", 50 }, { "setengah", 50 }, { "separuh", 50 }, { "all", 100 }, { "semua", 100 } };
    char given[16];
    int64_t number;
    int digits;
    text = skip_blanks(text);
    copy_unit(given, sizeof given, text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(given, words[i].word) == 0) {
            *percent = words[i].percent;
            return true;
        }
    if (!read_digits(&text, 3, &number, &digits) || *skip_blanks(text) != '%' || *skip_blanks(skip_blanks(text) + 1))
        return false;
    *percent = (int)number;
    return number >= 1 && number <= 100;
}

bool mb_from_db(const char *text, int64_t *cmb)
{
    struct decimal d;
    bool is_negative = *text == '-';
    int64_t limit = INT64_MAX / 2;
    if (!read_decimal(text + is_negative, &d) || *d.end || d.mark == ',')
        return false;
    if (!scale_exactly(&d, CMB_PER_MB, limit, cmb))
        return false;
    if (is_negative)
        *cmb = -*cmb;
    return true;
}

static uint64_t magnitude(int64_t value)
{
    return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

char *mb_format(char out[AMOUNT_TEXT], int64_t cmb)
{
    uint64_t m = magnitude(cmb);
    snprintf(out, AMOUNT_TEXT, "%s%" PRIu64 ".%02" PRIu64, cmb < 0 ? "-" : "", m / CMB_PER_MB, m % CMB_PER_MB);
    return out;
}

/* Tenths of a unit, half-up. */
static uint64_t tenths_of(uint64_t cmb, uint64_t unit)
{
    return cmb / unit * 10 + (cmb % unit * 10 + unit / 2) / unit;
}

char *mb_human(char out[AMOUNT_TEXT], int64_t cmb)
{
    static const struct {
        const char *name;
        uint64_t cmb;
    } units[] = {
        { "MB", CMB_PER_MB },
        { "GB", CMB_PER_GB },
        { "TB", CMB_PER_GB * UINT64_C(1024) },
    };
    uint64_t m = magnitude(cmb), tenths;
    const char *sign = cmb < 0 ? "-" : "";
    size_t u = 0;

    if (m == 0)
        return memcpy(out, "0 MB", sizeof "0 MB");
    tenths = tenths_of(m, units[0].cmb);
    if (tenths == 0) {
        snprintf(out, AMOUNT_TEXT, "%s0.%02" PRIu64 " MB", sign, m);
        return out;
    }
    /* by the rounded figure, so that 1023.96 MB is 1.0 GB and never "1024.0 MB" */
    while (u < 2 && tenths >= 10240)
        tenths = tenths_of(m, units[++u].cmb);
    snprintf(out, AMOUNT_TEXT, "%s%" PRIu64 ".%" PRIu64 " %s", sign, tenths / 10, tenths % 10, units[u].name);
    return out;
}

static int64_t money_unit(const char *name)
{
    static const struct {
        const char *name;
        int64_t rp;
    } units[] = {
        { "rb", 1000 }, { "ribu", 1000 }, { "k", 1000 }, { "jt", 1000000 }, { "juta", 1000000 },
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcasecmp(name, units[i].name) == 0)
            return units[i].rp;
    return 0;
}

/* Whole rupiah have no fraction: three digits behind a mark are thousands, whichever mark it is. */
static char group_mark(const char *p)
{
    size_t digits = strspn(p + (*p != '\0'), "0123456789");
    return *p == '.' || (*p == ',' && digits == 3) ? *p : '\0';
}

/* "200000", "200.000", "1,200,000", also with ",00" or, behind commas, ".00" at the end. */
static bool read_grouped(const char *p, int64_t *rp, const char **end)
{
    int64_t group;
    int digits;
    if (!read_digits(&p, WHOLE_DIGITS, rp, &digits))
        return false;
    bool may_group = digits <= 3;
    char mark = group_mark(p);
    while (mark && *p == mark) {
        p++;
        if (!may_group || !read_digits(&p, 3, &group, &digits) || digits != 3)
            return false;
        *rp = *rp * 1000 + group;
        if (*rp > rp_limit)
            return false;
    }
    *end = strncmp(p, mark == ',' ? ".00" : ",00", 3) == 0 ? p + 3 : p;
    return true;
}

bool rp_parse(const char *text, int64_t *rp, struct error *e)
{
    static const char hint[] = "write it like 200000, 200.000, 200rb or 1,5jt";
    const char *p = skip_blanks(text), *end;
    struct decimal d;
    char unit[8];
    int64_t unit_rp = 0;

    if (strncasecmp(p, "rp", 2) == 0)
        p = skip_blanks(p + 2 + (p[2] == '.'));
    if (read_decimal(p, &d)) {
        copy_unit(unit, sizeof unit, skip_blanks(d.end));
        unit_rp = money_unit(unit);
    }
    if (unit_rp) {
        /* "1.500rb" reads as one and a half thousand or as fifteen hundred thousand */
        if (d.mark == '.' && d.decimals > 2)
            return refuse_amount(e, "money", text, "the dot can be read in two ways", hint);
        if (!scale_exactly(&d, unit_rp, rp_limit, rp))
            return refuse_amount(e, "money", text, "it is no whole rupiah, or too much", hint);
        return true;
    }
    if (!read_grouped(p, rp, &end) || *skip_blanks(end) || *rp > rp_limit)
        return refuse_amount(e, "money", text, "whole rupiah are expected", hint);
    return true;
}

static char *write_rp(char out[AMOUNT_TEXT], int64_t rp, char mark)
{
    char digits[AMOUNT_TEXT];
    char *to = out + snprintf(out, AMOUNT_TEXT, "%sRp ", rp < 0 ? "-" : "");
    int n = snprintf(digits, sizeof digits, "%" PRIu64, magnitude(rp));
    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            *to++ = mark;
        *to++ = digits[i];
    }
    *to = '\0';
    return out;
}

char *rp_human(char out[AMOUNT_TEXT], int64_t rp)
{
    return write_rp(out, rp, '.');
}

/* --- as the language of the face writes them --- */

struct marks {
    char group, decimal;
};

static struct marks marks_of_language(void)
{
    static const char english[] = N_("1,234.5"); /* translated: how that language writes this figure */
    const char *sample = _(english);
    if (strlen(sample) != strlen(english))
        sample = english;
    return (struct marks){ .group = sample[1], .decimal = sample[5] };
}

char *rp_shown(char out[AMOUNT_TEXT], int64_t rp)
{
    return write_rp(out, rp, marks_of_language().group);
}

static char *with_decimal_mark(char *text)
{
    char *point = strchr(text, '.');
    if (point)
        *point = marks_of_language().decimal;
    return text;
}

char *mb_shown(char out[AMOUNT_TEXT], int64_t cmb)
{
    return with_decimal_mark(mb_human(out, cmb));
}

char *tenths_shown(char out[AMOUNT_TEXT], int64_t tenths)
{
    snprintf(out, AMOUNT_TEXT, "%s%" PRIu64 ".%" PRIu64, tenths < 0 ? "-" : "", magnitude(tenths) / 10,
             magnitude(tenths) % 10);
    return with_decimal_mark(out);
}
