/* What the header's lamps say. */
#include "model/worker/health.h"

#include "base/i18n.h"
#include "base/text.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/incidents/detector.h"

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
    MESSAGES_WAITING,
    LISTENERS,
    LISTEN_ERROR,
    QUEUE,
    QUEUE_REASON,
    PAYMENT_MODE,
    PAYMENT_METHODS,
    PAYMENT_HABIT,
    INCIDENTS,
    INCIDENT_NEWEST,
    INCIDENT_KIND,
    INCIDENT_CAUSE,
    INCIDENT_SEVERITY
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

/* Notifications are a hint: without them the jobs find out, a little later. */
static struct health_lamp listener_lamp(struct arena *a, const struct db_result *r, int row)
{
    struct health_lamp lamp = { .name = "listener",
                                .state = LAMP_WARN,
                                .detail = "no worker listens for notifications" };
    int64_t listeners = db_int64(r, row, LISTENERS);

    if (!db_is_null(r, row, LISTEN_ERROR)) {
        lamp.detail = text_safe_copy(a, db_value(r, row, LISTEN_ERROR));
    } else if (listeners > 0) {
        lamp.state = LAMP_GOOD;
        lamp.detail = listeners == 1 ? "listens for notifications"
                                     : arena_printf(a, "%lld listen for notifications", (long long)listeners);
    }
    return lamp;
}

static struct health_lamp queue_lamp(struct arena *a, const struct db_result *r, int row)
{
    struct health_lamp lamp = { .name = "queue", .state = LAMP_GOOD, .detail = "invoices get to Xendit" };
    const char *health = db_value(r, row, QUEUE);

    if (strcmp(health, "healthy") == 0)
        return lamp;
    lamp.state = strcmp(health, "stuck") == 0 ? LAMP_BAD : LAMP_WARN;
    lamp.detail = text_safe_copy(a, db_value(r, row, QUEUE_REASON));
    return lamp;
}

/* How many there are that nobody has taken on, and the worst of them. */
static struct health_lamp incident_lamp(struct arena *a, const struct db_result *r, int row)
{
    const struct detector *d = detector_find(db_value(r, row, INCIDENT_KIND));
    const char *what = d ? _(d->what) : db_value(r, row, INCIDENT_KIND);
    const char *cause = text_safe_copy(a, db_value(r, row, INCIDENT_CAUSE));
    bool is_critical = strcmp(db_value(r, row, INCIDENT_SEVERITY), "critical") == 0;
    return (struct health_lamp){ .name = "incidents",
                                 .state = is_critical ? LAMP_BAD : LAMP_WARN,
                                 .detail = arena_printf(a, *cause ? "%lld, %s (%s)" : "%lld, %s",
                                                        (long long)db_int64(r, row, INCIDENTS), what, cause) };
}

/* A gateway or messenger of the configuration. */
struct outside {
    const char *name;  /* in console.gateway_state */
    const char *label; /* of the lamp */
    const char *url;   /* NULL: Midtrans', which the mode decides */
    bool insecure;
};

static size_t outsides(struct context *ctx, struct outside **list)
{
    const struct config *c = ctx->config;
    struct outside *o = *list = ARENA_ARRAY(ctx->arena, struct outside, c->xendit_count + 3);
    size_t n = 0;

    if (c->midtrans)
        o[n++] = (struct outside){ "midtrans", "midtrans", NULL, c->midtrans->insecure };
    for (size_t i = 0; i < c->xendit_count; i++)
        o[n++] = (struct outside){ arena_printf(ctx->arena, "xendit:%s", c->xendit[i].brand), c->xendit[i].brand,
                                   c->xendit[i].url, c->xendit[i].insecure };
    if (c->telegram)
        o[n++] = (struct outside){ "telegram", "telegram", c->telegram->url, c->telegram->insecure };
    if (c->whatsapp)
        o[n++] = (struct outside){ "whatsapp", "whatsapp", c->whatsapp->url, c->whatsapp->insecure };
    return n;
}

