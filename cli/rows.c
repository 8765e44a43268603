/* Rows on stdout, and what `show` and `export` are asked for. */
#include "cli/rows.h"

#include "base/i18n.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static bool unknown_pane(const char *name, struct error *e)
{
    const char *nearest = NULL;
    char list[1024] = "";
    int best = 4;
    for (size_t i = 0; pane_at(i); i++) {
        int d = text_distance(name, pane_at(i)->name);
        if (d < best) {
            best = d;
            nearest = pane_at(i)->name;
        }
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s ", pane_at(i)->name);
    }
    error_set(e, ERR_USAGE, _("can't show that"), _("there is no pane '%s'"), name);
    return nearest ? error_hint(e, _("did you mean '%s'? there are: %sconfig"), nearest, list)
                   : error_hint(e, _("there are: %sconfig"), list);
}

/* The words behind the pane, or --where. */
static const char *filter_of(struct arena *a, const struct cli_options *o)
{
    struct strbuf filter = { .arena = a };
    for (size_t i = 1; i < o->word_count; i++)
        strbuf_printf(&filter, "%s%s", i > 1 ? " " : "", o->words[i]);
    return o->where ? o->where : strbuf_text(&filter);
}

/* A process of 32 bits can't count as many rows as may be asked for: it has fewer than it can count. */
static size_t limit_of(const struct cli_options *o)
{
    return (uint64_t)o->limit < SIZE_MAX ? (size_t)o->limit : SIZE_MAX;
}

bool rows_request(struct context *ctx, const struct cli_options *o, struct export_request *q, struct error *e)
{
    struct filter f;
    const struct pane *p = pane_find(o->words[0]);
    const char *sort = o->sort ? o->sort + (*o->sort == '-') : NULL;
    const struct column *c = p && sort ? pane_column(p, sort) : NULL;
    if (!p)
        return unknown_pane(o->words[0], e);
    *q = (struct export_request){
        .pane = p, .sort = o->sort, .limit = limit_of(o), .format = o->format, .file = o->output
    };
    q->filter = filter_of(ctx->arena, o);
    if (!filter_compile(ctx->arena, p, q->filter, &f, e))
        return false;
    if (sort && (!c || !c->sort)) {
        error_set(e, ERR_USAGE, _("can't sort like that"), _("'%s' is no column to sort %s by"), sort, p->name);
        return error_hint(e, _("`hotspot-console show %s --help` lists them"), p->name);
    }
    return !o->columns || export_columns(ctx->arena, p, o->columns, &q->columns, &q->column_count, e);
}

struct row_writer *rows_open(enum row_format format, const struct column *columns, size_t count)
{
    return row_writer_open(
        &(struct row_writer_options){ .format = format, .columns = columns, .count = count, .out = stdout });
}

bool rows_close(struct row_writer *out)
{
    bool ok = row_writer_end(out);
    row_writer_free(out);
    return ok;
}
