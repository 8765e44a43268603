/* The gateways that send notifications. */
#include "model/pay/notifier.h"

#include "model/values/room.h"

#include <string.h>

enum {
    MOST_NAME = 200 /* bytes of what tells it from others: an index holds them */
};

const struct notifier *notifier_at(size_t i)
{
    ROOM_EACH (notifier, n, notifiers, gateway)
        if (!i--)
            return n;
    return NULL;
}

const struct notifier *notifier_find(const char *gateway)
{
    ROOM_EACH (notifier, n, notifiers, gateway)
        if (strcmp(n->gateway, gateway) == 0)
            return n;
    return NULL;
}

enum inbox_answer notice_refuse(struct error *e, const char *why)
{
    error_set(e, ERR_REFUSED, "a notification is not believed", "%s", why);
    return INBOX_REFUSED;
}

bool notice_is_short(const struct notice *n, struct error *e)
{
    const char *const kept[] = { n->order_id, n->status, n->transaction_id, n->detail };
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (kept[i] && strlen(kept[i]) > MOST_NAME)
            return error_set(e, ERR_PROTOCOL, "a notification can't be kept", "its order, status or id is too long");
    return true;
}

void notice_is_away(struct notice_reply *reply, const char *why, int64_t wait_ms)
{
    reply->word = NOTICE_IS_AWAY;
    reply->why = why;
    reply->wait_ms = wait_ms;
}

bool notice_not_open(struct context *ctx, struct notice_reply *reply, const struct error *why, struct error *e)
{
    if (why->code == ERR_CONFIG || why->code == ERR_INTERNAL) {
        notice_is_away(reply, arena_strdup(ctx->arena, why->why), 0);
        return true;
    }
    if (e)
        *e = *why;
    return false;
}
