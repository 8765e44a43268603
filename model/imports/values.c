/* Values of a CSV file as they are written by people and by spreadsheets, brought to the form in which they are staged.
 */
#include "model/imports/kind.h"

#include "model/routers/ros_value.h"
#include "model/values/amount.h"
#include "model/values/phone.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What a reading is told and tells. */
struct reading {
    struct arena *arena;
    const struct import_column *column;
    const char *text;
    enum import_fault fault;
    const char *why;
};

static const char *misfit(struct reading *r, enum import_fault fault, const char *why)
{
    r->fault = fault;
    r->why = why;
    return NULL;
}

static const char *misfit_form(struct reading *r, const char *what)
{
    return misfit(r, FAULT_FORM, arena_printf(r->arena, "%s: '%.60s' is no %s", r->column->name, r->text, what));
}

static const char *misfit_error(struct reading *r, const struct error *e)
{
    return misfit(r, FAULT_FORM, arena_printf(r->arena, "%s: %s", r->column->name, e->why));
}

static const char *read_text(struct reading *r)
{
    const struct import_column *c = r->column;
    int64_t characters = 0;
    for (const unsigned char *p = (const unsigned char *)r->text; *p; p++) {
        if (*p < 0x20 || *p == 0x7f)
            return misfit(r, FAULT_FORM, arena_printf(r->arena, "%s: it holds control characters", c->name));
        characters += (*p & 0xc0) != 0x80;
    }
    if (characters >= c->minimum && (!c->maximum || characters <= c->maximum))
        return r->text;
    return misfit(r, FAULT_BOUNDS,
                  arena_printf(r->arena, "%s: it must have %" PRId64 " to %" PRId64 " characters", c->name, c->minimum,
                               c->maximum));
}

/* A spreadsheet makes 6.28E+12 of a long number: its last digits are gone. */
static bool is_rounded_number(const char *text)
{
    size_t n = strspn(text, "0123456789.,");
    return n && (text[n] == 'E' || text[n] == 'e') && strspn(text + n + 1, "+0123456789") == strlen(text + n + 1);
}

static const char *read_phone(struct reading *r)
{
    char stored[PHONE_TEXT];
    if (phone_normalise(stored, r->text))
        return arena_strdup(r->arena, stored);
    if (is_rounded_number(r->text))
        return misfit(r, FAULT_FORM,
                      arena_printf(r->arena, "%s: a spreadsheet has rounded '%.30s': give the column the format text",
                                   r->column->name, r->text));
    return misfit_form(r, "phone number");
}

/* AA:BB:CC:DD:EE:FF with any marks between, AABB.CCDD.EEFF, AABBCCDDEEFF. */
static const char *read_mac(struct reading *r)
{
    char mac[MAC_TEXT] = "", pairs[MAC_TEXT];
    size_t n = 0;
    for (const char *p = r->text; *p; p++) {
        if (strchr(":-. ", *p))
            continue;
        if (n == MAC_TEXT - 1)
            return misfit_form(r, "MAC address");
        if (n % 3 == 2)
            pairs[n++] = ':';
        pairs[n++] = *p;
    }
    pairs[n] = '\0';
    return ros_parse_mac(mac, pairs) ? arena_strdup(r->arena, mac) : misfit_form(r, "MAC address");
}

static const char *read_address(struct reading *r)
{
    unsigned char bytes[sizeof(struct in6_addr)];
    if (inet_pton(AF_INET, r->text, bytes) == 1 || inet_pton(AF_INET6, r->text, bytes) == 1)
        return r->text;
    return misfit_form(r, "IP address");
}

static const char *in_bounds(struct reading *r, int64_t value)
{
    const struct import_column *c = r->column;
    if (value >= c->minimum && value <= c->maximum)
        return arena_printf(r->arena, "%" PRId64, value);
    return misfit(
        r, FAULT_BOUNDS,
        arena_printf(r->arena, "%s: it must be between %" PRId64 " and %" PRId64, c->name, c->minimum, c->maximum));
}

static const char *read_mb(struct reading *r)
{
    struct error e = { .code = ERR_NONE };
    int64_t cmb;
    if (!mb_parse(r->text, &cmb, &e))
        return misfit_error(r, &e);
    if (r->column->type == IMPORT_MB && cmb % CMB_PER_MB)
        return misfit(r, FAULT_FORM, arena_printf(r->arena, "%s: only whole MB can be taken", r->column->name));
    if (!in_bounds(r, cmb / CMB_PER_MB))
        return NULL;
    return arena_printf(r->arena, "%" PRId64 ".%02" PRId64, cmb / CMB_PER_MB, cmb % CMB_PER_MB);
}

/* As the database keeps the quota of a package: GB with two decimals. */
static const char *read_gb(struct reading *r)
{
    struct error e = { .code = ERR_NONE };
    int64_t cmb;
    bool is_bare = r->text[strspn(r->text, "0123456789., ")] == '\0';
    if (!mb_parse(is_bare ? arena_printf(r->arena, "%s GB", r->text) : r->text, &cmb, &e))
        return misfit_error(r, &e);
    if (cmb * 100 % CMB_PER_GB)
        return misfit(r, FAULT_FORM,
                      arena_printf(r->arena, "%s: only hundredths of a GB can be taken", r->column->name));
    int64_t hundredths = cmb * 100 / CMB_PER_GB;
    return in_bounds(r, hundredths / 100)
               ? arena_printf(r->arena, "%" PRId64 ".%02" PRId64, hundredths / 100, hundredths % 100)
               : NULL;
}

