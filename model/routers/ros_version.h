/* Versions of RouterOS: "6.49.22", "7.21beta3", "7.25.1 (stable)". */
#ifndef MODEL_ROUTERS_ROS_VERSION_H
#define MODEL_ROUTERS_ROS_VERSION_H

#include <stdbool.h>

/* Compared number by number: 7.9 is older than 7.25, a beta or rc older than what it leads to. False where one of them
 * is NULL or no version: what is not known is treated as old. */
bool ros_version_is_at_least(const char *version, const char *than);

#endif
