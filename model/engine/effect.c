/* The effects that outbox rows ask for. */
#include "model/engine/effect.h"

#include "base/i18n.h"
#include "base/text.h"
#include "model/bill/invoice.h"
#include "model/pay/checkout.h"
#include "model/pay/message.h"
#include "model/routers/garden.h"

#include <string.h>

/* In the order in which those of one batch are done: a kick comes when the lists say who may get in again,
 * and a look at the whole router when all else is done. */
const struct effect effects[] = {
    { .kind = "router",
      .name = "sync_user",
      .help = N_("Bring the router to what the database says of a user"),
      .run = effect_sync_users },
    { .kind = "router", .name = "garden", .help = N_("Keep the way to the bank open"), .run = effect_garden },
    { .kind = "router", .name = "clean", .help = N_("Remove an entry of ours that belongs to nobody"), .run = effect_clean },
    { .kind = "router", .name = "kick", .help = N_("End hotspot sessions"), .run = effect_kick },
    { .kind = "router",
      .name = "reconcile",
      .help = N_("Compare the router with the database"),
      .run = effect_reconcile },
    { .kind = "midtrans", .name = "charge_create", .help = N_("Ask for a payment"), .run = effect_charge_create },
    { .kind = "midtrans",
      .name = "charge_cancel",
      .help = N_("Withdraw a charge at the gateway"),
      .run = effect_charge_cancel },
    { .kind = "midtrans", .name = "charge_expire", .help = N_("End a charge at the gateway"), .run = effect_charge_expire },
    { .kind = "midtrans", .name = "charge_ask", .help = N_("Ask what became of a charge"), .run = effect_charge_ask },
    { .kind = "xendit", .name = "charge_cancel", .help = N_("Withdraw an invoice's link"), .run = effect_invoice_cancel },
    { .kind = "xendit", .name = "charge_expire", .help = N_("End an invoice's link"), .run = effect_invoice_expire },
    { .kind = "xendit", .name = "charge_ask", .help = N_("Ask what became of an invoice"), .run = effect_invoice_ask },
    { .kind = "message",
      .name = "charge_message",
      .help = N_("Tell customer and admins of a charge"),
      .run = effect_message_spread },
    { .kind = "message", .name = "remind_debt", .help = N_("Remind a debtor"), .run = effect_message_spread },
    { .kind = "message", .name = "remind_invoice", .help = N_("Remind of an invoice"), .run = effect_message_spread },
    { .kind = "telegram", .name = "message", .help = N_("Send by Telegram"), .run = effect_telegram },
    { .kind = "whatsapp", .name = "message", .help = N_("Send by WhatsApp"), .run = effect_whatsapp },
};
const size_t effect_count = sizeof effects / sizeof effects[0];

const struct effect *effect_find(const char *kind, const char *name)
{
    for (size_t i = 0; i < effect_count; i++)
        if (strcmp(effects[i].kind, kind) == 0 && strcmp(effects[i].name, name) == 0)
            return &effects[i];
    return NULL;
}

bool effect_sync_users(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e)
{
    const char **users = ARENA_ARRAY(ctx->arena, const char *, count + 1);
    struct sync_outcome *outcomes = ARENA_ARRAY(ctx->arena, struct sync_outcome, count + 1);

    for (size_t i = 0; i < count; i++)
        users[i] = rows[i].entity_id;
    if (!sync_users(ctx, router, users, count, outcomes, e))
        return false;
    for (size_t i = 0; i < count; i++) {
        rows[i].state = outcomes[i].state;
        rows[i].message = outcomes[i].message;
        if (rows[i].state == SYNC_WAITING_FOR_ADDRESS)
            rows[i].message = "no address yet: the lists follow when a device is seen";
    }
    return true;
}

bool effect_garden(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    const char *message = NULL;
    char text[900];
    size_t changed;
    bool ok = garden_apply(ctx, router, &changed, &failure);

    if (!ok && failure.code != ERR_REFUSED) {
        if (e)
            *e = failure;
        return false;
    }
    if (!ok)
        message = text_safe_copy(ctx->arena, error_text(&failure, text, sizeof text));
    else if (changed)
        message = arena_printf(ctx->arena, "%zu entries changed", changed);
    for (size_t i = 0; i < count; i++) {
        rows[i].state = ok ? SYNC_DONE : SYNC_FAILED;
        rows[i].message = message;
    }
    return true;
}
