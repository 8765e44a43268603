/* The program's log. */
#include "base/log.h"

#include "base/calendar.h"
#include "base/error.h"
#include "base/path.h"
#include "base/text.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static FILE *file;
static bool use_stderr;
static enum log_level threshold = LOG_LEVEL_INFO;

bool log_open(const char *path, bool to_stderr, enum log_level from)
{
    log_close();
    pthread_mutex_lock(&lock);
    use_stderr = to_stderr;
    threshold = from;
    file = path && path_make_parents(path) ? fopen(path, "ae") : NULL;
    if (file)
        setvbuf(file, NULL, _IOLBF, BUFSIZ);
    bool ok = !path || file;
    pthread_mutex_unlock(&lock);
    return ok;
}

void log_close(void)
{
    pthread_mutex_lock(&lock);
    if (file)
        fclose(file);
    file = NULL;
    use_stderr = false;
    pthread_mutex_unlock(&lock);
}

void log_line(enum log_level level, const char *format, ...)
{
    static const char *const names[] = { "debug", "info", "warning", "error" };
    if (level < threshold)
        return;
    char raw[1024], safe[2048], when[32];
    va_list ap;
    va_start(ap, format);
    vsnprintf(raw, sizeof raw, format, ap);
    va_end(ap);
    text_safe(safe, sizeof safe, raw, strlen(raw));
    char date[CALENDAR_BYTES], time_of_day[CALENDAR_BYTES];
    struct calendar utc = { .year = 0 };
    calendar_of(calendar_now(), &utc);
    snprintf(when, sizeof when, "%sT%sZ", calendar_date(date, &utc), calendar_time(time_of_day, &utc));
    pthread_mutex_lock(&lock);
    if (file)
        fprintf(file, "%s %s %s\n", when, names[level], safe);
    if (use_stderr)
        fprintf(stderr, "%s %s %s\n", when, names[level], safe);
    pthread_mutex_unlock(&lock);
}

void log_error(const char *where, const struct error *e)
{
    char text[900];
    log_line(LOG_LEVEL_ERROR, "%s: %s", where, error_text(e, text, sizeof text));
}
