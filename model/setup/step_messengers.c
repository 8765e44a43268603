/* The messengers: each sends a message, and whoever gets it knows that it works. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/config/config.h"
#include "model/setup/gateway_try.h"
#include "model/setup/step.h"
#include "model/values/phone.h"
#include "net/messenger.h"

#include <string.h>

#define TOKEN_HELP N_("kept in a file of its own; empty: the one that is there stays")

static const char *test_message(void)
{
    return _("hotspot-console: this is a test message. It works.");
}

static bool look_at(const char *where, const char *what_for, struct setup_look *found)
{
    found->state = where ? SETUP_DONE : SETUP_UNSET;
    found->what = where ? where : what_for;
    return true;
}

/* --- Telegram --- */

enum {
    T_TOKEN,
    T_CHAT,
    T_URL
};

static const struct action_arg telegram_args[] = {
    { .name = "token", .label = N_("Token"), .help = TOKEN_HELP, .type = ARG_TEXT, .is_secret = true, .maximum = 200 },
    { .name = "chat",
      .label = N_("Chat"),
      .help = N_("id of the chat that is told of every charge; write to the bot first, or add it to the group"),
      .type = ARG_TEXT,
      .is_required = true,
      .maximum = 64 },
    { .name = "url", .label = N_("Address"), .help = N_("its address"), .type = ARG_TEXT, .maximum = 200 },
};

static const struct action telegram_form = STEP_FIELDS("telegram", telegram_args);

static bool telegram_look(struct setup *s, struct setup_look *found, struct error *e)
{
    const struct config_telegram *t = s->config->telegram;
    (void)e;
    return look_at(t ? *t->admin_chats ? *t->admin_chats : t->url : NULL, _("messages to admins"), found);
}

static bool telegram_fill(struct setup *s, const char **values, struct error *e)
{
    const struct config_telegram *t = s->config->telegram;
    (void)e;
    values[T_CHAT] = t ? *t->admin_chats : NULL;
    values[T_URL] = t ? t->url : "https://api.telegram.org";
    return true;
}

static void interrupt_telegram(void *t)
{
    telegram_interrupt(t);
}

static bool telegram_test(struct setup *s, const char *const *values, struct error *e)
{
    const struct config_telegram *now = s->config->telegram;
    const char *token = values[T_TOKEN] ? values[T_TOKEN] : now ? now->token : NULL;
    struct gateway_result result = { .verdict = GATEWAY_UNKNOWN };
    int64_t message_id;
    if (!setup_needs_secret(_("the token of Telegram's bot"), token, e))
        return false;
    struct telegram *t = telegram_new(&(struct telegram_config){
        .url = values[T_URL], .token = token, .ca_file = now ? now->ca_file : NULL, .insecure = now && now->insecure });
    if (setup_wait_for(s->wait, interrupt_telegram, t))
        telegram_send(t, values[T_CHAT], test_message(), s->arena, &message_id, &result);
    setup_wait_for(s->wait, NULL, NULL);
    telegram_free(t);
    if (!setup_judge(s, &result, "Telegram", "token", e))
        return false;
    setup_say(s, SETUP_GOOD, _("Telegram took a test message for chat %s"), values[T_CHAT]);
    return true;
}

static struct setup_edit edit_of(const char *group, const char *key, const char *value)
{
    return (struct setup_edit){ { .group = group, .key = key }, value };
}

/* The chats that were there stay, but for the first, which is the one that was tried. */
static const char *chats_with(struct setup *s, const char *chat)
{
    const struct config_telegram *now = s->config->telegram;
    struct strbuf out = { .arena = s->arena };
    strbuf_printf(&out, "[ %s", config_quote(s->arena, chat));
    for (const char *const *c = now ? now->admin_chats : NULL; c && *c; c++)
        if (c != now->admin_chats && strcmp(*c, chat) != 0)
            strbuf_printf(&out, ", %s", config_quote(s->arena, *c));
    strbuf_add(&out, " ]");
    return strbuf_text(&out);
}

static bool telegram_apply(struct setup *s, const char *const *values, struct error *e)
{
    static const char file[] = "telegram.token";
    const struct setup_secret secret = { file, values[T_TOKEN] };
    const struct setup_edit edits[] = {
        edit_of("telegram", "url", config_quote(s->arena, values[T_URL])),
        edit_of("telegram", "admin_chats", chats_with(s, values[T_CHAT])),
        edit_of("telegram", "token_file", config_quote(s->arena, file)),
        edit_of("telegram", "token_env", NULL),
    };
    return setup_write(s, edits, STEP_COUNT(edits) - (values[T_TOKEN] ? 0 : 2), &secret, 1, e);
}

const struct setup_step setup_step_telegram = {
    .name = "telegram",
    .label = N_("Telegram"),
    .help = N_("Messages to the admins. A test message is sent."),
    .is_optional = true,
    .form = &telegram_form,
    .asked = 2,
    .look = telegram_look,
    .fill = telegram_fill,
    .test = telegram_test,
    .apply = telegram_apply,
};

