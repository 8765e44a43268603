/* The arguments of actions: words of an operator or a script, checked and brought to one form. */
#include "model/engine/action_operation.h"

#include "base/text.h"
#include "model/values/amount.h"
#include "model/values/mac.h"
#include "model/values/phone.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool wrong(const struct action_arg *arg, struct error *e, const char *why)
{
    char what[96];
    snprintf(what, sizeof what, "%s= does not fit", arg->name);
    error_set(e, ERR_USAGE, what, "%s", why);
    return error_hint(e, "%s", arg->help);
}

static const char *trim(struct arena *a, const char *text)
{
    size_t length;
    while (isspace((unsigned char)*text))
        text++;
    length = strlen(text);
    while (length > 0 && isspace((unsigned char)text[length - 1]))
        length--;
    return arena_copy(a, text, length);
}

static const char *check_text(const struct action_arg *arg, const char *text, struct error *e)
{
    int64_t characters = 0;
    if (!text_is_utf8(text, strlen(text))) {
        wrong(arg, e, "it is no valid UTF-8");
        return NULL;
    }
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if ((*p < 0x20 && !(arg->is_goods && strchr("\r\n\t", *p))) || *p == 0x7f) {
            wrong(arg, e, "it holds control characters");
            return NULL;
        }
        characters += (*p & 0xc0) != 0x80;
    }
    if (characters >= arg->minimum && (arg->maximum == 0 || characters <= arg->maximum))
        return text;
    char why[64];
    snprintf(why, sizeof why, "it must have %" PRId64 " to %" PRId64 " characters", arg->minimum, arg->maximum);
    wrong(arg, e, why);
    return NULL;
}

/* "50%" of what an operator calls a part; NULL: it is none. */
static const char *check_part(struct arena *a, const struct action_arg *arg, const char *text)
{
    int percent;
    return arg->takes_part && part_parse(text, &percent) ? arena_printf(a, "%d%%", percent) : NULL;
}

/* Columns of quota that an operator sets are whole MB. */
static const char *check_mb(struct arena *a, const struct action_arg *arg, const char *text, struct error *e)
{
    int64_t cmb;
    char low[AMOUNT_TEXT], high[AMOUNT_TEXT];
    const char *part = check_part(a, arg, text);
    if (part)
        return part;
    if (!mb_parse(text, &cmb, e))
        return NULL;
    if (cmb % CMB_PER_MB != 0) {
        wrong(arg, e, "only whole MB can be taken");
        return NULL;
    }
    if (cmb < arg->minimum || cmb > arg->maximum) {
        wrong(
            arg, e,
            arena_printf(a, "it must be between %s and %s", mb_human(low, arg->minimum), mb_human(high, arg->maximum)));
        return NULL;
    }
    return arena_printf(a, "%" PRId64, cmb / CMB_PER_MB);
}

static const char *check_bounds(struct arena *a, const struct action_arg *arg, int64_t value, struct error *e)
{
    if (value >= arg->minimum && value <= arg->maximum)
        return arena_printf(a, "%" PRId64, value);
    wrong(arg, e, arena_printf(a, "it must be between %" PRId64 " and %" PRId64, arg->minimum, arg->maximum));
    return NULL;
}

static const char *check_int(struct arena *a, const struct action_arg *arg, const char *text, struct error *e)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (*text && !*end && !errno)
        return check_bounds(a, arg, value, e);
    wrong(arg, e, "it is no whole number");
    return NULL;
}

/* "10240MB"; NULL: no quota, whose unit must stand there, or none that can be kept. */
static const char *check_rp_mb(struct arena *a, const char *text)
{
    int64_t cmb;
    if (!mb_has_unit(text) || !mb_parse(text, &cmb, NULL) || cmb < CMB_PER_MB || cmb % CMB_PER_MB)
        return NULL;
    return arena_printf(a, "%" PRId64 "MB", cmb / CMB_PER_MB);
}

static const char *check_rp(struct arena *a, const struct action_arg *arg, const char *text, struct error *e)
{
    int64_t rp;
    bool has_sign = arg->minimum < 0 && (*text == '-' || *text == '+');
    const char *other = check_part(a, arg, text);
    if (!other && arg->takes_mb)
        other = check_rp_mb(a, text);
    if (other)
        return other;
    if (!rp_parse(text + has_sign, &rp, e))
        return NULL;
    return check_bounds(a, arg, *text == '-' ? -rp : rp, e);
}

static const char *check_choice(struct arena *a, const struct action_arg *arg, const char *text, struct error *e)
{
    struct strbuf known = { .arena = a };
    if (arg->choices_sql)
        return check_text(arg, text, e); /* what there is to choose, the plan knows */
    for (const char *const *choice = arg->choices; choice && *choice; choice++) {
        if (strcmp(*choice, text) == 0)
            return *choice;
        strbuf_printf(&known, "%s%s", known.length ? ", " : "", *choice);
    }
    wrong(arg, e, arena_printf(a, "it must be one of %s", strbuf_text(&known)));
    return NULL;
}

/* 9 stands for a digit, x for a hexadecimal one. */
static bool has_shape(const char *text, const char *shape)
{
    for (; *shape; text++, shape++) {
        unsigned char c = (unsigned char)*text;
        if (*shape == '9' ? !isdigit(c) : *shape == 'x' ? !isxdigit(c) : c != (unsigned char)*shape)
            return false;
    }
    return !*text;
}

