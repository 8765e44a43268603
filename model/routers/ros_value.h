/* Values of a router's rows as the model wants them. */
#ifndef MODEL_ROUTERS_ROS_VALUE_H
#define MODEL_ROUTERS_ROS_VALUE_H

#include "base/arena.h"
#include "net/ros.h"

struct calendar;

#include <stdbool.h>
#include <stdint.h>

/* Without the NULs that some routers pad texts with; false where the row has no such property or it is empty. */
bool ros_value_get(const struct ros_row *row, const char *name, struct ros_word *value);
/* A terminated copy; NULL where ros_value_get() finds nothing. */
char *ros_value_text(struct arena *a, const struct ros_row *row, const char *name);
/* As ros_value_text(); NULL also where the router shows but a mask ("*****", as from 7.21 on): it is not known then. */
char *ros_value_secret(struct arena *a, const struct ros_row *row, const char *name);
/* False, and 0, where it is absent, no number of digits, or too long a one. */
bool ros_value_number(const struct ros_row *row, const char *name, int64_t *number);
int64_t ros_value_int64(const struct ros_row *row, const char *name); /* 0 where it is none or below 0 */
bool ros_value_bool(const struct ros_row *row, const char *name);

/* "1w2d3h4m5s", "1m2s340ms", "2d03:04:05", "00:00:01.230", "45" in whole seconds, what is less cut off; false where it
 * is no duration. */
bool ros_parse_seconds(const char *text, int64_t *seconds);

/* "2025-01-31" of RouterOS 7.10 and later, "jan/31/2025" of those before, whatever our own locale: year, month and day
 * of *date. */
bool ros_parse_date(const char *text, struct calendar *date);

/* As routers write MACs: upper case with colons; false where it is none. */
enum {
    MAC_TEXT = 18
};
bool ros_parse_mac(char out[MAC_TEXT], const char *text);

#endif
