/* What outbox rows ask for: telling customers and admins. */
#include "model/notices/room.h"

#include "base/i18n.h"
#include "model/notices/notice.h"

const struct effect notices_effects[] = {
    { .kind = "message", .name = "notice", .help = N_("Tell a customer"), .run = effect_notice },
    { .kind = "message", .name = "admin_notice", .help = N_("Tell admins what is new"), .run = effect_admin_notice },
    { .kind = "message",
      .name = "broadcast",
      .help = N_("Hand a broadcast over, part by part"),
      .run = effect_broadcast },
    { .kind = NULL },
};
