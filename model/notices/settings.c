/* What may be set about messages to customers and admins. */
#include "model/notices/room.h"

#include "base/i18n.h"

static const char *const switch_choices[] = { "off", "on", NULL };

#define SWITCH(name, words)                                                                                            \
    .key = (name), .help = (words), .kind = SETTING_CHOICE, .fallback = "off", .choices = switch_choices

const struct setting notices_settings[] = {
    { SWITCH("notice_welcome", N_("Customers are told that they were added or approved")) },
    { SWITCH("notice_password", N_("Customers are told their new hotspot password")) },
    { SWITCH("notice_rejected", N_("Customers are told that their registration was refused")) },
    { SWITCH("notice_request", N_("Customers are told what became of their requests")) },
    { SWITCH("notice_access", N_("Customers are told that they were blocked or unblocked, and why")) },
    { SWITCH("notice_quota", N_("Customers are told that little of their quota is left")) },
    { .key = "notice_quota_steps",
      .help = N_("Percent of what they had at which customers are told what is left"),
      .kind = SETTING_TEXT,
      .fallback = "20,10,5",
      .maximum = 60 },
    { SWITCH("notice_validity", N_("Customers are told that their validity ends soon")) },
    { .key = "notice_validity_days",
      .help = N_("Days before the end of validity on which customers are told of it"),
      .kind = SETTING_TEXT,
      .fallback = "7,3,1",
      .maximum = 60 },
    { .key = "notice_quiet_hours",
      .help = N_("Hours in which customers get no message that can wait, like 21:00-07:00; empty: none"),
      .kind = SETTING_TEXT,
      .fallback = "21:00-07:00",
      .maximum = 60 },
    { SWITCH("admin_notice_registration", N_("Admins are told that a registration waits")) },
    { SWITCH("admin_notice_request", N_("Admins are told that a customer's request waits")) },
    { SWITCH("admin_notice_block", N_("Admins are told whom a policy has blocked")) },
    { SWITCH("admin_notice_failure", N_("Admins are told that an effect, a job or a router has failed")) },
    { SWITCH("admin_notice_incident", N_("Admins are told of a new incident that is more than a notice")) },
    { .key = "admin_notice_minutes",
      .help = N_("Minutes between two messages of a kind to admins: what comes meanwhile is told in one"),
      .kind = SETTING_INTEGER,
      .fallback = "10",
      .minimum = 1,
      .maximum = 1440 },
    { .key = NULL },
};
