/* Invariants over the data, and whether each part can be reached. */
#include "model/worker/check.h"

#include "base/i18n.h"
#include "base/text.h"
#include "db/db.h"
#include "db/migrate.h"
#include "model/config/config.h"
#include "model/engine/audit.h"
#include "model/routers/router.h"

/* Each is db/SQL.sql, which gives the number of offenders and one of them. */
struct rule {
    const char *name, *sql, *what, *mend;
};

static const struct rule data_rules[] = {
    { "manual_debt_is_ledger_sum", "check_debt_sum", N_("manual debt differs from the sum of the open debts"),
      N_("set the debt anew with debts.set, then run migrate --enforce") },
    { "debt_paid_within_amount", "check_debt_paid", N_("a debt's paid MB do not fit its amount"),
      N_("correct paid_mb and is_paid of the debt; debts.write_off closes an open one, audit.undo takes it back") },
    { "debt_payments_fit", "check_debt_payments", N_("a debt's settlements do not fit what counts as paid"),
      N_("look for what changed it since in the audit; debts.set replaces the user's open debts by one") },
    { "quota_not_negative", "check_quota_negative", N_("a quota figure is below zero"),
      N_("reset the user's quota with quota.reset") },
    { "usage_not_negative", "check_usage_negative", N_("a day's usage is below zero"),
      N_("correct the row in daily_usage_logs") },
    { "one_open_charge", "check_open_charges", N_("a user has two open charges for one package"),
      N_("cancel all but the newest of them") },
    { "paid_is_applied", "check_paid_without_effect", N_("a charge is paid, and nothing was applied"),
      N_("look for it in the audit and at the gateway, then give the customer what he paid for") },
    { "applied_is_paid", "check_effect_without_payment", N_("something was applied for a charge that is not paid"),
      N_("look for it in the audit and at the gateway; audit.undo takes back what was applied") },
    { "portal_success_is_taken", "check_success_not_taken",
      N_("the portal has a charge as paid that counts as unpaid here"), N_("ask the gateway with payments.refresh") },
    { "charges_decided", "check_charges_waiting", N_("money waits for a decision"),
      N_("show payments --where waits:yes lists them; payments.apply_late takes the money, payments.refund_note gives "
         "it back") },
    { "charges_end", "check_charges_overdue", N_("a charge is open long after its time"),
      N_("see why with show payments --id, ask the gateway with payments.refresh, or end it with payments.expire") },
    { "coupons_counted", "check_coupons", N_("a coupon's counts are not those of its charges"),
      N_("correct used_count and reserved_count of the coupon") },
    { "balance_not_negative", "check_balances", N_("a balance is below zero"),
      N_("look for who spent it in the timeline of the user") },
    { "notifications_processed", "check_inbox_failed", N_("notifications of a gateway could not be processed"),
      N_("look at them with show inbox --where state:failed, mend the cause, then inbox.replay") },
    { "payments_fit_a_charge", "check_inbox_unmatched", N_("payments of the last week fit no charge"),
      N_("show inbox --where state:unmatched lists them; see at the gateway whose they are, inbox.replay tries "
         "again") },
    { "invoices_paid_once", "check_invoices_paid", N_("an invoice and its payment do not fit"),
      N_("look for it in the audit and at the gateway; invoices.mark_paid settles it by hand") },
    { "invoices_payable", "check_invoices_payable", N_("an invoice is owed, and there is no way to pay it"),
      N_("mend the cause, then try it again with queue.retry or invoices.resend") },
    { "isolir_has_cause", "check_isolir", N_("a customer is blocked for an invoice that is not overdue"),
      N_("let him in with users.unblock") },
    { "names_bound", "check_names",
      N_("a function in the schema console takes names from where others may create them"),
      N_("run: hotspot-console migrate") },
    { "outbox_failed", "check_outbox_failed", N_("effects were given up"),
      N_("look at them with show outbox --where state:failed, mend the cause, then outbox.retry") },
};

static const struct rule worker_rule = { "worker_running", "check_worker", N_("no worker is running"),
                                         N_("start hotspot-console worker: without it usage is not read") };

struct findings {
    struct context *ctx;
    struct finding *items;
    size_t count;
};

static struct findings findings_new(struct context *ctx)
{
    size_t room = sizeof data_rules / sizeof data_rules[0] + 3 + ctx->config->router_count;
    return (struct findings){ .ctx = ctx, .items = ARENA_ARRAY(ctx->arena, struct finding, room) };
}

static bool apply_rule(struct findings *f, const struct rule *rule, struct error *e)
{
    struct db_result *r = db_query(f->ctx->db, rule->sql, NULL, 0, e);
    if (!r)
        return false;
    if (db_int64(r, 0, 0) > 0)
        f->items[f->count++] = (struct finding){ .name = rule->name,
                                                 .what = rule->what,
                                                 .mend = rule->mend,
                                                 .count = db_int64(r, 0, 0),
                                                 .example = text_safe_copy(f->ctx->arena, db_value(r, 0, 1)) };
    db_result_free(r);
    return true;
}

static bool check_chain(struct findings *f, struct error *e)
{
    int64_t broken, links;
    if (!audit_verify(f->ctx, &broken, &links, e))
        return false;
    if (broken)
        f->items[f->count++] =
            (struct finding){ .name = "audit_chain",
                              .what = N_("the audit was changed after it was written"),
                              .mend = N_("compare it with a backup and with the audit file"),
                              .count = 1,
                              .example = arena_printf(f->ctx->arena, "operation number %lld of %lld does not fit",
                                                      (long long)broken, (long long)links) };
    return true;
}

static bool check_all_data(struct findings *f, struct error *e)
{
    for (size_t i = 0; i < sizeof data_rules / sizeof data_rules[0]; i++)
        if (context_cancelled(f->ctx, e) || !apply_rule(f, &data_rules[i], e))
            return false;
    return check_chain(f, e);
}

static void add_error(struct findings *f, const char *name, const struct error *why, bool is_unreachable)
{
    f->items[f->count++] = (struct finding){ .name = name,
                                             .what = arena_strdup(f->ctx->arena, why->what),
                                             .mend = arena_strdup(f->ctx->arena, why->hint),
                                             .count = 1,
                                             .example = text_safe_copy(f->ctx->arena, why->why),
                                             .is_unreachable = is_unreachable };
}

static void check_routers(struct findings *f)
{
    struct error why;
    for (size_t i = 0; f->ctx->routers && i < routers_count(f->ctx->routers); i++) {
        const char *name = routers_name(f->ctx->routers, i);
        if (!routers_probe(f->ctx, name, &why))
            add_error(f, arena_printf(f->ctx->arena, "router:%s", name), &why, true);
    }
}

bool check_data(struct context *ctx, struct finding **findings, size_t *count, struct error *e)
{
    struct findings f = findings_new(ctx);
    bool ok = check_all_data(&f, e);
    *findings = f.items;
    *count = f.count;
    return ok;
}

bool health_check(struct context *ctx, struct finding **findings, size_t *count, struct error *e)
{
    struct findings f = findings_new(ctx);
    struct error why = { .code = ERR_NONE };
    bool ok = true;

    if (migrate_verify(ctx->db, &why))
        ok = check_all_data(&f, e) && apply_rule(&f, &worker_rule, e);
    else if (why.code == ERR_CONFIG)
        add_error(&f, "schema", &why, false); /* the other rules may look for what is not there */
    else
        ok = false;
    if (!ok && why.code != ERR_NONE && e)
        *e = why;
    if (ok)
        check_routers(&f);
    *findings = f.items;
    *count = f.count;
    return ok;
}
