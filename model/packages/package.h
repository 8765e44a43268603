/* One package, and one profile, whole, for their pages. Texts are as the database has them; NULL: none. */
#ifndef MODEL_PACKAGES_PACKAGE_H
#define MODEL_PACKAGES_PACKAGE_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct package_sale {
    const char *order_id, *at, *who;
    int64_t amount_rp;
};

struct package_story {
    const char *id, *name, *profile, *profile_id, *quota;
    int64_t price_rp, days, customers, sold, sold_rp, charges, subscriptions; /* sold: in 30 days */
    bool is_active;
    struct package_sale *sales; /* newest first, not all */
    size_t sale_count;
};
bool package_read_story(struct context *ctx, const char *id, struct package_story *story, struct error *e);

struct profile_router {
    const char *router, *state, *text;
};
struct profile_package {
    const char *id, *name, *text;
};

struct profile_story {
    const char *id, *name, *terms, *states, *state;
    int64_t customers;
    struct profile_router *routers;
    struct profile_package *packages;
    size_t router_count, package_count;
};
bool profile_read_story(struct context *ctx, const char *id, struct profile_story *story, struct error *e);

#endif
