/* What a text that is pasted on a list opens, instead of being looked for: a customer by a phone number. Rooms hand
 * these in. */
#ifndef TUI_LISTS_LIST_PASTE_H
#define TUI_LISTS_LIST_PASTE_H

#include <stdbool.h>

struct view;

struct list_paste {
    /* v is the list's view, and lies on top. text: UTF-8 on one line. False: it is nothing of the kind. */
    bool (*take)(struct view *v, const char *text);
};

#endif
