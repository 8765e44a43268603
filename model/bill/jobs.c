/* What runs by itself for invoices. */
#include "model/bill/room.h"

#include "base/i18n.h"
#include "model/bill/invoice.h"
#include "model/bill/queue.h"

#include <stdio.h>

static bool run_queue_rescue(struct context *ctx, char *result, size_t size, struct error *e)
{
    size_t rescued;
    if (!queue_rescue(ctx, &rescued, e) || !queue_tidy(ctx, e))
        return false;
    context_touched(ctx, (int64_t)rescued);
    snprintf(result, size, "%zu given back", rescued);
    return true;
}

const struct job bill_jobs[] = {
    { .name = "billing",
      .label = N_("Monthly invoices"),
      .help = N_("Make this month's invoices on their day, and those that were missed, as billing_policy says"),
      .interval_s = 3600,
      .lease_s = 900,
      .run = invoice_bill },
    { .name = "invoice_reminders",
      .label = N_("Invoice reminders"),
      .help = N_("Remind of invoices near and past their due date"),
      .interval_s = 3600,
      .lease_s = 300,
      .run = invoice_remind },
    { .name = "isolir",
      .label = N_("Isolir"),
      .help = N_("Block customers whose invoices are overdue, as isolir_policy says"),
      .interval_s = 3600,
      .lease_s = 900,
      .run = invoice_isolate },
    { .name = "invoice_reconcile",
      .label = N_("Invoices at Xendit"),
      .help = N_("Ask Xendit for what was paid since the last look"),
      .interval_s = 300,
      .lease_s = 600,
      .run = invoice_reconcile,
      .asks_gateway = true },
    { .name = "queue_rescue",
      .label = N_("Queue rescue"),
      .help = N_("Give back queued invoices whose worker has gone"),
      .interval_s = 30,
      .lease_s = 60,
      .is_kept = true,
      .run = run_queue_rescue },
    { .name = NULL },
};
