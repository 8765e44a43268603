/* A router at this moment, on its page. UI thread only. */
#ifndef TUI_ROUTERS_LIVE_LINES_H
#define TUI_ROUTERS_LIVE_LINES_H

#include "model/values/context.h"
#include "tui/lists/detail_page.h"

/* A struct detail_kind's look(): a struct live. */
void *live_lines_look(struct context *ctx, const char *router);
/* What page->looked says, or that it is being asked. */
void live_lines_write(const struct detail_page *page);

#endif
