/* Rows as a table, JSON or CSV. A row is put together in one line of memory, then written at once. */
#include "model/lists/row_kind.h"

#include "base/arena.h"
#include "base/text.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Column widths of a table come from this many first rows. */
enum {
    ROWS_MEASURED = 200,
    WIDEST = 60
};

static void add(struct row_writer *w, const char *bytes, size_t length)
{
    if (w->line_length + length > w->line_room) {
        w->line_room = 2 * (w->line_length + length) + 1024;
        w->line = realloc(w->line, w->line_room);
        if (!w->line)
            abort();
    }
    memcpy(w->line + w->line_length, bytes, length);
    w->line_length += length;
}

static void add_text(struct row_writer *w, const char *text)
{
    add(w, text, strlen(text));
}

static void send_line(struct row_writer *w)
{
    if (fwrite(w->line, 1, w->line_length, w->options.out) != w->line_length)
        row_fail(w, errno);
    w->bytes += (int64_t)w->line_length;
    w->line_length = 0;
    arena_reset(w->arena);
}

/* Visible ASCII without those signs: nothing has to be done to it. The length tells how long it is. */
static bool is_plain(const char *text, const char signs[2], size_t *length)
{
    const char *p = text;
    while (*p >= 0x20 && *p < 0x7F && *p != signs[0] && *p != signs[1])
        p++;
    *length = (size_t)(p - text);
    return *p == '\0';
}

static const struct column *column_of(const struct row_writer *w, size_t i)
{
    return &w->options.columns[w->shown[i]];
}

/* --- CSV --- */

static bool is_number(const char *text)
{
    const char *p = text + (*text == '+' || *text == '-');
    size_t whole = strspn(p, "0123456789"), part = p[whole] == '.' ? strspn(p + whole + 1, "0123456789") : 0;
    return whole && !p[whole + (part ? part + 1 : 0)];
}

/* A spreadsheet would take it for a formula, in quotes or not. */
static bool is_formula(const char *text)
{
    return *text && strchr("=+-@", *text) && !is_number(text);
}

static void csv_quoted(struct row_writer *w, const char *text)
{
    add(w, "\"", 1);
    for (const char *quote; (quote = strchr(text, '"')); text = quote + 1) {
        add(w, text, (size_t)(quote - text) + 1);
        add(w, "\"", 1);
    }
    add_text(w, text);
    add(w, "\"", 1);
}

static void csv_field(struct row_writer *w, const char *text, bool is_first)
{
    size_t length;
    if (!is_first)
        add(w, ",", 1);
    if (is_formula(text))
        text = arena_printf(w->arena, "'%s", text);
    if (is_plain(text, ",\"", &length)) {
        add(w, text, length);
        return;
    }
    const char *safe = text_safe_copy(w->arena, text);
    if (strpbrk(safe, ",\""))
        csv_quoted(w, safe);
    else
        add_text(w, safe);
}

static void csv_head(struct row_writer *w)
{
    for (size_t i = 0; i < w->shown_count; i++)
        csv_field(w, column_of(w, i)->name, i == 0);
    add(w, "\r\n", 2);
    send_line(w);
}

static void csv_row(struct row_writer *w, const char *const *cells)
{
    char room[ROW_CELL_TEXT];
    for (size_t i = 0; i < w->shown_count; i++) {
        const char *cell = cells[w->shown[i]];
        csv_field(w, cell ? row_cell_text(column_of(w, i), cell, room) : "", i == 0);
    }
    add(w, "\r\n", 2);
    send_line(w);
}

static void no_end(struct row_writer *w)
{
    (void)w;
}

const struct row_writer_kind rows_as_csv = { .head = csv_head, .row = csv_row, .end = no_end };

/* --- JSON --- */

static void add_json(struct row_writer *w, json_t *value)
{
    char *dump = json_dumps(value, JSON_ENCODE_ANY | JSON_ENSURE_ASCII | JSON_COMPACT);
    add_text(w, dump ? dump : "null");
    free(dump);
    json_decref(value);
}

static void json_text(struct row_writer *w, const char *text)
{
    size_t length;
    if (is_plain(text, "\"\\", &length)) {
        add(w, "\"", 1);
        add(w, text, length);
        add(w, "\"", 1);
        return;
    }
    json_t *value = json_string(text);
    add_json(w, value ? value : json_string(text_safe_copy(w->arena, text))); /* the first takes nothing but UTF-8 */
}

static void json_integer_text(struct row_writer *w, const char *cell)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%lld", strtoll(cell, NULL, 10));
    add_text(w, digits);
}

