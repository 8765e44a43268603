/* The room as others see it. */
#include "model/vouchers/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_lots, &pane_vouchers, &pane_voucher_days, NULL };

static const struct entity entities[] = {
    { .name = "voucher_lot",
      .one = N_("lot"),
      .many = N_("lots"),
      .channels = "{vouchers,audit,outbox}",
      .is_uuid = true,
      .unknown_sql = "action_unknown_lots" },
    { .name = "voucher", .one = N_("voucher"), .many = N_("vouchers"), .channels = "{vouchers,audit,outbox}", .is_uuid = true },
    { .name = "voucher_day", .one = N_("day"), .many = N_("days") },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "made", N_("made") },
    { "printed", N_("printed") },
    { "bought", N_("sold") },
    { "used", N_("in use") },
    { "void", N_("void") },
    { "voucher", N_("voucher") },
    { "code", N_("the code itself") },
    { "own_password", N_("of its own") },
    { "lower_digits", N_("small letters and digits") },
    { "upper_digits", N_("capital letters and digits") },
    { "lower_letters", N_("small letters") },
    { "upper_letters", N_("capital letters") },
    { "only_digits", N_("digits alone") },
    { NULL, NULL },
};

const struct room room_vouchers = {
    .name = "vouchers",
    .panes = panes,
    .actions = voucher_actions,
    .entities = entities,
    .jobs = voucher_jobs,
    .effects = voucher_effects,
    .detectors = voucher_detectors,
    .probes = voucher_probes,
    .words = words,
    .sayings = voucher_sayings,
};
