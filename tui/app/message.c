/* What the console has told the operator. */
#include "tui/app/message.h"

#include "base/calendar.h"
#include "base/error.h"
#include "base/text.h"
#include "model/engine/saying.h"

#include <stdlib.h>
#include <string.h>

enum {
    MESSAGE_BYTES = 1024
};

void message_note(struct message_log *log, enum toast_level level, const char *text)
{
    char safe[MESSAGE_BYTES];
    text_safe(safe, sizeof safe, text, strlen(text));
    struct message *m = &log->messages[log->total++ % MESSAGES_KEPT];
    free((char *)m->text);
    *m = (struct message){ .at = calendar_now(), .level = level, .text = strdup(safe) };
    if (!m->text)
        abort();
}

void message_note_error(struct message_log *log, const struct error *e)
{
    char text[MESSAGE_BYTES];
    message_note(log, TOAST_BAD, say_error(e, text, sizeof text));
}

size_t message_count(const struct message_log *log)
{
    return log->total < MESSAGES_KEPT ? log->total : MESSAGES_KEPT;
}

struct message message_at(const struct message_log *log, size_t i)
{
    return log->messages[(log->total - 1 - i) % MESSAGES_KEPT];
}

void message_free_all(struct message_log *log)
{
    for (size_t i = 0; i < MESSAGES_KEPT; i++)
        free((char *)log->messages[i].text);
}
