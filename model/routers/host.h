/* Rows of /ip/hotspot/host: who is on the network, and the byte counters that usage is read from. */
#ifndef MODEL_ROUTERS_HOST_H
#define MODEL_ROUTERS_HOST_H

#include "base/arena.h"
#include "model/routers/ros_value.h"

#include <stdbool.h>
#include <stdint.h>

extern const char host_proplist[];

struct host {
    const char *id;
    const char *address; /* as the firewall sees it; NULL: none */
    char mac[MAC_TEXT];
    int64_t bytes, uptime_s; /* bytes: in and out; HOST_UNSAID where the router did not say it */
};
enum {
    HOST_UNSAID = -1
};

/* False where the row has no MAC or no id. Texts live in the arena, fit for the database. */
bool host_read(struct arena *a, const struct ros_row *row, struct host *h);

/* Of two rows with one MAC the younger is in use. */
bool host_is_younger(const struct host *h, const struct host *than);

#endif