static void json_cell(struct row_writer *w, const struct column *c, const char *cell)
{
    char room[ROW_CELL_TEXT];
    json_t *value = NULL;
    if (!cell)
        add_text(w, "null");
    else if (c->type == COL_RP || c->type == COL_INT || c->type == COL_PERCENT)
        json_integer_text(w, cell);
    else if (c->type == COL_BOOL)
        add_text(w, row_cell_text(c, cell, room));
    else if (c->type == COL_JSON && (value = json_loads(cell, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL)))
        add_json(w, value);
    else
        json_text(w, row_cell_text(c, cell, room));
}

static void json_head(struct row_writer *w)
{
    (void)w;
}

static void json_row(struct row_writer *w, const char *const *cells)
{
    add_text(w, w->rows ? ",\n {" : "[\n {");
    for (size_t i = 0; i < w->shown_count; i++) {
        const struct column *c = column_of(w, i);
        if (i)
            add(w, ",", 1);
        json_text(w, c->name);
        add(w, ":", 1);
        json_cell(w, c, cells[w->shown[i]]);
    }
    add(w, "}", 1);
    send_line(w);
}

static void json_end(struct row_writer *w)
{
    add_text(w, w->rows ? "\n]\n" : "[]\n");
    send_line(w);
}

const struct row_writer_kind rows_as_json = { .head = json_head, .row = json_row, .end = json_end };

/* --- a table --- */

static bool is_figure(const struct column *c)
{
    return c->type == COL_MB || c->type == COL_RP || c->type == COL_INT;
}

static void add_blanks(struct row_writer *w, int count)
{
    for (; count > 0; count--)
        add(w, " ", 1);
}

static void table_cell(struct row_writer *w, size_t i, const char *text)
{
    char cut[1024];
    bool is_last = i + 1 == w->shown_count, is_right = is_figure(column_of(w, i));
    int pad = w->widths[i] - text_fit(cut, sizeof cut, text, w->widths[i], false);
    if (is_right)
        add_blanks(w, pad);
    add_text(w, cut);
    if (!is_right && !is_last)
        add_blanks(w, pad);
    add_text(w, is_last ? "\n" : "  ");
}

static void table_line(struct row_writer *w, const char *const *texts)
{
    for (size_t i = 0; i < w->shown_count; i++)
        table_cell(w, i, texts[i]);
    if (fwrite(w->line, 1, w->line_length, w->options.out) != w->line_length)
        row_fail(w, errno);
    w->bytes += (int64_t)w->line_length;
    w->line_length = 0;
}

static const char **table_texts(struct row_writer *w, const char *const *cells)
{
    char room[ROW_CELL_TEXT];
    const char **texts = ARENA_ARRAY(w->arena, const char *, w->shown_count + 1);
    for (size_t i = 0; i < w->shown_count; i++) {
        const char *cell = cells[w->shown[i]];
        texts[i] = text_safe_copy(w->arena, cell && *cell ? row_cell_text(column_of(w, i), cell, room) : "");
    }
    return texts;
}

static void table_flush(struct row_writer *w)
{
    const char **heads = ARENA_ARRAY(w->arena, const char *, w->shown_count + 1);
    for (size_t i = 0; i < w->shown_count; i++) {
        heads[i] = column_of(w, i)->name;
        w->widths[i] = text_width(heads[i]);
        for (size_t r = 0; r < w->held_count; r++) {
            int width = text_width(w->held[r][i]);
            if (width > w->widths[i])
                w->widths[i] = width < WIDEST ? width : WIDEST;
        }
    }
    table_line(w, heads);
    for (size_t r = 0; r < w->held_count; r++)
        table_line(w, w->held[r]);
    w->is_measured = true;
    arena_reset(w->arena);
}

static void table_head(struct row_writer *w)
{
    w->widths = ARENA_ARRAY(w->kept, int, w->shown_count + 1);
    w->held = ARENA_ARRAY(w->kept, const char **, ROWS_MEASURED);
}

static void table_row(struct row_writer *w, const char *const *cells)
{
    const char **texts = table_texts(w, cells);
    if (w->is_measured) {
        table_line(w, texts);
        arena_reset(w->arena);
        return;
    }
    w->held[w->held_count++] = texts;
    if (w->held_count == ROWS_MEASURED)
        table_flush(w);
}

static void table_end(struct row_writer *w)
{
    if (!w->is_measured)
        table_flush(w);
}

const struct row_writer_kind rows_as_table = {
    .leaves_hidden_out = true, .head = table_head, .row = table_row, .end = table_end
};
