/* Where a router is, who logs in, and how much is asked of it at a time. Texts are the giver's: ros_new() copies. */
#ifndef NET_ROS_CONFIG_H
#define NET_ROS_CONFIG_H

#include "net/ros_wire.h"

#include <stdbool.h>

/* Any number that is 0 takes its default. */
struct ros_config {
    const char *name; /* as configured: "main"; messages say "router main" */
    const char *host;
    int port;
    bool tls;
    bool insecure;          /* the config names this host as unverified */
    const char *ca_file;    /* NULL: the system's */
    const char *pinned_key; /* "sha256//base64", NULL: none; without a ca_file it alone is what is verified */
    const char *user;
    const char *password; /* never logged, never in an error */
    int connect_ms;       /* default 5000 */
    int deadline_ms;      /* a command's, default 10000; counted from the last byte that came */
    int window;           /* commands in flight, default 32, at most 1024 */
    int rate_per_s;       /* commands of ros_run() a second, 0 = as fast as the window allows */
    struct ros_limits limits;
};

#endif