/* --- WhatsApp --- */

enum {
    W_URL,
    W_TOKEN,
    W_PHONE,
    W_PHONE_FIELD,
    W_MESSAGE_FIELD
};

static const struct action_arg whatsapp_args[] = {
    { .name = "url",
      .label = N_("Address"),
      .help = N_("where your WhatsApp gateway takes messages: https://…"),
      .type = ARG_TEXT,
      .is_required = true,
      .maximum = 200 },
    { .name = "token", .label = N_("Token"), .help = TOKEN_HELP, .type = ARG_TEXT, .is_secret = true, .maximum = 200 },
    { .name = "phone",
      .label = N_("Test to"),
      .help = N_("the phone number that the test message goes to"),
      .type = ARG_TEXT,
      .is_required = true,
      .maximum = 30 },
    { .name = "phone_field",
      .label = N_("Field"),
      .help = N_("what it calls the phone number"),
      .type = ARG_TEXT,
      .maximum = 40 },
    { .name = "message_field",
      .label = N_("Field"),
      .help = N_("what it calls the message"),
      .type = ARG_TEXT,
      .maximum = 40 },
};

static const struct action whatsapp_form = STEP_FIELDS("whatsapp", whatsapp_args);

static bool whatsapp_look(struct setup *s, struct setup_look *found, struct error *e)
{
    const struct config_whatsapp *w = s->config->whatsapp;
    (void)e;
    return look_at(w ? w->url : NULL, _("messages to customers"), found);
}

static bool whatsapp_fill(struct setup *s, const char **values, struct error *e)
{
    const struct config_whatsapp *w = s->config->whatsapp;
    (void)e;
    values[W_URL] = w ? w->url : NULL;
    values[W_PHONE_FIELD] = w ? w->phone_field : NULL;
    values[W_MESSAGE_FIELD] = w ? w->message_field : NULL;
    return true;
}

static void interrupt_whatsapp(void *w)
{
    whatsapp_interrupt(w);
}

static bool whatsapp_test(struct setup *s, const char *const *values, struct error *e)
{
    const struct config_whatsapp *now = s->config->whatsapp;
    const char *token = values[W_TOKEN] ? values[W_TOKEN] : now ? now->token : NULL;
    struct gateway_result result = { .verdict = GATEWAY_UNKNOWN };
    char phone[PHONE_TEXT];
    if (!setup_needs_secret(_("the token of the WhatsApp gateway"), token, e))
        return false;
    if (!phone_normalise(phone, values[W_PHONE]))
        return error_set(e, ERR_USAGE, _("this does not fit"), "phone=: %s", _("it is no phone number"));
    struct whatsapp *w = whatsapp_new(&(struct whatsapp_config){ .url = values[W_URL],
                                                                 .token = token,
                                                                 .phone_field = values[W_PHONE_FIELD],
                                                                 .message_field = values[W_MESSAGE_FIELD],
                                                                 .ca_file = now ? now->ca_file : NULL,
                                                                 .insecure = now && now->insecure });
    if (setup_wait_for(s->wait, interrupt_whatsapp, w))
        whatsapp_send(w, phone, test_message(), s->arena, &result);
    setup_wait_for(s->wait, NULL, NULL);
    whatsapp_free(w);
    if (!setup_judge(s, &result, "WhatsApp", "token", e))
        return false;
    setup_say(s, SETUP_GOOD, _("the WhatsApp gateway took a test message for %s"), phone);
    return true;
}

static const char *quoted(struct setup *s, const char *text)
{
    return text ? config_quote(s->arena, text) : NULL;
}

static bool whatsapp_apply(struct setup *s, const char *const *values, struct error *e)
{
    static const char file[] = "whatsapp.token";
    const struct setup_secret secret = { file, values[W_TOKEN] };
    const struct setup_edit edits[] = {
        edit_of("whatsapp", "url", quoted(s, values[W_URL])),
        edit_of("whatsapp", "phone_field", quoted(s, values[W_PHONE_FIELD])),
        edit_of("whatsapp", "message_field", quoted(s, values[W_MESSAGE_FIELD])),
        edit_of("whatsapp", "token_file", config_quote(s->arena, file)),
        edit_of("whatsapp", "token_env", NULL),
    };
    return setup_write(s, edits, STEP_COUNT(edits) - (values[W_TOKEN] ? 0 : 2), &secret, 1, e);
}

const struct setup_step setup_step_whatsapp = {
    .name = "whatsapp",
    .label = N_("WhatsApp"),
    .help = N_("Messages to customers, by your gateway. A test message is sent."),
    .is_optional = true,
    .form = &whatsapp_form,
    .asked = 3,
    .look = whatsapp_look,
    .fill = whatsapp_fill,
    .test = whatsapp_test,
    .apply = whatsapp_apply,
};
