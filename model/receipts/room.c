/* The room as others see it. */
#include "model/receipts/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"

#include <stddef.h>

static const struct entity entities[] = {
    { .name = "receipt_print", .one = N_("receipt"), .many = N_("receipts"), .channels = "{audit,outbox}" },
    { .name = "tax_buyer", .one = N_("tax identity"), .many = N_("tax identities"), .channels = "{users,audit}" },
    { .name = NULL },
};

const struct room room_receipts = {
    .name = "receipts",
    .actions = receipts_actions,
    .entities = entities,
    .effects = receipts_effects,
    .targets = receipts_targets,
    .settings = receipts_settings,
    .sayings = receipts_sayings,
};
