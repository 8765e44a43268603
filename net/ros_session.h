/* One connected conversation with a router: sentences out, sentences in, deadlines. What they mean is
 * the business of ros.c (commands) and ros_login.c. */
#ifndef NET_ROS_SESSION_H
#define NET_ROS_SESSION_H

#include "base/arena.h"
#include "base/error.h"
#include "net/ros_config.h"
#include "net/ros_listener.h"
#include "net/ros_transport.h"
#include "net/ros_wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ros {
    struct arena *arena;      /* this, and the config's texts */
    struct ros_config config; /* defaults filled in */
    struct ros_wake wake;
    struct ros_transport *transport; /* NULL: not connected */
    struct ros_decoder decoder;
    struct ros_buffer out;
    uint64_t queued_bytes; /* put into out since the connection began */
    uint64_t sent_bytes;   /* of those, handed over for good; kept when the connection ends */
    uint64_t next_tag;
    uint64_t connection; /* how many were made */
    size_t in_flight;    /* commands that the router owes an answer to */
    size_t strays;       /* answers in this call to what was not asked */
    int64_t heard_us;    /* when the last byte came, or the first command after silence was queued */
    int64_t latency_us;
    struct ros_listener listener;
    int64_t next_write_us;  /* before that, rate_per_s allows no command of ros_run() */
    uint64_t *command_ends; /* of the last window commands: queued_bytes behind each */
};

/* At the start of every public call: an earlier interrupt is not this call's. */
void ros_session_begin_call(struct ros *r);

bool ros_session_open(struct ros *r, struct error *e);
/* Between calls a router has nothing to say but that it hangs up. */
bool ros_session_is_alive(struct ros *r);
void ros_session_close(struct ros *r);

/* Closes the connection and says why; always false. */
bool ros_session_fail(struct ros *r, struct error *e, enum error_code code, const char *why_format, ...)
    __attribute__((format(printf, 4, 5)));

/* Queues a sentence: the words, then ".tag=" with the tag where it is not 0. Counts it as in flight. */
void ros_session_put(struct ros *r, const char *const *words, size_t count, uint64_t tag);

/* Sends of it what can go without a wait; what is amiss with the connection shows when something is heard. */
void ros_session_push(struct ros *r);

enum ros_heard {
    ROS_HEARD_REPLY,   /* r->decoder.words hold it; at least one word, which starts with '!' */
    ROS_HEARD_NOTHING, /* the time has come */
    ROS_HEARD_FAILURE  /* e is set, the connection is closed */
};

/* Sends what is queued and returns the next reply; until_us INT64_MAX: wait for one. The deadline
 * holds while anything is in flight. A !fatal is a failure. */
enum ros_heard ros_session_hear(struct ros *r, int64_t until_us, struct error *e);

/* About the reply just heard. */
bool ros_reply_is(const struct ros *r, const char *kind); /* "!done" */
bool ros_reply_value(const struct ros *r, const char *name, struct ros_word *value);
uint64_t ros_reply_tag(const struct ros *r); /* 0: none, or none of ours */

/* Copies a word's bytes, cut to size - 1, with a final '\0'. */
void ros_word_copy(char *out, size_t size, const struct ros_word *word);

/* net/ros_login.c: by name and password, then by challenge where the router asks for it. */
bool ros_login(struct ros *r, struct error *e);

#endif
