/* What stands above a list whose rows are parts of one thing: what that thing is, as its page would say (tui/lists/
 * detail_page.h). Read on a lane when something changed; what was read last stays until then. Part of a view, which
 * owns it and is redrawn when something has come. */
#ifndef TUI_LISTS_LIST_HEAD_H
#define TUI_LISTS_LIST_HEAD_H

#include "base/error.h"
#include "tui/lists/detail_page.h"
#include "tui/terminal/view.h"

struct list_head {
    struct view *owner;
    const struct pane *pane; /* of the thing; NULL: there is none, it takes no rows and reads nothing */
    char *id;
    struct arena *data_arena; /* of what was read last */
    const void *data;         /* NULL: nothing yet */
    struct arena *lines_arena;
    struct lines lines;
    int width; /* that the lines were made for; 0: make them anew */
    bool is_reading, must_read_again;
    struct error error; /* of the last reading */
};

void list_head_init(struct list_head *h, struct view *owner, const struct pane *p, const char *id);
void list_head_free(struct list_head *h); /* with what it reads just now */
void list_head_refresh(struct list_head *h);

int list_head_rows(struct list_head *h); /* up to a third of the view's */
void list_head_draw(struct list_head *h, int y);

#endif
