/* What may be set about what routers are told. */
#include "model/routers/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

static const char *const claim_policies[] = { "ask", "touch", NULL };
static const char *const reconcile_policies[] = { "off", "report", "mend", NULL };

/* A list that may hold a status's users; the portal reads the same settings. */
#define LIST(what, name)                                                                                               \
    {                                                                                                                  \
        .key = "MIKROTIK_ADDRESS_LIST_" what, .help = N_("Address list of users in this state"), .kind = SETTING_TEXT, \
        .fallback = name, .minimum = 1, .maximum = 63, .is_portal = true                                               \
    }
#define PROFILE(what)                                                                                                  \
    {                                                                                                                  \
        .key = "MIKROTIK_" what "_PROFILE",                                                                            \
        .help = N_("Hotspot profile of users in this state; empty: as the portal has it"), .kind = SETTING_TEXT,       \
        .fallback = "", .maximum = 63, .is_portal = true                                                               \
    }
#define SERVER(name, text)                                                                                             \
    {                                                                                                                  \
        .key = name, .help = text, .kind = SETTING_TEXT, .fallback = "", .maximum = 100, .is_portal = true             \
    }

const struct setting routers_settings[] = {
    { .key = "drift_alarm",
      .help = N_("Differences of one router that can be mended, beyond which they count as an incident"),
      .kind = SETTING_INTEGER,
      .fallback = "50",
      .minimum = 1,
      .maximum = 1000000 },
    { .key = "reconcile_policy",
      .help = N_("What the reconcile job does about differences: off, report, or mend the safe ones"),
      .kind = SETTING_CHOICE,
      .fallback = "report",
      .choices = reconcile_policies },
    { .key = "router_claim",
      .help = N_("What a sync does with rows of a customer that a portal made: ask waits until they are claimed, touch "
                 "claims them as it comes by"),
      .kind = SETTING_CHOICE,
      .fallback = "ask",
      .choices = claim_policies },
    { .key = "list_timeout_s",
      .help = N_("Seconds that entries in the active and fup lists live (nothing is written to flash); 0: no end"),
      .kind = SETTING_INTEGER,
      .fallback = "0",
      .minimum = 0,
      .maximum = 2592000 },
    { .key = "usage_line_mbit",
      .help = N_(
          "Fastest line of a device in Mbit/s, both ways together; a new host's counters above that are not charged"),
      .kind = SETTING_INTEGER,
      .fallback = "1000",
      .minimum = 1,
      .maximum = 1000000 },
    { .key = "walled_garden_hosts",
      .help = N_("Hosts that everybody may reach to pay, with blanks between; * stands for any part"),
      .kind = SETTING_TEXT,
      .fallback = "*.midtrans.com *.xendit.co",
      .maximum = 4000 },
    { .key = "payment_bypass_list",
      .help = N_("Address list of the networks that everybody may reach to pay"),
      .kind = SETTING_TEXT,
      .fallback = "payment_bypass",
      .minimum = 1,
      .maximum = 63 },
    { .key = "payment_bypass_addresses",
      .help = N_("Addresses, networks and host names in that list, with blanks between; empty: none"),
      .kind = SETTING_TEXT,
      .fallback = "",
      .maximum = 4000 },
    { .key = "HOTSPOT_BYPASS_STATUSES",
      .help = N_("States whose devices pass without logging in, with commas between"),
      .kind = SETTING_TEXT,
      .fallback = "active,fup,unlimited",
      .maximum = 200,
      .is_portal = true },
    LIST("ACTIVE", "active"),
    LIST("FUP", "fup"),
    LIST("HABIS", "habis"),
    LIST("EXPIRED", "expired"),
    LIST("INACTIVE", "inactive"),
    LIST("BLOCKED", "blocked"),
    { .key = "MIKROTIK_ADDRESS_LIST_UNAUTHORIZED",
      .help = N_("Address list of devices that nobody has authorised"),
      .kind = SETTING_TEXT,
      .fallback = "unauthorized",
      .minimum = 1,
      .maximum = 63,
      .is_portal = true },
    { .key = "MIKROTIK_ADDRESS_LIST_UNAUTHORIZED_TIMEOUT",
      .help = N_("How long an entry in that list lives, like 1h or 30m"),
      .kind = SETTING_TEXT,
      .fallback = "1h",
      .minimum = 1,
      .maximum = 30,
      .is_portal = true },
    { .key = "MAX_DEVICES_PER_USER",
      .help = N_("Devices that a customer may have; 0: no limit here (a portal lets none in then)"),
      .kind = SETTING_INTEGER,
      .fallback = "3",
      .minimum = 0,
      .maximum = 1000,
      .is_portal = true },
    { .key = "list_refused_devices",
      .help = N_("Whether the address of a refused device is put on the list of unauthorised ones at once"),
      .kind = SETTING_CHOICE,
      .fallback = "no",
      .choices = arg_no_yes },
    { .key = "unknown_device_keep_days",
      .help = N_("Days that devices of nobody are remembered after they were seen last"),
      .kind = SETTING_INTEGER,
      .fallback = "30",
      .minimum = 1,
      .maximum = 3650 },
    PROFILE("ACTIVE"),
    PROFILE("UNLIMITED"),
    PROFILE("FUP"),
    PROFILE("HABIS"),
    PROFILE("EXPIRED"),
    PROFILE("INACTIVE"),
    PROFILE("BLOCKED"),
    { .key = "MIKROTIK_KOMANDAN_PROFILE",
      .help = N_("Hotspot profile of a KOMANDAN with quota left; empty: komandan"),
      .kind = SETTING_TEXT,
      .fallback = "",
      .maximum = 63,
      .is_portal = true },
    { .key = "MIKROTIK_DEFAULT_PROFILE",
      .help = N_("Hotspot profile of active users where neither MIKROTIK_ACTIVE_PROFILE nor a package names one"),
      .kind = SETTING_TEXT,
      .fallback = "default",
      .minimum = 1,
      .maximum = 63,
      .is_portal = true },
    SERVER("MIKROTIK_DEFAULT_SERVER",
           N_("Hotspot server of users who have none of their own; empty: MIKROTIK_DEFAULT_SERVER_USER")),
    SERVER("MIKROTIK_DEFAULT_SERVER_USER", N_("Hotspot server of such users where MIKROTIK_DEFAULT_SERVER is empty")),
    SERVER("MIKROTIK_DEFAULT_SERVER_KOMANDAN", N_("Hotspot server of a KOMANDAN without one of their own; empty: any")),
    { .key = NULL },
};