static const char *read_rp(struct reading *r)
{
    struct error e = { .code = ERR_NONE };
    int64_t rp;
    bool is_below = *r->text == '-' && r->column->minimum < 0;
    if (!rp_parse(r->text + is_below, &rp, &e))
        return misfit_error(r, &e);
    return in_bounds(r, is_below ? -rp : rp);
}

static const char *read_int(struct reading *r)
{
    char *end;
    errno = 0;
    long long value = strtoll(r->text, &end, 10);
    return *end || errno ? misfit_form(r, "whole number") : in_bounds(r, value);
}

static bool is_day(int year, int month, int day)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return year >= 1970 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1] + (leap && month == 2);
}

/* Digits up to a mark; what stands there counts on. */
static int take_number(const char **text, size_t most)
{
    size_t n = strspn(*text, "0123456789");
    if (!n || n > most)
        return -1;
    int value = atoi(*text);
    *text += n;
    return value;
}

/* 2026-12-31, 31/12/2026, 31-12-2026, 31.12.2026; the rest stands behind it. NULL: no day. */
static const char *take_day(struct reading *r, const char **rest)
{
    const char *at = r->text;
    int first = take_number(&at, 4);
    char mark = *at;
    if (first < 0 || !mark || !strchr("-/.", mark))
        return NULL;
    at++;
    int month = take_number(&at, 2);
    if (month < 0 || *at++ != mark)
        return NULL;
    int last = take_number(&at, 4);
    *rest = at;
    bool is_iso = first > 31;
    int year = is_iso ? first : last, day = is_iso ? last : first;
    return is_day(year, month, day) ? arena_printf(r->arena, "%04d-%02d-%02d", year, month, day) : NULL;
}

static const char *read_day(struct reading *r)
{
    const char *rest, *day = take_day(r, &rest);
    return day && !*rest ? day : misfit_form(r, "day, like 2026-12-31 or 31/12/2026");
}

/* " 10:30", "T10:30:00+07:00": as far as PostgreSQL reads it. */
static bool is_clock(const char *text)
{
    int hour, minute, second = 0;
    text++;
    hour = take_number(&text, 2);
    if (*text++ != ':')
        return false;
    minute = take_number(&text, 2);
    if (*text == ':') {
        text++;
        second = take_number(&text, 2);
        if (*text == '.')
            text += 1 + strspn(text + 1, "0123456789");
    }
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return false;
    return !*text || strcmp(text, "Z") == 0 ||
           (strchr("+-", *text) && strlen(text) <= 6 && strspn(text + 1, "0123456789:") == strlen(text + 1));
}

static const char *read_time(struct reading *r)
{
    const char *rest, *day = take_day(r, &rest);
    if (day && !*rest)
        return day;
    if (day && (*rest == ' ' || *rest == 'T') && is_clock(rest))
        return arena_printf(r->arena, "%s%s", day, rest);
    return misfit_form(r, "day, like 2026-12-31 or 31/12/2026");
}

static const char *read_yes(struct reading *r)
{
    static const char *const words[][2] = {
        { "yes", "t" }, { "y", "t" }, { "ya", "t" },    { "true", "t" },  { "1", "t" },
        { "no", "f" },  { "n", "f" }, { "tidak", "f" }, { "false", "f" }, { "0", "f" },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(r->text, words[i][0]) == 0)
            return words[i][1];
    return misfit_form(r, "yes or no");
}

static const char *read_choice(struct reading *r)
{
    struct strbuf known = { .arena = r->arena };
    for (const char *const *choice = r->column->choices; *choice; choice++) {
        if (strcasecmp(*choice, r->text) == 0)
            return *choice;
        strbuf_printf(&known, "%s%s", known.length ? ", " : "", *choice);
    }
    return misfit(r, FAULT_FORM,
                  arena_printf(r->arena, "%s: it must be one of %s", r->column->name, strbuf_text(&known)));
}

static const char *(*const readers[])(struct reading *r) = {
    [IMPORT_TEXT] = read_text,       [IMPORT_PHONE] = read_phone, [IMPORT_MAC] = read_mac,
    [IMPORT_ADDRESS] = read_address, [IMPORT_MB] = read_mb,       [IMPORT_PART_MB] = read_mb,
    [IMPORT_GB] = read_gb,           [IMPORT_RP] = read_rp,       [IMPORT_INT] = read_int,
    [IMPORT_DAY] = read_day,         [IMPORT_TIME] = read_time,   [IMPORT_YES] = read_yes,
    [IMPORT_CHOICE] = read_choice,
};

/* Without what a spreadsheet needs around a text that looks like a formula, and without blanks. */
static const char *trimmed(struct arena *a, const char *text)
{
    text += strspn(text, " \t\r\n");
    if (text[0] == '\'' && text[1] && strchr("=+-@", text[1]))
        text++;
    size_t length = strlen(text);
    while (length && isspace((unsigned char)text[length - 1]))
        length--;
    return text[length] ? arena_copy(a, text, length) : text;
}

bool import_value(struct arena *a, const struct import_column *c, const char *text, const char **value,
                  enum import_fault *fault, const char **why)
{
    struct reading r = { .arena = a, .column = c, .text = trimmed(a, text) };
    *value = NULL;
    if (!*r.text && !c->is_required)
        return true;
    if (*r.text)
        *value = readers[c->type](&r);
    else
        misfit(&r, FAULT_REQUIRED, arena_printf(a, "%s: it is empty", c->name));
    *fault = r.fault;
    *why = r.why;
    return *value != NULL;
}
