/* What Mikhmon writes on a router, read. */
#include "model/mikhmon/mikhmon_text.h"

#include "base/calendar.h"
#include "model/engine/action_table.h"
#include "model/routers/ros_value.h"
#include "model/values/amount.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum {
    MOST_FIELDS = 16,
    SALE_FIELDS = 9,
    PACKAGE_FIELDS = 13,
    LONGEST_DATE = 11, /* "jul/14/2023" */
    CLOCK_LENGTH = 8,
    FIRST_YEAR = 1971 /* a clock that was never set begins in 1970 */
};

/* Cut at the separator, the last field takes what is left; how many there are. */
static size_t split(char *text, const char *separator, char **fields, size_t most)
{
    size_t count = 0, width = strlen(separator);
    while (text && count < most) {
        char *end = count + 1 < most ? strstr(text, separator) : NULL;
        fields[count++] = text;
        if (end)
            *end = '\0';
        text = end ? end + width : NULL;
    }
    return count;
}

static char *trim(char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    for (size_t n = strlen(text); n && isspace((unsigned char)text[n - 1]); n--)
        text[n - 1] = '\0';
    return text;
}

int64_t mikhmon_seconds(const char *text)
{
    int64_t seconds;
    return text && ros_parse_seconds(text, &seconds) && seconds > 0 ? seconds : -1;
}

/* --- dates --- */

static bool is_clock(const char *text)
{
    int hour, minute, second, end = -1;
    return strlen(text) == CLOCK_LENGTH && sscanf(text, "%2d:%2d:%2d%n", &hour, &minute, &second, &end) == 3 &&
           end == CLOCK_LENGTH && hour < 24 && minute < 60 && second < 60;
}

static bool read_moment(const char *date, const char *time, struct calendar *c)
{
    return ros_parse_date(date, c) && calendar_is_date(c->year, c->month, c->day) && is_clock(time);
}

static void write_moment(const struct calendar *c, const char *time, char out[MIKHMON_TIME])
{
    char day[CALENDAR_BYTES];
    snprintf(out, MIKHMON_TIME, "%.10s %.8s", calendar_date(day, c), time);
}

bool mikhmon_read_time(const char *date, const char *time, char out[MIKHMON_TIME])
{
    struct calendar day = { 0 };
    out[0] = '\0';
    if (!read_moment(date, time, &day) || day.year < FIRST_YEAR)
        return false;
    write_moment(&day, time, out);
    return true;
}

/* --- profiles --- */

/* The text within the quotes of the first :put; NULL: there is none, or it does not begin with a comma. */
static char *first_list(struct arena *a, const char *script)
{
    const char *at = strstr(script, ":put");
    if (!at)
        return NULL;
    at += strlen(":put");
    at += strspn(at, " (");
    const char *end = *at == '"' ? strchr(at + 1, '"') : NULL;
    return end && at[1] == ',' ? arena_copy(a, at + 1, (size_t)(end - at - 1)) : NULL;
}

static bool is_mode(const char *text)
{
    static const char *const modes[] = { "", "0", "rem", "ntf", "remc", "ntfc", NULL };
    size_t i = 0;
    while (modes[i] && strcmp(modes[i], text) != 0)
        i++;
    return modes[i] != NULL;
}

/* Digits, and what people put between them: a grace period has a letter. */
static bool is_money(const char *text)
{
    return *text && strspn(text, "0123456789.,") == strlen(text);
}

bool mikhmon_read_profile(struct arena *a, const char *on_login, struct mikhmon_profile *p)
{
    char *fields[MOST_FIELDS] = { NULL }, *list = on_login ? first_list(a, on_login) : NULL;
    size_t count = list ? split(list, ",", fields, MOST_FIELDS) : 0;

    *p = (struct mikhmon_profile){ .validity_s = -1 };
    for (size_t i = 0; i < MOST_FIELDS; i++)
        fields[i] = i < count ? trim(fields[i]) : (char *)"";
    if (count < 4 || !is_mode(fields[1]))
        return false;
    bool has_mode = fields[1][0] && fields[1][0] != '0';
    p->mode = has_mode ? fields[1] : "";
    p->price = fields[2];
    p->selling = is_money(fields[4]) ? fields[4] : NULL;
    p->validity_s = has_mode ? mikhmon_seconds(fields[3]) : -1;
    p->records = has_mode && fields[1][strlen(fields[1]) - 1] == 'c';
    p->locks_user = strcmp(fields[6], "Enable") == 0;
    p->locks_server = strcmp(fields[7], "Enable") == 0;
    return true;
}

/* --- comments --- */

const char *mikhmon_shape_name(enum mikhmon_shape shape)
{
    static const char *const names[] = { "empty", "batch", "single", "dated_old", "dated_iso", "foreign" };
    return names[shape];
}

