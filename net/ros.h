/* A client of one router over RouterOS's binary API (6.43 and later, 7), plain or TLS.
 *
 * A struct ros is one connection, used by one thread; only ros_interrupt() may come from another.
 * Every call has a deadline. Any failure of the connection or of the protocol closes it: the
 * next ros_connect() starts anew, and what was in flight has the outcome ROS_UNKNOWN: look at
 * the router before sending it again. Texts are bytes as the router sent them. */
#ifndef NET_ROS_H
#define NET_ROS_H

#include "base/error.h"
#include "net/ros_config.h"
#include "net/ros_listener.h"
#include "net/ros_wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ros;

struct ros *ros_new(const struct ros_config *config); /* copies config; does not connect; never NULL */
void ros_free(struct ros *r);
const struct ros_config *ros_config_of(const struct ros *r);

/* Connects and logs in (plain login; the pre-6.43 challenge where the router asks for it). Does
 * nothing where it is connected; what ended while idle is opened anew. Wrong password: ERR_CONFIG.
 * Session limit reached, refused, timed out, certificate not trusted: ERR_UNREACHABLE with the reason. */
bool ros_connect(struct ros *r, struct error *e);

/* What the router shows of itself before anybody logs in: who has not been told whom to trust looks at it. */
struct ros_certificate {
    char pin[64];         /* of its key, as pinned_key wants it: "sha256//…" */
    char fingerprint[65]; /* SHA-256 of the whole, as RouterOS writes it */
    char subject[128];    /* "CN=router", cut where it is long */
    char until[24];       /* "2027-11-28" */
    bool is_over;         /* that day has passed, by this host's clock */
};
/* Connects, whoever answers, asks for the certificate and hangs up. ERR_UNREACHABLE with the reason; ERR_PROTOCOL where
 * it shows none. */
bool ros_look_at_certificate(struct ros *r, struct ros_certificate *c, struct error *e);

bool ros_is_connected(const struct ros *r);
bool ros_is_alive(struct ros *r); /* connected, and nobody hung up as far as is known */
void ros_close(struct ros *r);
/* Counts the connections that were made: what was learnt of one need not hold of the next. 0: none yet. */
uint64_t ros_connection(const struct ros *r);
/* Any thread: the running call ends with ERR_CANCELLED and the connection is closed; what was in
 * flight is unknown. Forgotten where no call is running: look at your own flag before the next one. */
void ros_interrupt(struct ros *r);

/* One !re row of a print. */
struct ros_row {
    const struct ros_word *words;
    size_t count;
};
bool ros_row_get(const struct ros_row *row, const char *name, struct ros_word *value);

/* Prints path ("/ip/hotspot/host") with .proplist and queries ("?address=10.0.0.1", "?#|", or what else a print
 * takes: "=show-sensitive="), row by row. each may be NULL; it returns false to stop, which sends /cancel and is no
 * error; it must not use r. A trap is ERR_REFUSED with the router's message, and the connection stays. count may be
 * NULL. */
bool ros_print(struct ros *r, const char *path, const char *proplist, const char *const *queries, size_t query_count,
               bool (*each)(void *ctx, const struct ros_row *row), void *ctx, size_t *count, struct error *e);

/* One of several prints that are asked for at once. The caller fills words (the first is the path with "/print"; they
 * must live until the call ends) and each, and reads the rest. */
struct ros_ask {
    const char *const *words;
    size_t word_count;
    void (*each)(void *ctx, const struct ros_row *row); /* must not use r */
    void *ctx;
    bool is_refused; /* by a trap; what rows came are of no use */
    uint64_t tag;    /* the client's own */
    bool is_answered;
};

/* Sends them all before it reads: they take the time of one over a slow link. Their number is to be small, it is not
 * bounded by config.window. False where the connection ended. */
bool ros_print_all(struct ros *r, struct ros_ask *asks, size_t count, struct error *e);
/* Its two halves, for who has something else to do while the router answers. Nothing else may be asked of r in between,
 * and the asks live until they are heard or the connection is closed. */
bool ros_ask_all(struct ros *r, struct ros_ask *asks, size_t count, struct error *e);
bool ros_hear_all(struct ros *r, struct ros_ask *asks, size_t count, struct error *e);

enum ros_outcome {
    ROS_NOT_SENT = 0,
    ROS_DONE,
    ROS_TRAP,   /* refused by the router: category and message say why */
    ROS_UNKNOWN /* sent, and the connection ended before an answer */
};

enum {
    ROS_NO_CATEGORY = -1
};

/* One command of a pipelined run. The caller fills words (the first is the path, then "=name=value"
 * and the like; no .tag) and reads the rest. Words must live until the run ends. */
struct ros_command {
    const char *const *words;
    size_t word_count;
    void *owner; /* the caller's own */
    enum ros_outcome outcome;
    int category;      /* of the trap, ROS_NO_CATEGORY where the router gave none */
    char message[160]; /* of the trap */
    char ret[32];      /* of !done: the new item's .id after an add; empty where it is longer */
    bool answered;     /* the router's !done came */
};

/* Sends them all with at most config.window in flight, reading while writing; answers are matched
 * by tag and may come in any order, so order between commands of one run is not promised beyond
 * that they are sent in order. True when the connection lasted: look at each outcome. False: the
 * connection ended or the run was cancelled; outcomes say which commands are done, unknown or
 * not sent. ERR_INTERNAL, and nothing sent, where a command has no words or an empty one (it would
 * end the sentence). progress (may be NULL) is called as answers come and must not use r. */
bool ros_run(struct ros *r, struct ros_command *commands, size_t count,
             void (*progress)(void *ctx, size_t answered, size_t count), void *ctx, struct error *e);

/* From now on listener is told; gives back who was told before. */
struct ros_listener ros_listen(struct ros *r, struct ros_listener listener);

/* Microseconds until the router began to answer the last single command (a print, a run of one): for
 * the health lamp; 0 before there was any. */
int64_t ros_latency_us(const struct ros *r);

#endif
