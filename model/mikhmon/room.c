/* The room as others see it. */
#include "model/mikhmon/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_takeovers, &pane_questions, &pane_mikhmon_vouchers,
                                            &pane_mikhmon_sales, NULL };

static const struct entity entities[] = {
    { .name = "takeover",
      .one = N_("take-over"),
      .many = N_("take-overs"),
      .channels = "{takeovers,routers,audit,outbox}",
      .is_uuid = true },
    { .name = "question",
      .one = N_("question"),
      .many = N_("questions"),
      .channels = "{takeovers,audit}",
      .is_uuid = true },
    { .name = "mikhmon_voucher", .one = N_("voucher"), .many = N_("vouchers"), .is_uuid = true },
    { .name = "mikhmon_sale", .one = N_("sale"), .many = N_("sales") },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "looking", N_("being read") },
    { "looked", N_("looked at") },
    { "taking", N_("being taken") },
    { "taken", N_("taken over") },
    { "undoing", N_("being undone") },
    { "confirmed", N_("confirmed") },
    { "unsold", N_("unsold") },
    { "to_answer", N_("to answer") },
    { "answered", N_("answered") },
    { "to_know", N_("to know") },
    { "proposed", N_("proposed") },
    { "price", N_("Price") },
    { "selling", N_("Selling price") },
    { "sale_price", N_("Price of sales") },
    { "still_let_in", N_("Overdue vouchers") },
    { "stuck", N_("Stuck vouchers") },
    { "shared_batch", N_("May be two batches") },
    { "scheduler_left", N_("Scheduler of a voucher") },
    { "dated_elsewhere", N_("Dated, no voucher") },
    { "sale_unreadable", N_("No readable sale") },
    { "sale_without_time", N_("Sale without time") },
    { "sale_repeated", N_("Sale stands twice") },
    { "sold_again", N_("Sold more than once") },
    { "package_unreadable", N_("Template unreadable") },
    { "no_zone", N_("Time zone unknown") },
    { NULL, NULL },
};

const struct room room_mikhmon = {
    .name = "mikhmon",
    .panes = panes,
    .actions = mikhmon_actions,
    .entities = entities,
    .jobs = mikhmon_jobs,
    .effects = mikhmon_effects,
    .words = words,
    .sayings = mikhmon_sayings,
};
