/* The program's log: one line an event, times in UTC, texts made safe.
 *
 * The console logs to a file only (the screen is its own), worker and command line to stderr as
 * well. Secrets are never given to it. Thread-safe. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

struct error;

enum log_level {
    LOG_LEVEL_DEBUG,
    LOG_LEVEL_INFO,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_ERROR
};

/* file NULL: none. Returns false with errno set when the file can't be opened; logging to stderr
 * goes on as asked. A file that was moved away is opened anew by its name with the next line. */
bool log_open(const char *file, bool to_stderr, enum log_level from);
/* Opens the file anew by its name: it was rotated. False with errno set where that can't be done: the one that was open
 * is kept then. True where there is none. */
bool log_reopen(void);
void log_close(void);

void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_error(const char *where, const struct error *e);

#endif
