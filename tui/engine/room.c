/* The room as others see it. */
#include "tui/engine/room.h"

#include <stddef.h>

static const struct pane_page pages[] = {
    { "audit", &detail_audit },
    { "operations", &detail_operation },
    { "jobs", &detail_job },
    { "runs", &detail_run },
    { NULL, NULL },
};

const struct screen_room screen_room_engine = {
    .name = "engine",
    .pages = pages,
};
