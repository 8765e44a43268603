/* What the console has told the operator: every toast, kept for the message log. UI thread only. */
#ifndef TUI_APP_MESSAGE_H
#define TUI_APP_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

struct error;

enum toast_level {
    TOAST_INFO,
    TOAST_GOOD,
    TOAST_WARN,
    TOAST_BAD
};

struct message {
    int64_t at; /* since 1970 */
    enum toast_level level;
    const char *text; /* safe, one line, may be long */
};

enum {
    MESSAGES_KEPT = 500
};

struct message_log {
    struct message messages[MESSAGES_KEPT]; /* a ring */
    size_t total;
};

/* The text is made safe and copied. */
void message_note(struct message_log *log, enum toast_level level, const char *text);
void message_note_error(struct message_log *log, const struct error *e);

size_t message_count(const struct message_log *log);
/* i = 0 is the newest. Lives until the next one is noted. */
struct message message_at(const struct message_log *log, size_t i);

void message_free_all(struct message_log *log);

#endif
