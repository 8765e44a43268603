/* Settings that live in the database. */
#include "model/settings/setting.h"

#include "base/i18n.h"
#include "db/db.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const policies[] = { "off", "report", "on", NULL };
static const char *const late_choices[] = { "hold", "apply", NULL };
static const char *const refund_choices[] = { "hold", "reverse", NULL };
static const char *const validity_choices[] = { "now", "extend", NULL };
static const char *const languages[] = { "id", "en", NULL };
static const char *const reconcile_policies[] = { "off", "report", "mend", NULL };

/* A list that may hold a status's users; the portal reads the same settings. */
#define LIST(what, name)                                                                                               \
    { .key = "MIKROTIK_ADDRESS_LIST_" what, .help = N_("Address list of users in this state"),                         \
      .kind = SETTING_TEXT, .fallback = name, .minimum = 1, .maximum = 63, .is_portal = true }
#define PROFILE(what)                                                                                                  \
    { .key = "MIKROTIK_" what "_PROFILE", .help = N_("Hotspot profile of users in this state; empty: left as it is"),  \
      .kind = SETTING_TEXT, .fallback = "", .maximum = 63, .is_portal = true }

const struct setting settings[] = {
    { .key = "debt_limit_policy",
      .help = N_("Block who owes too much automatic debt, and unblock who no longer does: off, report or on"),
      .kind = SETTING_CHOICE,
      .fallback = "off",
      .choices = policies },
    { .key = "debt_limit_mb",
      .help = N_("Automatic debt in MB from which the policy blocks"),
      .kind = SETTING_MB,
      .fallback = "500",
      .minimum = 1,
      .maximum = 104857600 },
    { .key = "debt_overdue_policy",
      .help = N_("Block who owes items past their due date: off, report or on"),
      .kind = SETTING_CHOICE,
      .fallback = "off",
      .choices = policies },
    { .key = "debt_overdue_days",
      .help = N_("Days past the due date before the policy blocks"),
      .kind = SETTING_INTEGER,
      .fallback = "7",
      .minimum = 0,
      .maximum = 365 },
    { .key = "debt_month_end_policy",
      .help = N_("Block who still owes manual debt at the end of the month: off, report or on"),
      .kind = SETTING_CHOICE,
      .fallback = "off",
      .choices = policies },
    { .key = "debt_month_end_day",
      .help = N_("Day of the month from which it blocks; 31 is the last day of any month"),
      .kind = SETTING_INTEGER,
      .fallback = "31",
      .minimum = 1,
      .maximum = 31 },
    { .key = "debt_warning_days",
      .help = N_("Days before a block in which the debtor is reminded"),
      .kind = SETTING_INTEGER,
      .fallback = "3",
      .minimum = 0,
      .maximum = 30 },
    { .key = "debt_due_days",
      .help = N_("Days after which a new debt item is due where no date is given; 0: no due date"),
      .kind = SETTING_INTEGER,
      .fallback = "0",
      .minimum = 0,
      .maximum = 365 },

    { .key = "payment_order_prefix",
      .help = N_("Begins the order ids of packages that are sold"),
      .kind = SETTING_TEXT,
      .fallback = "BELI",
      .minimum = 1,
      .maximum = 20 },
    { .key = "payment_expiry_minutes",
      .help = N_("How long a customer may take to pay"),
      .kind = SETTING_INTEGER,
      .fallback = "15",
      .minimum = 1,
      .maximum = 10080 },
    { .key = "payment_default_expiry_minutes",
      .help = N_("After so long a charge that says nothing of its time is over"),
      .kind = SETTING_INTEGER,
      .fallback = "1440",
      .minimum = 1,
      .maximum = 10080 },
    { .key = "payment_grace_minutes",
      .help = N_("Minutes past its time before a charge counts as over"),
      .kind = SETTING_INTEGER,
      .fallback = "5",
      .minimum = 0,
      .maximum = 1440 },
    { .key = "payment_late",
      .help = N_("Money that comes when the charge is over: hold for a decision, or apply"),
      .kind = SETTING_CHOICE,
      .fallback = "hold",
      .choices = late_choices },
    { .key = "payment_refund",
      .help = N_("A refund or chargeback at the gateway: hold for a decision, or reverse what was applied"),
      .kind = SETTING_CHOICE,
      .fallback = "hold",
      .choices = refund_choices },
    { .key = "package_validity",
      .help = N_("Validity of a package that is bought: from now, or on top of what still runs (extend)"),
      .kind = SETTING_CHOICE,
      .fallback = "now",
      .choices = validity_choices },
    { .key = "billing_policy",
      .help = N_("Monthly invoices by themselves: off, report what would be made, or on"),
      .kind = SETTING_CHOICE,
      .fallback = "off",
      .choices = policies },
    { .key = "billing_day",
      .help = N_("Day of the month on which invoices are made; 31 is the last day of any month"),
      .kind = SETTING_INTEGER,
      .fallback = "1",
      .minimum = 1,
      .maximum = 31 },
    { .key = "billing_catch_up_months",
      .help = N_("How many past months are made up for, when no worker ran"),
      .kind = SETTING_INTEGER,
      .fallback = "2",
      .minimum = 0,
      .maximum = 24 },
    { .key = "invoice_duration_days",
      .help = N_("How many days an invoice's link can be paid"),
      .kind = SETTING_INTEGER,
      .fallback = "10",
      .minimum = 1,
      .maximum = 365 },
    { .key = "invoice_reminder_days",
      .help = N_("Days before the due date at which a customer is reminded, with blanks between; below 0: after it"),
      .kind = SETTING_TEXT,
      .fallback = "3 0 -3",
      .maximum = 100 },
    { .key = "isolir_policy",
      .help = N_("Block customers whose invoices are overdue: off, report or on"),
      .kind = SETTING_CHOICE,
      .fallback = "off",
      .choices = policies },
    { .key = "isolir_day",
      .help = N_("Day of the month from which it blocks, for what was due before; 31 is the last day of any month"),
      .kind = SETTING_INTEGER,
      .fallback = "20",
      .minimum = 1,
      .maximum = 31 },
    { .key = "queue_tries",
      .help = N_("How often an invoice is tried before it counts as failed"),
      .kind = SETTING_INTEGER,
      .fallback = "3",
      .minimum = 1,
      .maximum = 20 },
    { .key = "queue_first_wait_ms",
      .help = N_("Milliseconds before the second try of an invoice; they double with each more"),
      .kind = SETTING_INTEGER,
      .fallback = "1000",
      .minimum = 1,
      .maximum = 3600000 },
    { .key = "queue_batch",
      .help = N_("How many invoices a worker takes at once"),
      .kind = SETTING_INTEGER,
      .fallback = "5",
      .minimum = 1,
      .maximum = 100 },
    { .key = "queue_ageing_minutes",
      .help = N_("By how many minutes a newer invoice of the next higher priority may go before"),
      .kind = SETTING_INTEGER,
      .fallback = "30",
      .minimum = 0,
      .maximum = 10080 },
    { .key = "xendit_live_per_minute",
      .help = N_("Requests a minute to Xendit with a live key, from all hosts together"),
      .kind = SETTING_INTEGER,
      .fallback = "120",
      .minimum = 1,
      .maximum = 60000 },
    { .key = "xendit_test_per_minute",
      .help = N_("Requests a minute to Xendit with a test key, from all hosts together"),
      .kind = SETTING_INTEGER,
      .fallback = "120",
      .minimum = 1,
      .maximum = 60000 },
    { .key = "telegram_per_minute",
      .help = N_("Messages a minute to Telegram, from all hosts together"),
      .kind = SETTING_INTEGER,
      .fallback = "60",
      .minimum = 1,
      .maximum = 1800 },
    { .key = "whatsapp_per_minute",
      .help = N_("Messages a minute to the WhatsApp gateway, from all hosts together"),
      .kind = SETTING_INTEGER,
      .fallback = "20",
      .minimum = 1,
      .maximum = 600 },
    { .key = "message_language",
      .help = N_("Language of messages to customers: id or en"),
      .kind = SETTING_CHOICE,
      .fallback = "id",
      .choices = languages },

    { .key = "reconcile_policy",
      .help = N_("What the reconcile job does about differences: off, report, or mend the safe ones"),
      .kind = SETTING_CHOICE,
      .fallback = "report",
      .choices = reconcile_policies },
    { .key = "list_timeout_s",
      .help = N_("Seconds that entries in the active and fup lists live (nothing is written to flash); 0: no end"),
      .kind = SETTING_INTEGER,
      .fallback = "0",
      .minimum = 0,
      .maximum = 2592000 },
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

    { .key = "QUOTA_FUP_THRESHOLD_MB",
      .help = N_("A quota above this many MB turns to fup when so much is left"),
      .kind = SETTING_MB,
      .fallback = "3072",
      .minimum = 0,
      .maximum = 104857600,
      .is_portal = true },
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
    PROFILE("ACTIVE"),
    PROFILE("UNLIMITED"),
    PROFILE("FUP"),
    PROFILE("HABIS"),
    PROFILE("EXPIRED"),
    PROFILE("INACTIVE"),
    PROFILE("BLOCKED"),
};
const size_t setting_count = sizeof settings / sizeof settings[0];

