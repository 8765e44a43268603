/* A router at this moment: how it is, what passes its interfaces, who is on, who moves most, what its log says of the
 * hotspot; and a ping from it to a customer's devices. Asks and changes nothing, there or here. For a lane that may
 * wait. */
#ifndef MODEL_ROUTERS_LIVE_H
#define MODEL_ROUTERS_LIVE_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LIVE_PORTS = 64,
    LIVE_SESSIONS = 50, /* that are kept; all are counted */
    LIVE_TALKERS = 10,
    LIVE_LINES = 12,
    LIVE_PINGS = 3
};

/* Texts from the router are safe to show. Figures below 0: not known. */
struct live_port {
    const char *name, *type;
    bool is_running;
    int64_t rx_bytes, tx_bytes, rx_bps, tx_bps; /* bits a second, over about a second */
};
struct live_session {
    const char *id, *account, *address, *mac, *who, *user_id; /* who: NULL where nobody is known by that device */
    int64_t uptime_s, bytes;
};
struct live_talker {
    const char *mac, *address, *who, *user_id;
    int64_t bps, bytes;
};
struct live_line {
    const char *at, *text;
};

struct live {
    const char *router, *error;           /* error: why it could not be asked; then nothing below is known */
    const char *at;                       /* "10:47:03", by the shop's clock */
    const char *version, *board, *health; /* health: "temperature 38 C, voltage 24.1 V"; NULL: it says nothing */
    int64_t uptime_s, cpu, memory, disk;  /* per cent in use */
    struct live_port *ports;
    size_t port_count;
    struct live_session *sessions; /* the busiest first */
    size_t session_count, all_sessions;
    struct live_talker *talkers; /* who moves most now */
    size_t talker_count, host_count;
    struct live_line *lines; /* the newest last */
    size_t line_count;
    const char *refused; /* menus that it did not show; NULL: none */
};

/* In ctx->arena; always comes to something. */
void live_read(struct context *ctx, const char *router, struct live *live);

/* A ping from the router to one address. */
struct live_ping {
    const char *address, *error; /* error: why not */
    int64_t sent, received;
    const char *fastest, *average, *slowest; /* "1ms204us"; NULL: nothing came back */
};

struct live_pings {
    const char *user_id, *full_name, *router;
    struct live_ping *items;
    size_t count;
    bool is_done; /* the router was asked */
};

/* The customer's router and the addresses of the devices, as known; ERR_REFUSED: there is no such customer. */
bool live_pings_plan(struct context *ctx, const char *user_id, struct live_pings *p, struct error *e);
void live_pings_run(struct context *ctx, struct live_pings *p);

#endif
