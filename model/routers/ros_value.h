/* Values of a router's rows as the model wants them. */
#ifndef MODEL_ROUTERS_ROS_VALUE_H
#define MODEL_ROUTERS_ROS_VALUE_H

#include "base/arena.h"
#include "net/ros.h"

#include <stdbool.h>
#include <stdint.h>

/* A terminated copy; NULL where the row has no such property or it is empty. */
char *ros_value_text(struct arena *a, const struct ros_row *row, const char *name);
int64_t ros_value_int64(const struct ros_row *row, const char *name); /* 0 where it is none or below 0 */
bool ros_value_bool(const struct ros_row *row, const char *name);

/* "1w2d3h4m5s", "2d03:04:05", "03:04:05", "45" in seconds; false where it is no duration. */
bool ros_parse_seconds(const char *text, int64_t *seconds);

/* As routers write MACs: upper case with colons; false where it is none. */
enum { MAC_TEXT = 18 };
bool ros_parse_mac(char out[MAC_TEXT], const char *text);

#endif