const struct setting *setting_find(const char *key)
{
    for (size_t i = 0; i < setting_count; i++)
        if (strcmp(settings[i].key, key) == 0)
            return &settings[i];
    return NULL;
}

static const char *choices_text(struct arena *a, const struct setting *s)
{
    struct strbuf b = { .arena = a };
    for (const char *const *c = s->choices; c && *c; c++)
        strbuf_printf(&b, "%s%s", b.length ? "," : "", *c);
    return b.length ? strbuf_text(&b) : "";
}

bool settings_register(struct context *ctx, struct error *e)
{
    static const char *const kinds[] = { "integer", "mb", "rp", "choice", "text" };
    enum { KEY, KIND, FALLBACK, MINIMUM, MAXIMUM, CHOICES, PORTAL, COLUMNS };
    const char **columns[COLUMNS], *arrays[COLUMNS];
    for (int c = 0; c < COLUMNS; c++)
        columns[c] = ARENA_ARRAY(ctx->arena, const char *, setting_count);
    for (size_t i = 0; i < setting_count; i++) {
        const struct setting *s = &settings[i];
        columns[KEY][i] = s->key;
        columns[KIND][i] = kinds[s->kind];
        columns[FALLBACK][i] = s->fallback;
        columns[MINIMUM][i] = arena_printf(ctx->arena, "%lld", (long long)s->minimum);
        columns[MAXIMUM][i] = arena_printf(ctx->arena, "%lld", (long long)s->maximum);
        columns[CHOICES][i] = choices_text(ctx->arena, s);
        columns[PORTAL][i] = s->is_portal ? "t" : "f";
    }
    for (int c = 0; c < COLUMNS; c++)
        arrays[c] = db_array(ctx->arena, columns[c], setting_count);
    return db_run(ctx->db, "setting_register", arrays, COLUMNS, NULL, e);
}

const char *setting_read(struct context *ctx, const char *key, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "setting_read", DB_PARAMS(key, setting_find(key)->fallback), e);
    if (!r)
        return NULL;
    const char *value = arena_strdup(ctx->arena, db_value(r, 0, 0));
    db_result_free(r);
    return value;
}

/* Digits, and within the setting's bounds. */
static bool read_number(const struct setting *s, const char *text, int64_t *value)
{
    char *end;
    errno = 0;
    *value = strtoll(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end && !errno && *value >= s->minimum && *value <= s->maximum;
}

/* The portal and other hands write settings too. What does not fit is left aside for the default: a job must not
 * stand still over it. */
bool setting_read_int(struct context *ctx, const char *key, int64_t *value, struct error *e)
{
    const struct setting *s = setting_find(key);
    const char *text = setting_read(ctx, key, e);
    if (!text)
        return false;
    if (!read_number(s, text, value))
        *value = strtoll(s->fallback, NULL, 10);
    return true;
}
