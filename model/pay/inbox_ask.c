/* What a notification says, asked of the gateway itself. */
#include "model/pay/inbox_ask.h"

#include "base/arena.h"
#include "model/bill/invoice.h"
#include "model/bill/xendit_desk.h"
#include "model/config/config.h"
#include "model/pay/checkout_desk.h"

#include <string.h>

enum {
    PATIENCE_MS = 1000 /* other gateways' notifications wait for the same thread */
};

/* A gateway that nobody answered at, or that wants to be left alone. */
struct absence {
    const char *why; /* NULL: it is there */
    int64_t wait_ms;
};

struct inbox_asker {
    struct arena *arena;
    struct absence midtrans;
    struct absence *xendit; /* as the configuration's brands */
};

struct inbox_asker *inbox_asker_new(struct context *ctx)
{
    struct inbox_asker *asker = ARENA_NEW(ctx->arena, struct inbox_asker);
    asker->arena = ctx->arena;
    asker->xendit = ARENA_ARRAY(ctx->arena, struct absence, ctx->config->xendit_count + 1);
    return asker;
}

static void is_away(struct inbox_reply *reply, const char *why, int64_t wait_ms)
{
    reply->word = INBOX_IS_AWAY;
    reply->why = why;
    reply->wait_ms = wait_ms;
}

/* Said to those that come after it in this round. */
static void remember(struct inbox_asker *asker, struct absence *absence, const struct inbox_reply *reply)
{
    *absence = (struct absence){ arena_strdup(asker->arena, reply->why), reply->wait_ms };
}

/* What can't be asked for want of its configuration can't be asked until that changes. */
static bool not_open(struct context *ctx, struct inbox_reply *reply, const struct error *why, struct error *e)
{
    if (why->code == ERR_CONFIG || why->code == ERR_INTERNAL) {
        is_away(reply, arena_strdup(ctx->arena, why->why), 0);
        return true;
    }
    if (e)
        *e = *why;
    return false;
}

/* By the order; where it knows none, by its own id of it: one of DANA on a page of Snap is known by that alone. An id
 * that belongs to another order says nothing. */
static enum desk_answer look_at_midtrans(struct desk *d, const struct inbox_question *q, struct midtrans_charge *said)
{
    enum desk_answer answer = desk_status(d, q->order_id, said);
    if (answer != DESK_NONE || !q->transaction_id)
        return answer;
    answer = desk_status_by_transaction(d, q->order_id, q->transaction_id, said);
    return answer == DESK_LATER && d->result.http_status == 200 ? DESK_NONE : answer;
}

static bool ask_midtrans(struct inbox_asker *asker, struct context *ctx, const struct inbox_question *q,
                         struct inbox_reply *reply, struct error *e)
{
    struct desk d;
    struct midtrans_charge said;
    struct error why = { .code = ERR_NONE };
    if (!desk_open(&d, ctx, &why))
        return not_open(ctx, reply, &why, e);
    enum desk_answer answer = look_at_midtrans(&d, q, &said);
    if (context_cancelled(ctx, e))
        return false;
    if (answer == DESK_KNOWN) {
        charge_news_of_midtrans(&said, "poll", &reply->news);
    } else if (answer == DESK_NONE) {
        reply->word = INBOX_KNOWS_NONE;
    } else {
        is_away(reply, desk_words(&d), d.result.retry_ms > 0 ? d.result.retry_ms : d.wait_ms);
        if (desk_is_away(&d, &why))
            remember(asker, &asker->midtrans, reply);
    }
    return reply->word == INBOX_SAYS || desk_note_asked(ctx, q->order_id, reply->why, e);
}

static bool ask_xendit(struct inbox_asker *asker, struct context *ctx, const struct inbox_question *q,
                       struct inbox_reply *reply, struct error *e)
{
    struct xendit_desk d;
    struct xendit_invoice said;
    struct error why = { .code = ERR_NONE };
    if (!xendit_desk_open(&d, ctx, q->brand, &why))
        return not_open(ctx, reply, &why, e);
    d.patience_ms = PATIENCE_MS;
    enum xendit_answer answer =
        q->known_as ? xendit_desk_get(&d, q->known_as, &said) : xendit_desk_find(&d, q->order_id, &said);
    if (context_cancelled(ctx, e))
        return false;
    if (answer == XENDIT_KNOWN && said.external_id && strcmp(said.external_id, q->order_id) == 0) {
        charge_news_of_xendit(&said, "poll", &reply->news);
    } else if (answer == XENDIT_KNOWN || answer == XENDIT_NONE) {
        reply->word = INBOX_KNOWS_NONE;
    } else {
        is_away(reply, xendit_desk_words(&d), xendit_desk_retry_ms(&d));
        if (xendit_desk_is_away(&d, &why))
            remember(asker, &asker->xendit[config_find_xendit(ctx->config, q->brand) - ctx->config->xendit], reply);
    }
    return reply->word == INBOX_SAYS || desk_note_asked(ctx, q->order_id, reply->why, e);
}

bool inbox_ask(struct inbox_asker *asker, struct context *ctx, const struct inbox_question *q,
               struct inbox_reply *reply, struct error *e)
{
    bool is_xendit = strcmp(q->gateway, "xendit") == 0;
    const struct config_xendit *brand = is_xendit ? config_find_xendit(ctx->config, q->brand) : NULL;
    const struct absence *absence = brand ? &asker->xendit[brand - ctx->config->xendit] : &asker->midtrans;
    *reply = (struct inbox_reply){ .word = INBOX_SAYS, .who = is_xendit ? "Xendit" : "Midtrans" };
    if (absence->why && (brand || !is_xendit)) {
        is_away(reply, absence->why, absence->wait_ms);
        return true;
    }
    return is_xendit ? ask_xendit(asker, ctx, q, reply, e) : ask_midtrans(asker, ctx, q, reply, e);
}
