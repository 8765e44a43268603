/* What the header's lamps say. */
#include "model/health.h"

#include "base/text.h"
#include "db/db.h"
#include "model/config.h"

#include <string.h>

enum {
    STALE_S = 120,
    HEARTBEAT_S = 30,
    MUCH_SKEW_S = 120
};

/* In the order of health_read.sql. */
enum {
    ROUTER,
    STATE,
    VERSION,
    LATENCY_US,
    CLOCK_SKEW_S,
    LAST_ERROR,
    AGE_S,
    OUTBOX_WAITING,
    OUTBOX_FAILED,
    MESSAGES_WAITING
};

static const char *age_text(struct arena *a, int64_t seconds)
{
    if (seconds < 120)
        return arena_printf(a, "%lld s", (long long)seconds);
    if (seconds < 7200)
        return arena_printf(a, "%lld min", (long long)seconds / 60);
    if (seconds < 172800)
        return arena_printf(a, "%lld h", (long long)seconds / 3600);
    return arena_printf(a, "%lld days", (long long)seconds / 86400);
}

/* What the operator allowed and must not forget. */
static const char *transport_text(const struct config_router *c)
{
    if (!c->tls)
        return ", clear text";
    return c->insecure ? ", TLS not verified" : "";
}

static const char *version_text(struct arena *a, const struct db_result *r, int row)
{
    const char *version = db_value(r, row, VERSION);
    return *version ? arena_printf(a, "RouterOS %s", text_safe_copy(a, version)) : "answers";
}

/* Fills state and what is known, without the transport. */
static const char *router_detail(struct arena *a, const struct db_result *r, int row, enum lamp *lamp)
{
    int64_t age = db_int64(r, row, AGE_S), skew = db_int64(r, row, CLOCK_SKEW_S);
    const char *state = db_value(r, row, STATE);

    if (db_is_null(r, row, STATE) || strcmp(state, "unknown") == 0) {
        *lamp = LAMP_UNKNOWN;
        return "not asked yet";
    }
    if (age > STALE_S) {
        *lamp = LAMP_WARN;
        return arena_printf(a, "not asked for %s", age_text(a, age));
    }
    if (strcmp(state, "down") == 0) {
        *lamp = LAMP_BAD;
        return text_safe_copy(a, db_value(r, row, LAST_ERROR));
    }
    *lamp = LAMP_GOOD;
    const char *detail =
        arena_printf(a, "%s, %lld ms", version_text(a, r, row), (long long)(db_int64(r, row, LATENCY_US) + 500) / 1000);
    if (skew >= -MUCH_SKEW_S && skew <= MUCH_SKEW_S)
        return detail;
    *lamp = LAMP_WARN;
    return arena_printf(a, "%s, its clock is off by %s", detail, age_text(a, skew < 0 ? -skew : skew));
}

static struct health_lamp router_lamp(struct context *ctx, const struct db_result *r, int row,
                                      const struct config_router *c)
{
    struct health_lamp lamp = { .name = c->name };
    const char *detail = router_detail(ctx->arena, r, row, &lamp.state);
    lamp.detail = arena_printf(ctx->arena, "%s%s", detail, transport_text(c));
    return lamp;
}

static struct health_lamp worker_lamp(struct arena *a, const struct db_result *r, int row)
{
    struct health_lamp lamp = { .name = "worker", .state = LAMP_WARN };
    int64_t age = db_int64(r, row, AGE_S);

    if (db_is_null(r, row, AGE_S)) {
        lamp.detail = "no worker is running";
    } else if (age >= HEARTBEAT_S) {
        lamp.detail = arena_printf(a, "no heartbeat for %s", age_text(a, age));
    } else {
        lamp.state = LAMP_GOOD;
        lamp.detail = arena_printf(a, "heartbeat %s ago", age_text(a, age < 0 ? 0 : age));
    }
    return lamp;
}

bool health_read(struct context *ctx, struct health *h, struct error *e)
{
    const struct config *c = ctx->config;
    const char **names = ARENA_ARRAY(ctx->arena, const char *, c->router_count + 1);

    for (size_t i = 0; i < c->router_count; i++)
        names[i] = c->routers[i].name;
    struct db_result *r = db_query(ctx->db, "health_read", DB_PARAMS(db_array(ctx->arena, names, c->router_count)), e);
    if (!r)
        return false;
    int last = (int)c->router_count;
    h->count = c->router_count + 1;
    h->lamps = ARENA_ARRAY(ctx->arena, struct health_lamp, h->count);
    for (int i = 0; i < last; i++)
        h->lamps[i] = router_lamp(ctx, r, i, &c->routers[i]);
    h->lamps[last] = worker_lamp(ctx->arena, r, last);
    h->outbox_waiting = db_int64(r, last, OUTBOX_WAITING);
    h->outbox_failed = db_int64(r, last, OUTBOX_FAILED);
    h->messages_waiting = db_int64(r, last, MESSAGES_WAITING);
    db_result_free(r);
    return true;
}
