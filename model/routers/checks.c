/* What must hold for routers, by what they said when they were asked last. */
#include "model/routers/room.h"

#include "base/i18n.h"

const struct check routers_checks[] = {
    { "router_runs_hotspot", "check_router_hotspot", N_("a router's device-mode keeps its hotspot from running"),
      N_("on the router: /system/device-mode/update hotspot=yes, then its button or a power cut within 5 minutes") },
    { "router_not_flagged", "check_router_flagged", N_("a router is flagged: it found traces of a break-in"),
      N_("look for what is not yours in its configuration, then on it: /system/device-mode/update flagged=no") },
    { "router_policies", "check_router_policies", N_("a router's account for the console lacks a policy"),
      N_("add it to the group of that account: without sensitive, passwords are not compared") },
    { "router_counters_move", "check_router_counters", N_("devices are on a router, and no counter of theirs moves"),
      N_("their traffic passes the hotspot by: look at fasttrack and hardware offload on the router") },
    { "account_is_one_customers", "check_account_names", N_("two customers' numbers come to one hotspot user"),
      N_("give one of them another number: on the router the hotspot user is only the first one's") },
    { .name = NULL },
};
