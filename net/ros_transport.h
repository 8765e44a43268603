/* The byte stream to a router, plain or TLS, by libcurl: connecting, sending, receiving, waiting.
 *
 * Belongs to one thread, but for ros_wake_raise(). Nothing blocks but ros_transport_open() and
 * ros_transport_wait(), and both end at once when the wake is raised. */
#ifndef NET_ROS_TRANSPORT_H
#define NET_ROS_TRANSPORT_H

#include "base/error.h"
#include "net/ros_config.h"
#include "net/ros_wire.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How another thread ends a running call. */
struct ros_wake {
    int fd; /* an eventfd; -1 where none could be had: then the flag alone is looked at */
    atomic_bool raised;
};
void ros_wake_init(struct ros_wake *w);
void ros_wake_free(struct ros_wake *w);
void ros_wake_raise(struct ros_wake *w); /* any thread */
void ros_wake_clear(struct ros_wake *w);
bool ros_wake_is_raised(const struct ros_wake *w);

int64_t ros_clock_us(void); /* monotonic */

struct ros_transport;

/* NULL with e set: ERR_UNREACHABLE, ERR_CONFIG (a bad host or an unreadable ca_file), ERR_CANCELLED. */
struct ros_transport *ros_transport_open(const struct ros_config *config, struct ros_wake *wake, struct error *e);
void ros_transport_close(struct ros_transport *t); /* NULL is allowed */

/* The certificate that the router showed, as PEM; NULL: none, be it that it speaks no TLS. Lives as long as t. */
const char *ros_transport_certificate(const struct ros_transport *t);

/* Hands over what can be handed over without waiting; the rest stays in out or in t. Bytes taken
 * from out are wiped there. False: nothing can be sent any more, but there may still be something to read. */
bool ros_transport_send(struct ros_transport *t, struct ros_buffer *out);
uint64_t ros_transport_sent(const struct ros_transport *t); /* bytes handed over since it was opened */

enum ros_received {
    ROS_RECEIVED,
    ROS_NOTHING_YET,
    ROS_END,
    ROS_LOST
};
/* bytes point into t and live until the next call. */
enum ros_received ros_transport_receive(struct ros_transport *t, const void **bytes, size_t *length);

/* Why sending or receiving failed, in curl's words. */
const char *ros_transport_reason(const struct ros_transport *t);

/* Waits for something to read, for room to write where out or t hold unsent bytes, for the wake,
 * or until the time is there. May come back early. */
void ros_transport_wait(struct ros_transport *t, const struct ros_buffer *out, int64_t until_us);

#endif
