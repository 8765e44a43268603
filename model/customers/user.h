/* One user's whole story: who he is, what he may and why, what he owes and pays, his devices,
 * what still waits for his router, and what happened to him. Facts only; the faces put them into words.
 *
 * All texts come as the database gave them (show them through text_safe()); NULL = not known.
 * Amounts are exact: hundredths of a MB, whole rupiah. Times are texts in the session's zone. */
#ifndef MODEL_CUSTOMERS_USER_H
#define MODEL_CUSTOMERS_USER_H

#include "model/customers/debt.h"
#include "model/customers/usage_history.h"
#include "model/lists/timeline.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct user_account {
    const char *id, *phone_number, *full_name, *address, *role, *approval_status;
    const char *status; /* as console.access_status() decides */
    bool is_active, is_blocked, is_unlimited;
    const char *block_cause, *blocked_reason, *blocked_at;
    int64_t purchased_cmb, used_cmb, remaining_cmb, offset_cmb;
    int64_t auto_debt_cmb, manual_debt_cmb, open_debt_cmb; /* open: the sum of the ledger's open rows */
    int64_t auto_debt_rp;                                  /* -1: no package says what it costs */
    int64_t balance_rp;                                    /* paid in and not spent yet */
    int64_t used_percent;                                  /* of what was bought, cut: 100 only where nothing is left */
    int64_t threshold_cmb;                                 /* at or below it a big quota is "fup" */
    const char *expires_at, *created_at, *last_login_at, *telegram;
    const char *profile, *server;
    const char *router, *router_state, *router_error, *router_ok_at; /* router NULL: none serves him */
    const char *scanned_at; /* when that router was looked at last; NULL: never */
};

/* How he stands on a router: a session, or a difference that can be mended. */
struct user_presence {
    const char *pane, *id; /* "sessions" or "drift", and its row there */
    const char *router, *subject;
    const char *kind, *expected, *actual; /* of a difference */
    int64_t uptime_s;                     /* of a session; -1: not known */
};

struct user_device {
    const char *id; /* of its row in the devices */
    const char *mac_address, *ip_address, *label, *last_seen_at;
    const char *told;   /* by what a router says that it is his: "login", "comment"; NULL: it is his */
    int64_t last_bytes; /* the baseline of the usage sync; -1: never read */
    bool is_authorized;
    bool baseline_waits; /* a reset asked for the router's counters as new baseline */
};

struct user_effect {
    const char *id, *target, *effect, *state, *at, *next_attempt_at, *last_error;
    int64_t attempts;
};

struct user_settlement {
    struct debt_settlement settlement;
    bool is_unlimited; /* of a debt for an unlimited package */
};

struct user_payment {
    const char *order_id, *kind, *subject, *method, *state;
    int64_t amount_rp;
    const char *at, *expires_at, *expires_in; /* expires_in: "14 min", of one that can still be paid */
    const char *waits_for;                    /* what somebody has to decide; NULL: nothing */
    bool is_open;                             /* it can be paid, or waits for a decision */
};

struct user_balance_entry {
    const char *at, *note, *order_id, *actor; /* order_id: what it came of */
    int64_t rp, balance_rp;                   /* balance_rp: after it */
};

struct user_invoice {
    const char *id, *invoice_number, *subject, *status, *due_on;
    int64_t total_rp, overdue_days; /* 0: it is not overdue */
};

struct user_note {
    const char *at, *actor, *text, *follow_up;
    bool is_open, is_overdue; /* of follow_up: it counts; it is over */
    const char *taken_back;   /* when and by whom; NULL: it was not */
};

struct user_ticket {
    const char *id, *text, *assigned_to, *follow_up, *note; /* note: the last one */
    int64_t number;
    bool is_due;
};

struct user_story {
    struct user_account account;
    struct usage_history usage;
    struct debt_item *debts; /* all that are open, in the order in which they are paid */
    size_t debt_count;
    struct debt_item debt_total;         /* the sums of these rows; prices -1 where one of them has none */
    struct user_note *notes; /* the latest first, then those that were taken back */
    size_t note_count;
    struct user_ticket *tickets; /* all that are open, the one that is due first first */
    size_t ticket_count;
    struct user_settlement *settlements; /* the last few, newest first */
    size_t settlement_count;
    struct user_invoice *invoices; /* all that are owed, the one that is due first first */
    size_t invoice_count;
    struct user_payment *payments; /* those that are open, then the last few; of each the newest first */
    size_t payment_count;
    struct user_balance_entry *balance; /* the last few entries, newest first */
    size_t balance_count;
    struct user_presence *presence; /* sessions first */
    size_t presence_count;
    struct user_device *devices;
    size_t device_count;
    struct user_effect *effects; /* open ones, then the last that was done */
    size_t effect_count;
    struct timeline_entry *recent; /* the last few of the timeline, newest first */
    size_t recent_count;
};

/* Everything in ctx->arena; devices and effects are cut at 200. A user that is gone: ERR_REFUSED. */
bool user_read_story(struct context *ctx, const char *id, struct user_story *story, struct error *e);

#endif
