/* What is done about messages to customers. */
#include "model/notices/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

enum {
    LONGEST_TEXT = 1000 /* Telegram takes 4096 characters, with what is filled in */
};

static const char *const languages[] = { "id", "en", NULL };

static const struct action_arg text_args[] = {
    { .name = "text",
      .label = N_("Text"),
      .help = N_("with {name}, {phone}, {left}, {expires_at}, {debt} where they are to be filled in"),
      .type = ARG_TEXT,
      .is_required = true,
      .minimum = 1,
      .maximum = LONGEST_TEXT },
};

static const struct action_arg language_args[] = {
    { .name = "language",
      .label = N_("Language"),
      .help = N_("id or en; - for that of the shop"),
      .type = ARG_CHOICE,
      .is_required = true,
      .choices = languages,
      .may_clear = true },
};

const struct action notices_actions[] = {
    { .name = "notices.broadcast",
      .also = "messages.broadcast",
      .label = N_("Send a message"),
      .help = N_("Send a text to customers by Telegram or WhatsApp, each once, at the messengers' rates"),
      .sql = "broadcast_send",
      .pane = "users",
      .entity = "user",
      .counts = "notice",
      .done = N_("to be sent"),
      ARGS(text_args),
      NOT_TAKEN_BACK(N_("send")),
      .wants_yes = true,
      .role = ROLE_OPERATOR,
      .has_effects = true },
    { .name = "broadcasts.stop",
      .label = N_("Stop a broadcast"),
      .help = N_("Send no more of a broadcast; who has it keeps it"),
      .sql = "broadcast_stop",
      .pane = "broadcasts",
      .entity = "broadcast",
      .done = N_("stopped"),
      TAKEN_BACK_BY("broadcasts.resume"),
      .role = ROLE_OPERATOR },
    { .name = "broadcasts.resume",
      .label = N_("Resume a broadcast"),
      .help = N_("Go on with a broadcast that was stopped: who has it gets it no second time"),
      .sql = "broadcast_resume",
      .pane = "broadcasts",
      .entity = "broadcast",
      .done = N_("resumed"),
      TAKEN_BACK_BY("broadcasts.stop"),
      .role = ROLE_OPERATOR,
      .has_effects = true },
    { .name = "notices.set_language",
      .label = N_("Language of messages"),
      .help = N_("In which language a customer is told"),
      .sql = "customer_language",
      .pane = "users",
      .entity = "user",
      .done = N_("changed"),
      ARGS(language_args),
      TAKEN_BACK_BY("notices.set_language"),
      .role = ROLE_OPERATOR },
    { .name = NULL },
};
