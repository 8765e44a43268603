/* Values of the filter language that are no amounts: numbers, yes and no, times, ids. */
#ifndef MODEL_LISTS_FILTER_VALUE_H
#define MODEL_LISTS_FILTER_VALUE_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

struct value_time {
    const char *text;   /* "2026-01-31 10:00", or of an age "-7 days", as PostgreSQL reads them */
    const char *sql;    /* of a day that has a name: what gives it, in place of text; else NULL */
    const char *length; /* of the span that is meant: "1 month", "1 day", "1 minute", "1 second"; "" for an age */
    bool is_age;        /* text is an interval to be added to now */
};

bool value_parse_int(const char *text, int64_t *value);
bool value_parse_bool(const char *text, bool *value);                           /* yes no true false ya tidak 1 0 */
bool value_parse_time(struct arena *a, const char *text, struct value_time *t); /* only times that exist */
bool value_is_uuid(const char *text);

#endif
