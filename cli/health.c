/* `health`: each part in a line, as a table or as a monitoring plug-in says it. */
#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/rows.h"
#include "model/engine/saying.h"
#include "model/worker/session.h"
#include "model/worker/vitals.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct column columns[] = {
    { .name = "name", .type = COL_TEXT },   { .name = "state", .type = COL_TEXT },
    { .name = "detail", .type = COL_TEXT }, { .name = "figure", .type = COL_TEXT },
    { .name = "value", .type = COL_INT },   { .name = "mend", .type = COL_TEXT },
};

/* By enum lamp: what scripts read, what monitors call it, and how they end. */
static const struct {
    const char *name, *word;
    int code, weight;
} states[] = { [LAMP_UNKNOWN] = { "unknown", "UNKNOWN", 0, 0 },
               [LAMP_GOOD] = { "ok", "OK", 0, 0 },
               [LAMP_WARN] = { "warning", "WARNING", 1, 1 },
               [LAMP_BAD] = { "critical", "CRITICAL", 2, 2 } };

static int write_rows(const struct cli_options *o, const struct vitals *v)
{
    struct arena *a = v->ctx->arena;
    int code = 0;
    struct row_writer *out = rows_open(o->format, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < v->count; i++) {
        const struct vital *vital = &v->items[i];
        const char *value = vital->figure ? arena_printf(a, "%" PRId64, vital->value) : NULL;
        row_writer_row(out, (const char *const[]){ vital->name, states[vital->state].name, say(a, vital->detail),
                                                   vital->figure, value, vital->mend ? say(a, vital->mend) : NULL });
        int own = vital->state == LAMP_BAD && vital->is_outside ? 3 : states[vital->state].code > 0;
        code = own > code ? own : code;
    }
    rows_close(out);
    return code;
}

/* What stands behind a bar is read as figures. */
static const char *without_bars(struct arena *a, const char *text)
{
    char *copy = arena_strdup(a, text);
    for (char *bar = copy; (bar = strchr(bar, '|'));)
        *bar = '/';
    return copy;
}

static const char *line_of(struct arena *a, const struct vital *v)
{
    return without_bars(a, text_safe_copy(a, arena_printf(a, "%s: %s", v->name, say(a, v->detail))));
}

static void put_figures(struct arena *a, const struct vitals *v)
{
    const char *before = " |";
    for (size_t i = 0; i < v->count; i++) {
        const struct vital *vital = &v->items[i];
        if (!vital->figure)
            continue;
        char *label = arena_strdup(a, without_bars(a, arena_printf(a, "%s %s", vital->name, vital->figure)));
        for (char *at = label; (at = strpbrk(at, "'=")); at++)
            *at = '_';
        printf("%s '%s'=%" PRId64 ";%s;;%s;%s", before, label, vital->value,
               vital->warn ? arena_printf(a, "%" PRId64, vital->warn) : "", vital->most ? "0" : "",
               vital->most ? arena_printf(a, "%" PRId64, vital->most) : "");
        before = "";
    }
    putchar('\n');
}

/* The first line says the worst of all and what it is; all parts follow, a line each. */
static int write_plugin(const struct vitals *v)
{
    struct arena *a = v->ctx->arena;
    enum lamp worst = LAMP_GOOD;
    size_t amiss = 0;
    for (size_t i = 0; i < v->count; i++)
        if (states[v->items[i].state].weight > states[worst].weight)
            worst = v->items[i].state;
    printf("HOTSPOT-CONSOLE %s -", states[worst].word);
    for (size_t i = 0; i < v->count; i++)
        if (states[v->items[i].state].weight)
            printf("%s %s", amiss++ ? ";" : "", line_of(a, &v->items[i]));
    if (!amiss)
        printf(_(" %zu parts are well"), v->count);
    put_figures(a, v);
    for (size_t i = 0; i < v->count; i++)
        printf("%s %s\n", states[v->items[i].state].word, line_of(a, &v->items[i]));
    return states[worst].code;
}

int cli_health(const struct cli_options *o, const struct config *config)
{
    struct error e = { .code = ERR_NONE };
    if (o->word_count)
        error_set(&e, ERR_USAGE, _("can't understand the command line"), _("'%s' takes no further words"), o->command);
    else if (o->nagios && o->has_format)
        error_set(&e, ERR_USAGE, _("can't understand the command line"), _("either --nagios or --format, not both"));
    if (e.code)
        return cli_fail(&e);
    struct session *s = session_open(&(struct session_options){
        .config = config, .pace = SESSION_WATCH, .name = "hotspot-console health", .read_only = true });
    struct vitals v = { .ctx = session_context(s) };
    bool is_ready = session_ready(s, &e);
    vitals_look(&v, is_ready ? NULL : &e);
    int code = o->nagios ? write_plugin(&v) : write_rows(o, &v);
    session_close(s);
    return code;
}
