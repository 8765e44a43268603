/* The room as others see it. */
#include "model/tickets/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_tickets, NULL };

#define CHANNELS "{tickets,users,audit,operations}"

static const struct entity entities[] = {
    { .name = "ticket",
      .one = N_("ticket"),
      .many = N_("tickets"),
      .channels = CHANNELS,
      .stands_alone = true,
      .undo_lock = "undo_lock_tickets",
      .undo_sql = "undo_tickets",
      .unmake_sql = "ticket_unmake" },
    { .name = "ticket_note",
      .one = N_("note on a ticket"),
      .many = N_("notes on tickets"),
      .channels = CHANNELS,
      .stands_alone = true,
      .undo_lock = "undo_lock_tickets",
      .undo_sql = "undo_tickets" },
    { .name = NULL },
};

const struct room room_tickets = {
    .name = "tickets",
    .panes = panes,
    .actions = tickets_actions,
    .entities = entities,
    .jobs = tickets_jobs,
    .detectors = tickets_detectors,
    .sayings = tickets_sayings,
};
