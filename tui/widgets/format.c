/* A value as the screen shows it. */
#include "tui/widgets/format.h"

#include "base/arena.h"
#include "base/calendar.h"
#include "base/i18n.h"
#include "model/engine/saying.h"
#include "model/values/amount.h"
#include "model/values/choice.h"
#include "model/values/phone.h"
#include "tui/widgets/chart.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is as it should be has no colour: the eye finds the rest sooner. */
static const struct {
    const char *value;
    enum theme_role role;
} status_roles[] = {
    { "unlimited", ROLE_GOOD }, { "done", ROLE_GOOD },       { "up", ROLE_GOOD },
    { "fup", ROLE_WARN },       { "habis", ROLE_WARN },      { "expired", ROLE_WARN }, { "pending", ROLE_WARN },
    { "running", ROLE_INFO },   { "processing", ROLE_INFO }, { "overdue", ROLE_BAD },  { "blocked", ROLE_BAD },
    { "failed", ROLE_BAD },     { "down", ROLE_BAD },        { "inactive", ROLE_DIM }, { "cancelled", ROLE_DIM },
};

/* Seconds east of UTC from "+07", "-03:30", "+07:00:00"; false: none of those. */
static bool read_offset(const char *text, int64_t *offset)
{
    int hours = 0, minutes = 0, seconds = 0;
    if ((*text != '+' && *text != '-') || sscanf(text + 1, "%2d:%2d:%2d", &hours, &minutes, &seconds) < 1)
        return false;
    *offset = hours * 3600 + minutes * 60 + seconds;
    if (*text == '-')
        *offset = -*offset;
    return true;
}

/* at: the moment; offset: the zone that it is written in. */
static bool read_timestamp(const char *text, int64_t *at, int64_t *offset)
{
    struct calendar t = { 0 };
    int used = 0;
    if (sscanf(text, "%5d-%2d-%2d%*1[ T]%2d:%2d:%2d%n", &t.year, &t.month, &t.day, &t.hour, &t.minute,
               &t.second, &used) < 6)
        return false;
    const char *rest = text + used;
    if (*rest == '.')
        rest += 1 + strspn(rest + 1, "0123456789");
    if (!read_offset(rest, offset))
        return false;
    *at = calendar_seconds(&t) - *offset;
    return true;
}