bool action_is_uuid(const char *text)
{
    return has_shape(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
}

static int read_digits(const char *text, size_t count)
{
    char figure[8];
    snprintf(figure, sizeof figure, "%.*s", (int)count, text);
    return (int)strtol(figure, NULL, 10);
}

static bool is_date(const char *text)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (!has_shape(text, "9999-99-99"))
        return false;
    int year = read_digits(text, 4), month = read_digits(text + 5, 2), day = read_digits(text + 8, 2);
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (leap && month == 2);
}

static const char *check_phone(struct arena *a, const struct action_arg *arg, const char *text, struct error *e)
{
    char stored[PHONE_TEXT];
    if (phone_normalise(stored, text))
        return arena_strdup(a, stored);
    wrong(arg, e, "it is no phone number");
    return NULL;
}

static const char *check_mac(struct arena *a, const struct action_arg *arg, const char *text, struct error *e)
{
    char mac[MAC_SIZE];
    if (mac_normalise(mac, text))
        return arena_strdup(a, mac);
    wrong(arg, e, "it is no MAC address like AA:BB:CC:00:00:01");
    return NULL;
}

static const char *check(struct arena *a, const struct action_arg *arg, const char *text, struct error *e)
{
    switch (arg->type) {
    case ARG_TEXT:
        return check_text(arg, text, e);
    case ARG_MB:
        return check_mb(a, arg, text, e);
    case ARG_RP:
        return check_rp(a, arg, text, e);
    case ARG_INT:
        return check_int(a, arg, text, e);
    case ARG_CHOICE:
        return check_choice(a, arg, text, e);
    case ARG_PHONE:
        return check_phone(a, arg, text, e);
    case ARG_DATE:
        if (is_date(text))
            return text;
        wrong(arg, e, "it is no date like 2026-01-31");
        return NULL;
    case ARG_UUID:
        if (action_is_uuid(text))
            return text;
        wrong(arg, e, "it is no uuid");
        return NULL;
    case ARG_MAC:
        return check_mac(a, arg, text, e);
    }
    return NULL;
}

static bool is_called(const struct action_arg *arg, const char *name)
{
    for (const char *const *also = arg->also; also && *also; also++)
        if (strcmp(*also, name) == 0)
            return true;
    return strcmp(arg->name, name) == 0;
}

size_t action_arg_index(const struct action *a, const char *name)
{
    size_t i = 0;
    while (i < a->arg_count && !is_called(&a->args[i], name))
        i++;
    return i;
}

static bool unknown_arg(struct context *ctx, const struct action *a, const char *name, struct error *e)
{
    struct strbuf known = { .arena = ctx->arena };
    for (size_t i = 0; i < a->arg_count; i++)
        strbuf_printf(&known, "%s%s=", i ? ", " : "", a->args[i].name);
    error_set(e, ERR_USAGE, "unknown argument", "%s takes no %s=", a->name, name);
    return error_hint(e, a->arg_count ? "it takes %s" : "it takes no arguments%s", strbuf_text(&known));
}

static bool take_given(struct context *ctx, const struct action *a, const char *name, const char *value,
                       const char **values, struct error *e)
{
    size_t i = action_arg_index(a, name);
    if (i == a->arg_count)
        return unknown_arg(ctx, a, name, e);
    if (values[i])
        return error_set(e, ERR_USAGE, "an argument is given twice", "%s=", name);
    value = trim(ctx->arena, value);
    if (!*value)
        return true;
    values[i] = a->args[i].may_clear && strcmp(value, "-") == 0 ? "-" : check(ctx->arena, &a->args[i], value, e);
    return values[i] != NULL;
}

size_t action_line_count(const char *text)
{
    size_t lines = 0;
    for (const char *p = text; *p; p += strcspn(p, "\n"), p += *p == '\n')
        lines += p[strspn(p, " \t\r")] != '\n' && p[strspn(p, " \t\r")];
    return lines;
}

/* Nothing given is no lines: then it must say 0. */
static bool check_lines(struct context *ctx, const struct action *a, size_t i, const char *const *parsed,
                        struct error *e)
{
    const struct action_arg *arg = &a->args[i];
    size_t of = arg->counted_by ? action_arg_index(a, arg->counted_by) : a->arg_count;
    if (of == a->arg_count || !parsed[of])
        return true;
    size_t lines = parsed[i] ? action_line_count(parsed[i]) : 0;
    if (strtoll(parsed[of], NULL, 10) == (long long)lines)
        return true;
    return wrong(arg, e,
                 arena_printf(ctx->arena, "it has %zu lines, not the %s of %s=", lines, parsed[of], a->args[of].name));
}

bool action_parse_args(struct context *ctx, const struct action *a, const char *const *names, const char *const *values,
                       size_t count, const char *const **args, struct error *e)
{
    const char **parsed = ARENA_ARRAY(ctx->arena, const char *, a->arg_count + 1);
    for (size_t i = 0; i < count; i++)
        if (!take_given(ctx, a, names[i], values[i] ? values[i] : "", parsed, e))
            return false;
    for (size_t i = 0; i < a->arg_count; i++) {
        const struct action_arg *arg = &a->args[i];
        if (!parsed[i] && arg->fallback && !(parsed[i] = check(ctx->arena, arg, arg->fallback, e)))
            return false;
        if (!parsed[i] && arg->is_required) {
            error_set(e, ERR_USAGE, "an argument is missing", "%s needs %s=", a->name, arg->name);
            return error_hint(e, "%s", arg->help);
        }
        if (!check_lines(ctx, a, i, parsed, e))
            return false;
    }
    *args = parsed;
    return true;
}
