/* `show PANE`: a pane's rows on stdout, by the same columns and the same query as the screen. */
#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "model/config/config.h"
#include "model/lists/listing.h"
#include "model/lists/pane.h"
#include "model/worker/session.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool unknown_pane(const char *name, struct error *e)
{
    const char *nearest = NULL;
    char list[256] = "";
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

static bool write_row(void *ctx, const struct listing_row *row)
{
    return output_row(ctx, row->cells);
}

static bool write_ids(struct context *ctx, const struct cli_options *o, const struct pane *p, struct output *out,
                      struct error *e)
{
    struct listing_page page;
    if (!listing_by_ids(ctx, p, o->ids, o->id_count, &page, e))
        return false;
    for (size_t i = 0; i < page.count; i++)
        output_row(out, page.rows[i].cells);
    if (page.count < o->id_count)
        return error_set(e, ERR_REFUSED, _("not all were found"), _("%zu of %zu ids have no row"),
                         o->id_count - page.count, o->id_count);
    return true;
}

static bool write_pane(struct session *s, const struct cli_options *o, const struct pane *p, struct error *e)
{
    struct context *ctx = session_context(s);
    struct filter f;
    /* what is wrong with the words is said before anything is asked of the database */
    if (!filter_compile(ctx->arena, p, o->where ? o->where : "", &f, e))
        return false;
    const char *sort = o->sort ? o->sort + (*o->sort == '-') : NULL;
    const struct column *c = sort ? pane_column(p, sort) : NULL;
    if (sort && (!c || !c->sort)) {
        error_set(e, ERR_USAGE, _("can't sort like that"), _("'%s' is no column to sort %s by"), sort, p->name);
        return error_hint(e, _("`hotspot-console show %s --help` lists them"), p->name);
    }
    if (!session_ready(s, e))
        return false;
    struct output *out = output_open(o->format, p->columns, p->column_count);
    bool ok = o->ids ? write_ids(ctx, o, p, out, e)
                     : listing_stream(ctx,
                                      &(struct listing_request){
                                          .pane = p,
                                          .filter = o->where ? o->where : "",
                                          .sort = o->sort,
                                          .limit = (size_t)o->limit,
                                      },
                                      write_row, out, e);
    output_close(out);
    return ok;
}

static enum column_type type_of(const json_t *value)
{
    if (json_is_integer(value))
        return COL_INT;
    if (json_is_boolean(value))
        return COL_BOOL;
    return json_is_string(value) || json_is_null(value) ? COL_TEXT : COL_JSON;
}

static const char *cell_of(struct arena *a, const json_t *value)
{
    if (json_is_null(value))
        return NULL;
    if (json_is_string(value))
        return json_string_value(value);
    char *dump = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    char *copy = arena_strdup(a, dump);
    free(dump);
    return copy;
}

static void write_config(const struct cli_options *o, const struct config *config)
{
    struct arena *a = arena_new();
    json_t *object = json_loads(config_json(a, config), 0, NULL);
    size_t count = json_object_size(object), i = 0;
    struct column *columns = ARENA_ARRAY(a, struct column, count + 1);
    const char **cells = ARENA_ARRAY(a, const char *, count + 1);
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        columns[i] = (struct column){ .name = key, .type = type_of(value) };
        cells[i++] = cell_of(a, value);
    }
    struct output *out = output_open(o->format, columns, count);
    output_row(out, cells);
    output_close(out);
    json_decref(object);
    arena_free(a);
}

int cli_show(const struct cli_options *o, const struct config *config)
{
    struct error e = { .code = ERR_NONE };
    bool ok = true;
    if (o->word_count != 1) {
        error_set(&e, ERR_USAGE, _("can't show that"), _("name one pane"));
        error_hint(&e, _("for example: hotspot-console show users --limit 50 --format json"));
        return cli_fail(&e);
    }
    if (strcmp(o->words[0], "config") == 0) {
        write_config(o, config);
    } else {
        const struct pane *p = pane_find(o->words[0]);
        struct session *s = session_open(&(struct session_options){
            .config = config, .pace = SESSION_BULK, .name = "hotspot-console show", .read_only = true });
        ok = p ? write_pane(s, o, p, &e) : unknown_pane(o->words[0], &e);
        session_close(s);
    }
    return ok ? 0 : cli_fail(&e);
}
