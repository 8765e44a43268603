/* The room as others see it. */
#include "model/accounts/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"

#include <stddef.h>

static const struct entity entities[] = {
    { .name = "user_note",
      .one = N_("note"),
      .many = N_("notes"),
      .is_uuid = true,
      .channels = "{users,audit}",
      .undo_sql = "user_note_undo" },
    { .name = NULL },
};

const struct room room_accounts = {
    .name = "accounts",
    .actions = accounts_actions,
    .entities = entities,
    .sayings = accounts_sayings,
};
