/* What the command line tells its user. */
#include "base/i18n.h"
#include "base/text.h"
#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void put_safe(const char *text)
{
    char safe[2048];
    text_safe(safe, sizeof safe, text, strlen(text));
    fputs(safe, stderr);
}

int cli_fail(const struct error *e)
{
    fputs("hotspot-console: ", stderr);
    put_safe(e->what);
    if (e->why[0]) {
        fputs(": ", stderr);
        put_safe(e->why);
    }
    fputc('\n', stderr);
    if (e->hint[0]) {
        fputs("  ", stderr);
        put_safe(e->hint);
        fputc('\n', stderr);
    }
    return error_exit_code(e->code);
}

int cli_end(int code)
{
    struct error e;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    error_set(&e, ERR_UNREACHABLE, _("can't write all of the output"), _("standard output is closed or full"));
    return cli_fail(&e);
}

void cli_say(const char *format, ...)
{
    char text[1024];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    fputs("hotspot-console: ", stderr);
    put_safe(text);
    fputc('\n', stderr);
}
