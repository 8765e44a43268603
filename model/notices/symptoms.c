/* What can be amiss with the messages to a customer. */
#include "base/i18n.h"
#include "model/engine/symptom.h"
#include "model/notices/room.h"
#include "model/values/choice.h"

#include <stddef.h>

const struct symptom notices_symptoms[] = {
    { .name = "message_failed",
      .rank = 340,
      .says = SAYS(N_("the message \"{word}\" of {date} was not delivered: {part}")),
      .pane = "notices" },
    { .name = NULL },
};

const struct choice_word notices_symptom_words[] = {
    { "message_failed", N_("message failed") },
    { NULL, NULL },
};
