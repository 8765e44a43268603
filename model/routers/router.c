/* The routers of the configuration: one kept connection and a breaker each. */
#include "model/routers/router.h"

#include "base/clock.h"
#include "model/config/config.h"
#include "model/routers/router_learnt.h"
#include "model/routers/router_note.h"
#include "model/routers/router_state.h"
#include "net/ros.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum {
    USUAL_CONNECT_MS = 5000, /* of the client */
    FIRST_WAIT_MS = 1000,
    LONGEST_WAIT_MS = 60000
};

struct router {
    const char *name;
    struct ros *ros;
    struct router_learnt learnt;
    unsigned failures;   /* in a row */
    int64_t retry_at_ms; /* monotonic */
    struct error last_error;
    char *words;             /* all that it said, but for figures, as was written last; NULL: not known */
    struct router_note note; /* under lock */
};

struct routers {
    struct router *items;
    size_t count;
    bool keeps_notes;
    pthread_mutex_t lock;
};

/* Who waits less for an answer waits less for a connection, too; 0: the default. */
static int connect_ms(int deadline_ms)
{
    return deadline_ms && deadline_ms < USUAL_CONNECT_MS ? deadline_ms : 0;
}

struct routers *routers_new(const struct config *config)
{
    struct routers *r = calloc(1, sizeof *r);
    if (!r)
        abort();
    pthread_mutex_init(&r->lock, NULL);
    r->count = config->router_count;
    r->items = calloc(r->count ? r->count : 1, sizeof *r->items);
    if (!r->items)
        abort();
    for (size_t i = 0; i < r->count; i++) {
        const struct config_router *c = &config->routers[i];
        r->items[i].name = c->name;
        r->items[i].ros = ros_new(&(struct ros_config){ .name = c->name,
                                                        .host = c->host,
                                                        .port = c->port,
                                                        .tls = c->tls,
                                                        .insecure = c->insecure,
                                                        .ca_file = c->ca_file,
                                                        .pinned_key = c->pinned_key,
                                                        .user = c->user,
                                                        .password = c->password,
                                                        .connect_ms = connect_ms(c->deadline_ms),
                                                        .deadline_ms = c->deadline_ms,
                                                        .window = c->window,
                                                        .rate_per_s = c->rate_per_s });
    }
    return r;
}

void routers_free(struct routers *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->count; i++) {
        ros_free(r->items[i].ros);
        free(r->items[i].words);
    }
    pthread_mutex_destroy(&r->lock);
    free(r->items);
    free(r);
}

size_t routers_count(const struct routers *r)
{
    return r->count;
}

const char *routers_name(const struct routers *r, size_t i)
{
    return r->items[i].name;
}

static struct router *find(const struct routers *r, const char *name)
{
    for (size_t i = 0; r && i < r->count; i++)
        if (strcmp(r->items[i].name, name) == 0)
            return &r->items[i];
    return NULL;
}

/* Between 80 and 100 % of the wait, so that many hosts do not come back in step. */
static int with_jitter(int ms)
{
    uint16_t random = 0;
    if (getrandom(&random, sizeof random, GRND_NONBLOCK) != sizeof random)
        random = (uint16_t)clock_ms();
    return ms - (int)((int64_t)ms * random / UINT16_MAX / 5);
}

static void open_breaker(struct router *r, const struct error *e)
{
    int wait = r->failures < 6 ? FIRST_WAIT_MS << r->failures : LONGEST_WAIT_MS;
    r->failures++;
    r->retry_at_ms = clock_ms() + with_jitter(wait < LONGEST_WAIT_MS ? wait : LONGEST_WAIT_MS);
    r->last_error = *e;
}

static void close_breaker(struct router *r)
{
    r->failures = 0;
    r->retry_at_ms = 0;
}

static int wait_ms(const struct router *r)
{
    int64_t left = r->retry_at_ms - clock_ms();
    return left > 0 ? (int)left : 0;
}

int routers_retry_in_ms(const struct routers *r, const char *name)
{
    const struct router *router = find(r, name);
    return router ? wait_ms(router) : 0;
}

void routers_retry_now(struct routers *r, const char *name)
{
    struct router *router = find(r, name);
    if (router)
        close_breaker(router);
}

void routers_rest(struct routers *r)
{
    for (size_t i = 0; i < r->count; i++)
        ros_close(r->items[i].ros);
}

