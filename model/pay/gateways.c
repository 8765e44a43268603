/* The clients of gateways and messengers, and what the lamps say of them. */
#include "model/pay/gateways.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/values/context.h"
#include "net/gateway.h"
#include "net/messenger.h"
#include "net/midtrans.h"
#include "net/xendit.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* How long a gateway that gave no answer is left alone: doubling from the first to the longest. */
enum {
    FIRST_WAIT_MS = 1000,
    LONGEST_WAIT_MS = 60000
};

/* Clients are made by the thread that owns this; the lock lets another interrupt them meanwhile. */
struct gateways {
    const struct config *config;
    pthread_mutex_t lock;
    struct midtrans *midtrans;
    struct xendit **xendit; /* an entry a brand of the configuration */
    struct telegram *telegram;
    struct whatsapp *whatsapp;
};

struct gateways *gateways_new(const struct config *config)
{
    struct gateways *g = calloc(1, sizeof *g);
    if (!g)
        abort();
    g->config = config;
    g->xendit = calloc(config->xendit_count + 1, sizeof(struct xendit *));
    if (!g->xendit)
        abort();
    pthread_mutex_init(&g->lock, NULL);
    return g;
}

void gateways_free(struct gateways *g)
{
    if (!g)
        return;
    if (g->midtrans)
        midtrans_free(g->midtrans);
    for (size_t i = 0; i < g->config->xendit_count; i++)
        if (g->xendit[i])
            xendit_free(g->xendit[i]);
    if (g->telegram)
        telegram_free(g->telegram);
    if (g->whatsapp)
        whatsapp_free(g->whatsapp);
    pthread_mutex_destroy(&g->lock);
    free(g->xendit);
    free(g);
}

void gateways_interrupt(struct gateways *g)
{
    pthread_mutex_lock(&g->lock);
    if (g->midtrans)
        midtrans_interrupt(g->midtrans);
    for (size_t i = 0; i < g->config->xendit_count; i++)
        if (g->xendit[i])
            xendit_interrupt(g->xendit[i]);
    if (g->telegram)
        telegram_interrupt(g->telegram);
    if (g->whatsapp)
        whatsapp_interrupt(g->whatsapp);
    pthread_mutex_unlock(&g->lock);
}

static void *not_configured(struct error *e, const char *name, const char *setting)
{
    error_set(e, ERR_CONFIG, "nothing was sent", "%s is not in this configuration", name);
    error_hint(e, "set %s in the configuration file", setting);
    return NULL;
}

struct midtrans *gateways_midtrans(struct gateways *g, struct error *e)
{
    const struct config_midtrans *c = g->config->midtrans;
    if (!c)
        return not_configured(e, "Midtrans", "midtrans");
    pthread_mutex_lock(&g->lock);
    if (!g->midtrans)
        g->midtrans = midtrans_new(&(struct midtrans_config){ .snap_url = c->snap_url,
                                                              .core_url = c->core_url,
                                                              .server_key = c->server_key,
                                                              .ca_file = c->ca_file,
                                                              .insecure = c->insecure,
                                                              .deadline_ms = c->deadline_ms });
    pthread_mutex_unlock(&g->lock);
    return g->midtrans;
}

static struct xendit *xendit_of(const struct config_xendit *c)
{
    return xendit_new(&(struct xendit_config){ .brand = c->brand,
                                               .url = c->url,
                                               .secret_key = c->secret_key,
                                               .ca_file = c->ca_file,
                                               .insecure = c->insecure,
                                               .deadline_ms = c->deadline_ms });
}

struct xendit *gateways_xendit(struct gateways *g, const char *brand, struct error *e)
{
    const struct config_xendit *c = config_find_xendit(g->config, brand);
    if (!c)
        return not_configured(e, "this brand of Xendit", "xendit");
    struct xendit **client = &g->xendit[c - g->config->xendit];
    pthread_mutex_lock(&g->lock);
    if (!*client)
        *client = xendit_of(c);
    pthread_mutex_unlock(&g->lock);
    return *client;
}

struct telegram *gateways_telegram(struct gateways *g, struct error *e)
{
    const struct config_telegram *c = g->config->telegram;
    if (!c)
        return not_configured(e, "Telegram", "telegram");
    pthread_mutex_lock(&g->lock);
    if (!g->telegram)
        g->telegram = telegram_new(&(struct telegram_config){ .url = c->url,
                                                              .token = c->token,
                                                              .ca_file = c->ca_file,
                                                              .insecure = c->insecure,
                                                              .deadline_ms = c->deadline_ms });
    pthread_mutex_unlock(&g->lock);
    return g->telegram;
}

struct whatsapp *gateways_whatsapp(struct gateways *g, struct error *e)
{
    const struct config_whatsapp *c = g->config->whatsapp;
    if (!c)
        return not_configured(e, "WhatsApp", "whatsapp");
    pthread_mutex_lock(&g->lock);
    if (!g->whatsapp)
        g->whatsapp = whatsapp_new(&(struct whatsapp_config){ .url = c->url,
                                                              .token = c->token,
                                                              .phone_field = c->phone_field,
                                                              .message_field = c->message_field,
                                                              .ca_file = c->ca_file,
                                                              .insecure = c->insecure,
                                                              .deadline_ms = c->deadline_ms });
    pthread_mutex_unlock(&g->lock);
    return g->whatsapp;
}

static int wait_after(int64_t failures)
{
    if (failures <= 0)
        return 0;
    return failures < 7 ? FIRST_WAIT_MS << (failures - 1) : LONGEST_WAIT_MS;
}

int gateways_note(struct context *ctx, const char *name, const struct gateway_result *result)
{
    bool answers = result->verdict == GATEWAY_DONE || result->verdict == GATEWAY_REFUSED || result->http_status == 429;
    struct error e;
    const char *const params[] = { name, text_safe_copy(ctx->arena, result->message) };
    struct db_result *r = db_query(ctx->db, answers ? "gateway_state_up" : "gateway_state_down", params, answers ? 1 : 2, &e);
    if (!r) {
        log_error("state of a gateway", &e);
        return answers ? 0 : FIRST_WAIT_MS;
    }
    int wait = answers || !db_rows(r) ? 0 : wait_after(db_int64(r, 0, 0));
    db_result_free(r);
    return wait;
}

const char *gateways_words(struct context *ctx, const struct gateway_result *result)
{
    const char *message = *result->message ? result->message : "no reason is given";
    if (*result->code)
        message = arena_printf(ctx->arena, "%s: %s", result->code, message);
    return text_safe_copy(ctx->arena, message);
}

static bool is_key_refused(const struct gateway_result *result)
{
    static const char *const codes[] = { "401", "403", "INVALID_API_KEY", "REQUEST_FORBIDDEN_ERROR" };
    bool is_refused = result->http_status == 401 || result->http_status == 403;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        is_refused |= strcmp(result->code, codes[i]) == 0;
    return is_refused && result->verdict == GATEWAY_REFUSED;
}

const char *gateways_words_of(struct context *ctx, const struct gateway_result *result, const char *name,
                              const char *setting)
{
    const char *words = gateways_words(ctx, result);
    if (!is_key_refused(result))
        return words;
    const char *code = result->http_status < 400 ? result->code : arena_printf(ctx->arena, "%d", result->http_status);
    return arena_printf(ctx->arena, "%s: %s refuses this key; look at %s (%s)", code, name, setting, words);
}
