/* What the console has told the operator: every toast, kept for the message log. UI thread only. */
#ifndef TUI_MESSAGE_H
#define TUI_MESSAGE_H

#include "tui/app/app.h"

#include <stddef.h>
#include <time.h>

struct message {
    time_t at;
    enum toast_level level;
    const char *text; /* safe, one line, may be long */
};

enum { MESSAGES_KEPT = 500 };

size_t message_count(struct app *app);
/* i = 0 is the newest. Lives until the next toast. */
struct message message_at(struct app *app, size_t i);

#endif
