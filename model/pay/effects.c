/* What outbox rows ask of Midtrans and messengers. */
#include "model/pay/room.h"

#include "base/i18n.h"
#include "model/config/config.h"
#include "model/engine/outbox_each.h"
#include "model/pay/checkout.h"
#include "model/pay/message.h"

const struct effect pay_effects[] = {
    { .kind = "midtrans", .name = "charge_create", .help = N_("Ask for a payment"), .run = effect_charge_create },
    { .kind = "midtrans",
      .name = "charge_cancel",
      .help = N_("Withdraw a charge at the gateway"),
      .run = effect_charge_cancel },
    { .kind = "midtrans",
      .name = "charge_expire",
      .help = N_("End a charge at the gateway"),
      .run = effect_charge_expire },
    { .kind = "midtrans", .name = "charge_ask", .help = N_("Ask what became of a charge"), .run = effect_charge_ask },
    { .kind = "message",
      .name = "charge_message",
      .help = N_("Tell customer and admins of a charge"),
      .run = effect_message_spread },
    { .kind = "message", .name = "warn_debt", .help = N_("Warn of the debt limit"), .run = effect_message_spread },
    { .kind = "message", .name = "remind_debt", .help = N_("Remind a debtor"), .run = effect_message_spread },
    { .kind = "message", .name = "remind_invoice", .help = N_("Remind of an invoice"), .run = effect_message_spread },
    { .kind = "telegram",
      .name = "message",
      .word = N_("Message"),
      .help = N_("Send by Telegram"),
      .run = effect_telegram },
    { .kind = "whatsapp",
      .name = "message",
      .word = N_("Message"),
      .help = N_("Send by WhatsApp"),
      .run = effect_whatsapp },
    { .kind = NULL },
};

static bool has_midtrans(const struct context *ctx, const char *name, const char *operation_id)
{
    (void)name, (void)operation_id;
    return ctx->gateways && ctx->config->midtrans;
}

static bool has_telegram(const struct context *ctx, const char *name, const char *operation_id)
{
    (void)name, (void)operation_id;
    return ctx->gateways && ctx->config->telegram;
}

static bool has_whatsapp(const struct context *ctx, const char *name, const char *operation_id)
{
    (void)name, (void)operation_id;
    return ctx->gateways && ctx->config->whatsapp;
}

/* That there is nobody to tell only a worker may find: who has just applied an operation may be a console without
 * messengers. */
static bool may_spread(const struct context *ctx, const char *name, const char *operation_id)
{
    (void)name;
    return !operation_id || ctx->config->telegram || ctx->config->whatsapp;
}

/* Of each there is one, or none. */
static const char *midtrans_at(const struct config *c, size_t i)
{
    return i == 0 && c->midtrans ? "main" : NULL;
}

static const char *telegram_at(const struct config *c, size_t i)
{
    return i == 0 && c->telegram ? "bot" : NULL;
}

static const char *whatsapp_at(const struct config *c, size_t i)
{
    return i == 0 && c->whatsapp ? "gateway" : NULL;
}

static const char *everybody_at(const struct config *c, size_t i)
{
    (void)c;
    return i == 0 ? "user" : NULL;
}

const struct target pay_targets[] = {
    { .kind = "midtrans", .drain = outbox_drain_each, .is_here = has_midtrans, .name_at = midtrans_at, .batch = 1 },
    { .kind = "message", .drain = outbox_drain_each, .is_here = may_spread, .name_at = everybody_at, .batch = 100 },
    { .kind = "telegram", .drain = outbox_drain_each, .is_here = has_telegram, .name_at = telegram_at, .batch = 1 },
    { .kind = "whatsapp", .drain = outbox_drain_each, .is_here = has_whatsapp, .name_at = whatsapp_at, .batch = 1 },
    { .kind = NULL },
};
