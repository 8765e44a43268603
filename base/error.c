/* What went wrong, told once. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

bool error_set(struct error *e, enum error_code code, const char *what, const char *why_format, ...)
{
    if (!e)
        return false;
    e->code = code;
    e->hint[0] = '\0';
    e->why[0] = '\0';
    snprintf(e->what, sizeof e->what, "%s", what);
    if (why_format) {
        va_list ap;
        va_start(ap, why_format);
        vsnprintf(e->why, sizeof e->why, why_format, ap);
        va_end(ap);
    }
    return false;
}

bool error_hint(struct error *e, const char *format, ...)
{
    if (!e)
        return false;
    va_list ap;
    va_start(ap, format);
    vsnprintf(e->hint, sizeof e->hint, format, ap);
    va_end(ap);
    return false;
}

void error_clear(struct error *e)
{
    *e = (struct error){ .code = ERR_NONE };
}

const char *error_text(const struct error *e, char *buffer, int size)
{
    snprintf(buffer, (size_t)size, "%s%s%s%s%s", e->what, e->why[0] ? ": " : "", e->why,
             e->hint[0] ? "; " : "", e->hint);
    return buffer;
}

int error_exit_code(enum error_code code)
{
    switch (code) {
    case ERR_NONE:
        return 0;
    case ERR_REFUSED:
    case ERR_CANCELLED:
        return 1;
    case ERR_USAGE:
    case ERR_CONFIG:
        return 2;
    case ERR_UNREACHABLE:
    case ERR_TIMEOUT:
    case ERR_PROTOCOL:
    case ERR_UNKNOWN:
    case ERR_INTERNAL:
        break;
    }
    return 3;
}