const char *format_day(char out[FORMAT_BYTES], const struct calendar *day)
{
    static const char *const months[] = { N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
                                          N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec") };
    snprintf(out, FORMAT_BYTES, "%02d %s", day->day, _(months[day->month - 1]));
    return out;
}

bool format_time(char out[FORMAT_BYTES], const char *timestamptz, int64_t now)
{
    struct calendar then, today;
    int64_t at, offset;
    /* Shown in the database's zone, as everywhere else, and not in that of the terminal's host. */
    if (!read_timestamp(timestamptz, &at, &offset))
        return false;
    at += offset;
    now += offset;
    if (!calendar_of(at, &then) || !calendar_of(now, &today))
        return false;
    char day[FORMAT_BYTES];
    if (then.year != today.year)
        return snprintf(out, FORMAT_BYTES, "%s", calendar_date(day, &then)) > 0;
    if (then.month == today.month && then.day == today.day)
        return snprintf(out, FORMAT_BYTES, "%02d:%02d", then.hour, then.minute) > 0;
    return snprintf(out, FORMAT_BYTES, "%.32s %02d:%02d", format_day(day, &then), then.hour, then.minute) > 0;
}

static bool format_mb(char out[FORMAT_BYTES], const char *value)
{
    int64_t cmb;
    char text[AMOUNT_TEXT];
    if (!mb_from_db(value, &cmb))
        return false;
    snprintf(out, FORMAT_BYTES, "%s", mb_shown(text, cmb));
    return true;
}

static bool read_whole(const char *value, int64_t *number)
{
    char *end;
    *number = strtoimax(value, &end, 10);
    return end != value && !*end;
}

static bool format_rp(char out[FORMAT_BYTES], const char *value)
{
    char text[AMOUNT_TEXT];
    int64_t rp;
    if (!read_whole(value, &rp))
        return false;
    snprintf(out, FORMAT_BYTES, "%s", rp_shown(text, rp));
    return true;
}

static bool format_bool(char out[FORMAT_BYTES], const char *value)
{
    bool is_true = *value == 't';
    if (!is_true && *value != 'f')
        return false;
    snprintf(out, FORMAT_BYTES, "%s", is_true ? _("yes") : _("no"));
    return true;
}

static bool format_percent(char out[FORMAT_BYTES], const char *value)
{
    int64_t percent;
    if (!read_whole(value, &percent))
        return false;
    snprintf(out, FORMAT_BYTES, "%" PRId64 " %%", percent);
    return true;
}

static bool format_phone(char out[FORMAT_BYTES], const char *value)
{
    char local[PHONE_TEXT];
    if (strlen(value) >= PHONE_TEXT)
        return false;
    phone_local(local, value);
    snprintf(out, FORMAT_BYTES, "%s", local);
    return true;
}

static bool format_by_type(char out[FORMAT_BYTES], enum column_type type, const char *value, int64_t now)
{
    switch (type) {
    case COL_MB:
        return format_mb(out, value);
    case COL_RP:
        return format_rp(out, value);
    case COL_TIME:
        return format_time(out, value, now);
    case COL_BOOL:
        return format_bool(out, value);
    case COL_PHONE:
        return format_phone(out, value);
    case COL_PERCENT:
        return format_percent(out, value);
    case COL_CHOICE:
        return snprintf(out, FORMAT_BYTES, "%s", choice_word(value)) > 0;
    case COL_TEXT:
    case COL_ID:
    case COL_INT:
    case COL_DATE:
    case COL_SPARK:
    case COL_JSON:
        break;
    }
    return false;
}

static void format_sentence(char out[FORMAT_BYTES], const struct column *c, const char *value)
{
    struct arena *a = arena_new();
    snprintf(out, FORMAT_BYTES, "%s", (c->flags & COLUMN_SAID ? say : say_known)(a, value));
    arena_free(a);
}

const char *format_cell(char out[FORMAT_BYTES], const struct column *c, const char *value, int64_t now)
{
    if (!value)
        value = "";
    if (c->flags & (COLUMN_SAID | COLUMN_SAID_KNOWN))
        format_sentence(out, c, value);
    else if (!*value || !format_by_type(out, c->type, value, now))
        snprintf(out, FORMAT_BYTES, "%s", value);
    return out;
}

_Static_assert((int)CHART_BYTES <= (int)FORMAT_BYTES, "a chart fits where a cell does");

const char *format_cell_in(char out[FORMAT_BYTES], const struct column *c, const char *value, int64_t now,
                           struct format_place place)
{
    int64_t percent;
    if (value && c->type == COL_SPARK && chart_spark(out, value, place.columns, place.is_ascii))
        return out;
    if (!value || c->type != COL_PERCENT || !read_whole(value, &percent))
        return format_cell(out, c, value, now);
    chart_bar(out, percent, place.columns, place.is_ascii);
    return out;
}

bool format_is_right(const struct column *c)
{
    return c->type == COL_MB || c->type == COL_RP || c->type == COL_INT || (c->flags & COLUMN_RIGHT);
}

static enum theme_role percent_role(const char *value)
{
    int64_t percent;
    if (!value || !read_whole(value, &percent))
        return ROLE_TEXT;
    if (percent >= CHART_FULL)
        return ROLE_BAD;
    return percent >= CHART_WARN ? ROLE_WARN : ROLE_GOOD;
}

enum theme_role format_role(const struct column *c, const char *value)
{
    if (c->type == COL_PERCENT)
        return percent_role(value);
    if (c->type != COL_CHOICE || !value)
        return ROLE_TEXT;
    for (size_t i = 0; i < sizeof status_roles / sizeof status_roles[0]; i++)
        if (strcmp(status_roles[i].value, value) == 0)
            return status_roles[i].role;
    return ROLE_TEXT;
}