static bool read_dated(const char *text, struct mikhmon_comment *c)
{
    char date[LONGEST_DATE + 1], clock[CLOCK_LENGTH + 1];
    struct calendar day = { 0 };
    size_t length = strcspn(text, " ");

    if (length > LONGEST_DATE || text[length] != ' ' || strlen(text + length + 1) < CLOCK_LENGTH)
        return false;
    snprintf(date, sizeof date, "%.*s", (int)length, text);
    snprintf(clock, sizeof clock, "%s", text + length + 1);
    if (!read_moment(date, clock, &day))
        return false;
    const char *rest = text + length + 1 + CLOCK_LENGTH;
    if (*rest && *rest != ' ')
        return false;
    c->shape = strchr(date, '/') ? MIKHMON_DATED_OLD : MIKHMON_DATED_ISO;
    write_moment(&day, clock, c->ends);
    c->note = rest + strspn(rest, " ");
    /* A letter by itself is the monitor's; a note that begins with it is somebody's. */
    if ((*c->note == 'N' || *c->note == 'X') && !c->note[1])
        c->monitor = *c->note++;
    return true;
}

/* The month stands first, as Americans write it. */
static bool read_batch(const char *text, struct mikhmon_comment *c)
{
    unsigned number, month, day, year;
    int end = -1;
    if (sscanf(text, "%*2[a-z]-%3u-%2u.%2u.%2u-%n", &number, &month, &day, &year, &end) != 4 ||
        end != (int)strlen("vc-123-07.14.23-") || number < 100 ||
        !calendar_is_date(2000 + (int)year, (int)month, (int)day))
        return false;
    snprintf(c->made_on, sizeof c->made_on, "20%02u-%02u-%02u", year % 100, month % 100, day % 100);
    c->note = text + end;
    return true;
}

void mikhmon_read_comment(const char *text, struct mikhmon_comment *c)
{
    *c = (struct mikhmon_comment){ .shape = MIKHMON_FOREIGN, .note = "" };
    if (!text || !*text)
        c->shape = MIKHMON_EMPTY;
    else if (strncmp(text, "vc-", 3) == 0 || strncmp(text, "up-", 3) == 0)
        c->shape = read_batch(text, c) ? MIKHMON_BATCH : MIKHMON_SINGLE;
    else
        read_dated(text, c);
    if (c->shape == MIKHMON_SINGLE)
        c->note = text + 3;
}

/* --- sales --- */

bool mikhmon_read_sale(struct arena *a, const char *name, struct mikhmon_sale *s)
{
    char *fields[SALE_FIELDS];
    struct calendar day = { 0 };

    *s = (struct mikhmon_sale){ .validity_s = -1 };
    if (split(arena_strdup(a, name), "-|-", fields, SALE_FIELDS) < SALE_FIELDS || !*fields[2] ||
        !read_moment(fields[0], fields[1], &day))
        return false;
    mikhmon_read_time(fields[0], fields[1], s->sold);
    s->stamp = arena_printf(a, "%s %s", fields[0], fields[1]);
    s->user = fields[2];
    s->price = trim(fields[3]);
    s->address = fields[4];
    s->mac = fields[5];
    s->validity = fields[6];
    s->validity_s = mikhmon_seconds(fields[6]);
    s->profile = fields[7];
    s->batch = fields[8];
    return true;
}

/* --- quick-print packages --- */

static int64_t number_of(const char *text)
{
    long long number = 0;
    int end = -1;
    return sscanf(text, "%15lld%n", &number, &end) == 1 && end == (int)strlen(text) && number > 0 ? number : 0;
}

/* The last is cut off at a further sign. */
bool mikhmon_read_package(struct arena *a, const char *source, struct mikhmon_package *p)
{
    char *fields[PACKAGE_FIELDS + 1], *prices[2] = { NULL, NULL };
    *p = (struct mikhmon_package){ .name = NULL };
    if (split(arena_strdup(a, source), "#", fields, PACKAGE_FIELDS + 1) < PACKAGE_FIELDS || !*fields[0])
        return false;
    int64_t uptime = mikhmon_seconds(fields[7]);
    split(fields[11], "_", prices, 2);
    *p = (struct mikhmon_package){ .name = fields[0],
                                   .server = fields[1],
                                   .mode = fields[2],
                                   .length = number_of(fields[3]),
                                   .prefix = fields[4],
                                   .alphabet = fields[5],
                                   .profile = fields[6],
                                   .uptime_s = uptime > 0 ? uptime : 0,
                                   .bytes = number_of(fields[8]),
                                   .comment = fields[9],
                                   .validity = fields[10],
                                   .price = prices[0],
                                   .selling = prices[1],
                                   .locks_user = strcmp(fields[12], "Enable") == 0 };
    return true;
}

/* --- prices --- */

enum mikhmon_price mikhmon_read_price(const char *typed, int64_t *rupiah)
{
    *rupiah = 0;
    if (!typed || !typed[strspn(typed, " ")])
        return PRICE_SURE;
    if (!rp_parse(typed, rupiah, NULL) || *rupiah > MOST_RP) {
        *rupiah = 0;
        return PRICE_UNKNOWN;
    }
    return strspn(typed, "0123456789") == strlen(typed) ? PRICE_SURE : PRICE_PROPOSED;
}
