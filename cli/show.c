/* `show PANE`: a pane's rows on stdout, by the same columns and the same query as the screen. */
#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/rows.h"
#include "model/config/config.h"
#include "model/lists/export.h"
#include "model/lists/listing.h"
#include "model/lists/pane.h"
#include "model/worker/session.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool write_ids(struct context *ctx, const struct cli_options *o, const struct export_request *q, struct error *e)
{
    struct listing_page page;
    if (!listing_by_ids(ctx, q->pane, o->ids, o->id_count, &page, e))
        return false;
    struct row_writer *out = row_writer_open(&(struct row_writer_options){ .format = q->format,
                                                                           .columns = q->pane->columns,
                                                                           .count = q->pane->column_count,
                                                                           .shown = q->columns,
                                                                           .shown_count = q->column_count,
                                                                           .out = stdout });
    for (size_t i = 0; i < page.count; i++)
        row_writer_row(out, page.rows[i].cells);
    row_writer_end(out);
    row_writer_free(out);
    if (page.count < o->id_count)
        return error_set(e, ERR_REFUSED, _("not all were found"), _("%zu of %zu ids have no row"),
                         o->id_count - page.count, o->id_count);
    return true;
}

static bool write_pane(struct session *s, const struct cli_options *o, struct error *e)
{
    struct context *ctx = session_context(s);
    struct export_request q;
    /* what is wrong with the words is said before anything is asked of the database */
    if (!rows_request(ctx, o, &q, e) || !session_ready(s, e))
        return false;
    return o->ids ? write_ids(ctx, o, &q, e) : export_stream(ctx, &q, stdout, e);
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
    struct row_writer *out = rows_open(o->format, columns, count);
    row_writer_row(out, cells);
    rows_close(out);
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
        struct session *s = session_open(&(struct session_options){
            .config = config, .pace = SESSION_BULK, .name = "hotspot-console show", .read_only = true });
        ok = write_pane(s, o, &e);
        session_close(s);
    }
    return ok ? 0 : cli_fail(&e);
}
