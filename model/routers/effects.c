/* What outbox rows ask of routers, in the order in which those of one batch are done: what would stand in the way of a
 * device that is let in goes first, a kick comes when the lists say who may get in again, and a look at the whole
 * router when all else is done. */
#include "model/routers/room.h"

#include "base/i18n.h"
#include "model/config/config.h"
#include "model/routers/effects.h"
#include "model/routers/outbox_router.h"
#include "model/routers/sync_foreseen.h"

const struct effect routers_effects[] = {
    { .kind = "router",
      .name = "profile",
      .help = N_("Make a hotspot user profile grant what is said of it"),
      .run = effect_profile },
    { .kind = "router",
      .name = "device_admit",
      .help = N_("Take a device that is let in off the list of unauthorised addresses"),
      .word = N_("Device let in"),
      .run = effect_device_admit },
    { .kind = "router",
      .name = "account_move",
      .help = N_("Give a hotspot account another name, or take it away"),
      .word = N_("Account moved"),
      .run = effect_account_move },
    { .kind = "router",
      .name = "sync_user",
      .help = N_("Bring the router to what the database says of a user"),
      .word = N_("Router sync"),
      .run = effect_sync_users },
    { .kind = "router", .name = "garden", .help = N_("Keep the way to the bank open"), .run = effect_garden },
    { .kind = "router",
      .name = "clean",
      .help = N_("Remove an entry of ours that belongs to nobody"),
      .run = effect_clean },
    { .kind = "router",
      .name = "devices_forget",
      .help = N_("Remove what the router holds of devices that are a customer's no more"),
      .word = N_("Devices forgotten"),
      .run = effect_devices_forget },
    { .kind = "router",
      .name = "device_refuse",
      .help = N_("Put a refused device on the list of unauthorised addresses, or block its MAC"),
      .word = N_("Device refused"),
      .run = effect_device_refuse },
    { .kind = "router",
      .name = "kick",
      .help = N_("End hotspot sessions"),
      .word = N_("Session ended"),
      .run = effect_kick },
    { .kind = "router",
      .name = "reconcile",
      .help = N_("Compare the router with the database"),
      .run = effect_reconcile },
    { .kind = NULL },
};

static const char *router_at(const struct config *c, size_t i)
{
    return i < c->router_count ? c->routers[i].name : NULL;
}

const struct target routers_targets[] = {
    { .kind = "router",
      .drain = outbox_drain_router,
      .name_at = router_at,
      .foresee = sync_foresee_operation,
      .want = sync_foreseen_want,
      .holds = sync_foreseen_holds,
      .leave = sync_foreseen_leave,
      .talks_to_router = true },
    { .kind = NULL },
};
