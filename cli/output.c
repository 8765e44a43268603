/* Rows on stdout as a table, JSON or CSV. */
#include "cli/output.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/values/amount.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Column widths of a table come from this many first rows; later ones may stick out. */
enum { ROWS_MEASURED = 200, WIDEST = 60 };

struct output {
    enum cli_format format;
    const struct column *columns;
    size_t count;
    size_t rows;
    struct arena *arena;
    const char ***held; /* rows of a table until the widths are known */
    size_t held_count;
    int *widths;
    bool is_measured;
};

static bool is_written(const struct output *o, size_t i)
{
    unsigned flags = o->columns[i].flags;
    return !(flags & COLUMN_FILTER_ONLY) && !(o->format == FORMAT_TABLE && (flags & COLUMN_HIDDEN));
}

/* "2026-11-21 08:00:00.5+07" as PostgreSQL writes it, to ISO 8601 with a full offset. */
static void iso_time(char *out, size_t size, const char *text)
{
    const char *space = strchr(text, ' '), *sign = space ? strpbrk(space, "+-") : NULL;
    snprintf(out, size, "%s%s", text, sign && strlen(sign) == 3 ? ":00" : "");
    if (space && (size_t)(space - text) < size - 1)
        out[space - text] = 'T';
}

static const char *data_text(const struct column *c, const char *cell, char *room, size_t size)
{
    int64_t cmb;
    if (c->type == COL_TIME) {
        iso_time(room, size, cell);
        return room;
    }
    if (c->type == COL_MB && mb_from_db(cell, &cmb))
        return mb_format(room, cmb);
    if (c->type == COL_BOOL)
        return cell[0] == 't' ? "true" : "false";
    return cell;
}

static json_t *json_cell(const struct column *c, const char *cell)
{
    char room[64];
    if (!cell)
        return json_null();
    switch (c->type) {
    case COL_RP:
    case COL_INT:
    case COL_PERCENT:
        return json_integer(strtoll(cell, NULL, 10));
    case COL_BOOL:
        return json_boolean(cell[0] == 't');
    case COL_JSON: {
        json_t *value = json_loads(cell, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
        return value ? value : json_string(cell);
    }
    default:
        return json_string(data_text(c, cell, room, sizeof room));
    }
}

static void json_row(struct output *o, const char *const *cells)
{
    json_t *object = json_object();
    for (size_t i = 0; i < o->count; i++)
        if (is_written(o, i))
            json_object_set_new(object, o->columns[i].name, json_cell(&o->columns[i], cells[i]));
    fputs(o->rows ? ",\n " : "[\n ", stdout);
    json_dumpf(object, stdout, JSON_ENSURE_ASCII | JSON_COMPACT);
    json_decref(object);
}

static void csv_field(const char *text, bool is_first)
{
    if (!is_first)
        putchar(',');
    if (!strpbrk(text, ",\"")) {
        fputs(text, stdout);
        return;
    }
    putchar('"');
    for (const char *p = text; *p; p++) {
        if (*p == '"')
            putchar('"');
        putchar(*p);
    }
    putchar('"');
}

static void csv_head(struct output *o)
{
    bool is_first = true;
    for (size_t i = 0; i < o->count; i++)
        if (is_written(o, i)) {
            csv_field(o->columns[i].name, is_first);
            is_first = false;
        }
    fputs("\r\n", stdout);
}

static void csv_row(struct output *o, const char *const *cells)
{
    char room[64];
    bool is_first = true;
    for (size_t i = 0; i < o->count; i++)
        if (is_written(o, i)) {
            const char *text = cells[i] ? data_text(&o->columns[i], cells[i], room, sizeof room) : "";
            csv_field(text_safe_copy(o->arena, text), is_first);
            is_first = false;
        }
    fputs("\r\n", stdout);
    arena_reset(o->arena);
}

static bool is_number(const struct column *c)
{
    return c->type == COL_MB || c->type == COL_RP || c->type == COL_INT;
}

static void table_cell(const struct output *o, size_t i, const char *text, bool is_last)
{
    char cut[1024];
    int taken = text_fit(cut, sizeof cut, text, o->widths[i], false);
    int pad = o->widths[i] - taken;
    if (is_number(&o->columns[i]))
        printf("%*s%s", pad, "", cut);
    else
        printf("%s%*s", cut, is_last ? 0 : pad, "");
    fputs(is_last ? "\n" : "  ", stdout);
}

static void table_line(const struct output *o, const char *const *texts)
{
    size_t last = 0;
    for (size_t i = 0; i < o->count; i++)
        if (is_written(o, i))
            last = i;
    for (size_t i = 0; i <= last && o->count; i++)
        if (is_written(o, i))
            table_cell(o, i, texts[i], i == last);
}

static const char **table_texts(struct output *o, const char *const *cells)
{
    char room[64];
    const char **texts = ARENA_ARRAY(o->arena, const char *, o->count);
    for (size_t i = 0; i < o->count; i++) {
        const char *cell = cells[i] && is_written(o, i) ? cells[i] : "";
        texts[i] = text_safe_copy(o->arena, *cell ? data_text(&o->columns[i], cell, room, sizeof room) : "");
    }
    return texts;
}

static void table_flush(struct output *o)
{
    const char **heads = ARENA_ARRAY(o->arena, const char *, o->count);
    for (size_t i = 0; i < o->count; i++) {
        heads[i] = o->columns[i].name;
        o->widths[i] = text_width(heads[i]);
        for (size_t r = 0; r < o->held_count; r++) {
            int w = text_width(o->held[r][i]);
            if (w > o->widths[i])
                o->widths[i] = w < WIDEST ? w : WIDEST;
        }
    }
    table_line(o, heads);
    for (size_t r = 0; r < o->held_count; r++)
        table_line(o, o->held[r]);
    o->is_measured = true;
    arena_reset(o->arena);
}

static void table_row(struct output *o, const char *const *cells)
{
    const char **texts = table_texts(o, cells);
    if (o->is_measured) {
        table_line(o, texts);
        arena_reset(o->arena);
        return;
    }
    o->held[o->held_count++] = texts;
    if (o->held_count == ROWS_MEASURED)
        table_flush(o);
}

struct output *output_open(enum cli_format format, const struct column *columns, size_t count)
{
    struct output *o = calloc(1, sizeof *o);
    if (!o || !(o->widths = calloc(count + 1, sizeof *o->widths)) || !(o->held = calloc(ROWS_MEASURED, sizeof *o->held)))
        abort();
    o->format = format;
    o->columns = columns;
    o->count = count;
    o->arena = arena_new();
    if (format == FORMAT_CSV)
        csv_head(o);
    return o;
}

bool output_row(struct output *o, const char *const *cells)
{
    switch (o->format) {
    case FORMAT_JSON:
        json_row(o, cells);
        break;
    case FORMAT_CSV:
        csv_row(o, cells);
        break;
    case FORMAT_TABLE:
        table_row(o, cells);
        break;
    }
    o->rows++;
    return !ferror(stdout);
}

void output_close(struct output *o)
{
    if (o->format == FORMAT_JSON)
        fputs(o->rows ? "\n]\n" : "[]\n", stdout);
    if (o->format == FORMAT_TABLE && !o->is_measured)
        table_flush(o);
    arena_free(o->arena);
    free(o->held);
    free(o->widths);
    free(o);
}