/* It is asked when there is something to ask, so that silence is no sign of anything. */
static struct health_lamp gateway_lamp(struct arena *a, const struct db_result *r, int row, const struct outside *o)
{
    struct health_lamp lamp = { .name = o->label, .state = LAMP_UNKNOWN };
    const char *detail = "not asked yet";
    const char *transport = strncmp(o->url, "http://", 7) == 0 ? ", clear text"
                            : o->insecure                      ? ", TLS not verified"
                                                               : "";

    if (strcmp(db_value(r, row, STATE), "up") == 0) {
        lamp.state = LAMP_GOOD;
        detail = arena_printf(a, "answered %s ago", age_text(a, db_int64(r, row, AGE_S)));
    } else if (!db_is_null(r, row, STATE)) {
        lamp.state = LAMP_BAD;
        detail = arena_printf(a, "%s ago: %s", age_text(a, db_int64(r, row, AGE_S)),
                              text_safe_copy(a, db_value(r, row, LAST_ERROR)));
    }
    lamp.detail = arena_printf(a, "%s%s", detail, transport);
    return lamp;
}

/* Where a gateway is asked. */
static const char *url_of(const struct context *ctx, const struct outside *o, const char *payment_mode)
{
    const struct config_midtrans *m = ctx->config->midtrans;
    if (o->url)
        return o->url;
    return config_midtrans_is_snap(m, payment_mode) ? m->snap_url : m->core_url;
}

static struct db_result *read_all(struct context *ctx, const struct outside *gateways, size_t gateway_count,
                                  struct error *e)
{
    const struct config *c = ctx->config;
    const char **routers = ARENA_ARRAY(ctx->arena, const char *, c->router_count + 1);
    const char **names = ARENA_ARRAY(ctx->arena, const char *, gateway_count + 1);

    for (size_t i = 0; i < c->router_count; i++)
        routers[i] = c->routers[i].name;
    for (size_t i = 0; i < gateway_count; i++)
        names[i] = gateways[i].name;
    return db_query(ctx->db, "health_read",
                    DB_PARAMS(db_array(ctx->arena, routers, c->router_count),
                              db_array(ctx->arena, names, gateway_count), ctx->actor),
                    e);
}

bool health_read(struct context *ctx, struct health *h, struct error *e)
{
    const struct config *c = ctx->config;
    struct outside *gateways;
    size_t gateway_count = outsides(ctx, &gateways);
    struct db_result *r = read_all(ctx, gateways, gateway_count, e);
    if (!r)
        return false;
    int first_gateway = (int)c->router_count, last = first_gateway + (int)gateway_count;
    h->count = 0;
    h->lamps = ARENA_ARRAY(ctx->arena, struct health_lamp, (size_t)last + 4);
    for (int i = 0; i < first_gateway; i++)
        h->lamps[h->count++] = router_lamp(ctx, r, i, &c->routers[i]);
    h->payment_mode = arena_strdup(ctx->arena, db_value(r, last, PAYMENT_MODE));
    h->payment_methods = arena_strdup(ctx->arena, db_value(r, last, PAYMENT_METHODS));
    h->payment_habit = arena_strdup(ctx->arena, db_value(r, last, PAYMENT_HABIT));
    for (int i = first_gateway; i < last; i++) {
        struct outside *o = &gateways[i - first_gateway];
        o->url = url_of(ctx, o, h->payment_mode);
        h->lamps[h->count++] = gateway_lamp(ctx->arena, r, i, o);
    }
    h->lamps[h->count++] = worker_lamp(ctx->arena, r, last);
    if (c->worker_listen)
        h->lamps[h->count++] = listener_lamp(ctx->arena, r, last);
    if (c->xendit_count)
        h->lamps[h->count++] = queue_lamp(ctx->arena, r, last);
    h->incidents = db_int64(r, last, INCIDENTS);
    h->incident_newest = db_int64(r, last, INCIDENT_NEWEST);
    if (h->incidents)
        h->lamps[h->count++] = incident_lamp(ctx->arena, r, last);
    h->outbox_waiting = db_int64(r, last, OUTBOX_WAITING);
    h->outbox_failed = db_int64(r, last, OUTBOX_FAILED);
    h->messages_waiting = db_int64(r, last, MESSAGES_WAITING);
    db_result_free(r);
    return true;
}
