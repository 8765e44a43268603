/* The program's log. */
#include "base/log.h"

#include "base/calendar.h"
#include "base/error.h"
#include "base/path.h"
#include "base/text.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static FILE *file;
static char *file_path; /* NULL: none */
static bool use_stderr;
static enum log_level threshold = LOG_LEVEL_INFO;

static FILE *open_file(const char *path)
{
    FILE *f = path_make_parents(path) ? fopen(path, "ae") : NULL;
    if (f)
        setvbuf(f, NULL, _IOLBF, BUFSIZ);
    return f;
}

bool log_open(const char *path, bool to_stderr, enum log_level from)
{
    log_close();
    pthread_mutex_lock(&lock);
    use_stderr = to_stderr;
    threshold = from;
    file = path ? open_file(path) : NULL;
    file_path = path ? strdup(path) : NULL;
    bool ok = !path || file;
    pthread_mutex_unlock(&lock);
    return ok;
}

static bool open_anew(void)
{
    FILE *fresh = file_path ? open_file(file_path) : NULL;
    if (!fresh)
        return !file_path;
    if (file)
        fclose(file);
    file = fresh;
    return true;
}

bool log_reopen(void)
{
    pthread_mutex_lock(&lock);
    bool ok = open_anew();
    pthread_mutex_unlock(&lock);
    return ok;
}

/* Where another file, or none, has its name now, it was rotated. */
static void follow_name(void)
{
    struct stat open_one, named;
    if (!file || fstat(fileno(file), &open_one) != 0)
        return;
    if (stat(file_path, &named) != 0 || named.st_ino != open_one.st_ino || named.st_dev != open_one.st_dev)
        open_anew();
}

void log_close(void)
{
    pthread_mutex_lock(&lock);
    if (file)
        fclose(file);
    file = NULL;
    free(file_path);
    file_path = NULL;
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
    follow_name();
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
