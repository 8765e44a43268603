/* A peer for measurements: answers logins, adds and host prints, each a fixed time after it was asked. It keeps
 * nothing, so that what is measured is the client and the link. */
#ifndef TESTS_BENCH_ROS_RESPONDER_H
#define TESTS_BENCH_ROS_RESPONDER_H

#include <stdbool.h>
#include <sys/types.h>

struct responder {
    pid_t pid;
    int port;
};

/* In a process of its own; false and errno where it can't. */
bool responder_start(struct responder *r, long latency_ms, long hosts);
void responder_stop(struct responder *r);

#endif