void routers_interrupt(struct routers *r)
{
    for (size_t i = 0; i < r->count; i++)
        ros_interrupt(r->items[i].ros);
}

struct router_learnt *routers_learnt(struct context *ctx, const char *name)
{
    struct router *r = find(ctx->routers, name);
    if (!r)
        return NULL;
    if (r->learnt.connection != ros_connection(r->ros))
        r->learnt = (struct router_learnt){ .connection = ros_connection(r->ros) };
    return &r->learnt;
}

void routers_keep_notes(struct routers *r)
{
    r->keeps_notes = true;
}

bool routers_take_note(struct routers *r, size_t i, struct router_note *note)
{
    struct router *router = &r->items[i];
    pthread_mutex_lock(&r->lock);
    *note = router->note;
    router->note = (struct router_note){ .asked_ms = 0 };
    pthread_mutex_unlock(&r->lock);
    return note->asked_ms || note->read_ms;
}

bool routers_note_answer(struct context *ctx, const char *name, const char *words, const struct router_note *note)
{
    struct router *r = find(ctx->routers, name);
    if (!r || !ctx->routers->keeps_notes || !r->words || strcmp(r->words, words) != 0)
        return false;
    pthread_mutex_lock(&ctx->routers->lock);
    const struct router_note before = r->note;
    r->note = *note;
    r->note.read_ms = before.read_ms;
    r->note.has_moved = before.has_moved;
    pthread_mutex_unlock(&ctx->routers->lock);
    return true;
}

void routers_note_written(struct context *ctx, const char *name, const char *words)
{
    struct router *r = find(ctx->routers, name);
    if (!r)
        return;
    free(r->words);
    r->words = words ? strdup(words) : NULL;
    pthread_mutex_lock(&ctx->routers->lock);
    r->note.asked_ms = 0; /* it is older than what was written */
    pthread_mutex_unlock(&ctx->routers->lock);
}

bool routers_note_reading(struct context *ctx, const char *name, bool has_moved)
{
    struct router *r = find(ctx->routers, name);
    if (!r || !ctx->routers->keeps_notes || !r->words)
        return false;
    pthread_mutex_lock(&ctx->routers->lock);
    r->note.read_ms = clock_ms();
    r->note.has_moved |= has_moved;
    pthread_mutex_unlock(&ctx->routers->lock);
    return true;
}

void routers_report(struct context *ctx, const char *name, const struct error *e)
{
    struct router *r = find(ctx->routers, name);
    if (!r)
        return;
    if (!e) {
        if (r->failures && ctx->db)
            router_store_up(ctx, name, &(struct router_facts){ .identity = NULL }, NULL);
        close_breaker(r);
        return;
    }
    if (e->code == ERR_REFUSED || e->code == ERR_CANCELLED)
        return;
    open_breaker(r, e);
    routers_note_written(ctx, name, NULL);
    router_store_down(ctx, name, e, wait_ms(r));
}

struct ros *routers_connected(const struct routers *r, const char *name)
{
    struct router *one = find(r, name);
    return one && ros_is_alive(one->ros) ? one->ros : NULL;
}

struct ros *routers_get(struct context *ctx, const char *name, struct error *e)
{
    struct router *r = find(ctx->routers, name);
    struct error failure = { .code = ERR_NONE };

    if (context_cancelled(ctx, e))
        return NULL;
    if (!r) {
        error_set(e, ERR_CONFIG, "unknown router", "no router is called %s in the configuration", name);
        error_hint(e, "add it to routers, or give its users another hotspot server");
        return NULL;
    }
    if (!ros_is_connected(r->ros) && wait_ms(r) > 0) {
        if (e) {
            *e = r->last_error;
            error_hint(e, "it is tried again in %d s", (wait_ms(r) + 999) / 1000);
        }
        return NULL;
    }
    /* also where it is connected: routers hang up on who was quiet for long */
    if (ros_connect(r->ros, &failure))
        return r->ros;
    routers_report(ctx, name, &failure);
    if (e)
        *e = failure;
    return NULL;
}

int routers_lease_s(const struct config *config, const char *router)
{
    enum {
        SHORTEST_LEASE_S = 30
    };
    int seconds = SHORTEST_LEASE_S;
    for (size_t i = 0; i < config->router_count; i++)
        if (strcmp(config->routers[i].name, router) == 0 && config->routers[i].deadline_ms / 1000 * 3 > seconds)
            seconds = config->routers[i].deadline_ms / 1000 * 3;
    return seconds;
}
