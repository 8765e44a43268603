/* Rows as a workbook (XLSX), by libxlsxwriter in constant memory. What it has of a sheet waits, packed at the end, in a
 * file without a name in the folder of the workbook.
 *
 * The library does not look whether what it writes was written, takes text that is no XML, and tells of errors on
 * stderr, where the console's screen may be. */
#include "model/lists/row_kind.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/lists/workbook_check.h"
#include "model/values/amount.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum {
    SHEET_ROWS = LXW_ROW_MAX,
    MOST_BYTES = 32767, /* UTF-16 units in a cell: never more than bytes of UTF-8 */
    WIDEST = 60,
    SHEET_NAME = 32,
    EXACT_DIGITS = 15 /* of a number in a spreadsheet */
};

struct workbook {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    size_t sheets;
    lxw_row_t row; /* the next one of the sheet */
    lxw_format *head, *rp, *mb, *percent, *time, *date;
    char *folder;
    const char **heads;
};

/* --- text that may stand in XML --- */

/* U+FFFE and U+FFFF are UTF-8 and no XML; control characters are seen to by the library. */
static bool is_for_xml(const char *text, size_t length)
{
    return text_is_utf8(text, length) && !strstr(text, "\xEF\xBF\xBE") && !strstr(text, "\xEF\xBF\xBF");
}

/* "_x0041_" would be read as the character that it names: its first sign is named itself. */
static const char *name_names(struct row_writer *w, const char *text)
{
    struct strbuf out = { .arena = w->arena };
    for (const char *at = text; (at = strstr(at, "_x")); at++)
        if (strspn(at + 2, "0123456789abcdefABCDEF") >= 4 && at[6] == '_') {
            strbuf_add_bytes(&out, text, (size_t)(at - text));
            strbuf_add(&out, "_x005F");
            text = at;
        }
    if (!out.length)
        return text;
    strbuf_add(&out, text);
    return strbuf_text(&out);
}

static const char *cut_to_cell(struct row_writer *w, const char *text, size_t length)
{
    static const char mark[] = "…";
    if (length <= MOST_BYTES)
        return text;
    size_t end = MOST_BYTES - (sizeof mark - 1);
    while (end && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    w->cut++;
    return arena_printf(w->arena, "%.*s%s", (int)end, text, mark);
}

static void put_text(struct row_writer *w, lxw_col_t at, const char *text)
{
    struct workbook *b = w->book;
    if (!is_for_xml(text, strlen(text)))
        text = text_safe_copy(w->arena, text);
    text = name_names(w, text);
    text = cut_to_cell(w, text, strlen(text));
    worksheet_write_string(b->sheet, b->row, at, text, NULL);
}

/* --- cells by their type --- */

static bool is_exact(const char *digits)
{
    return strlen(digits) <= EXACT_DIGITS && strspn(digits, "+-0123456789.") == strlen(digits);
}

static bool put_number(struct row_writer *w, lxw_col_t at, const char *cell, lxw_format *format)
{
    return is_exact(cell) &&
           worksheet_write_number(w->book->sheet, w->book->row, at, strtod(cell, NULL), format) == LXW_NO_ERROR;
}

static bool put_mb(struct row_writer *w, lxw_col_t at, const char *cell)
{
    int64_t cmb;
    char text[AMOUNT_TEXT];
    return mb_from_db(cell, &cmb) && put_number(w, at, mb_format(text, cmb), w->book->mb);
}

/* "2026-11-21 08:00:00.5+07": as the clock on the wall shows it, which is all that a spreadsheet knows of time. */
static bool put_time(struct row_writer *w, lxw_col_t at, const char *cell, lxw_format *format)
{
    lxw_datetime t = { .year = 0 };
    int parts = sscanf(cell, "%d-%2d-%2d %2d:%2d:%lf", &t.year, &t.month, &t.day, &t.hour, &t.min, &t.sec);
    bool is_known = (parts == 3 || parts == 6) && t.year >= 1900 && t.year <= 9999 && !strstr(cell, "BC");
    return is_known && worksheet_write_datetime(w->book->sheet, w->book->row, at, &t, format) == LXW_NO_ERROR;
}

/* False: as text. */
static bool put_typed(struct row_writer *w, lxw_col_t at, const struct column *c, const char *cell)
{
    struct workbook *b = w->book;
    switch (c->type) {
    case COL_RP:
        return put_number(w, at, cell, b->rp);
    case COL_INT:
        return put_number(w, at, cell, NULL);
    case COL_PERCENT:
        return put_number(w, at, cell, b->percent);
    case COL_MB:
        return put_mb(w, at, cell);
    case COL_BOOL:
        return worksheet_write_boolean(b->sheet, b->row, at, cell[0] == 't', NULL) == LXW_NO_ERROR;
    case COL_TIME:
        return put_time(w, at, cell, b->time);
    case COL_DATE:
        return put_time(w, at, cell, b->date);
    default:
        return false;
    }
}

/* --- sheets --- */

static const char *label_of(const struct column *c)
{
    return c->label && *c->label ? _(c->label) : c->name;
}

static bool shares_label(const struct row_writer *w, size_t i)
{
    for (size_t k = 0; k < w->shown_count; k++)
        if (k != i &&
            strcmp(label_of(&w->options.columns[w->shown[k]]), label_of(&w->options.columns[w->shown[i]])) == 0)
            return true;
    return false;
}

static const char *head_of(struct row_writer *w, size_t i)
{
    const struct column *c = &w->options.columns[w->shown[i]];
    const char *unit = c->type == COL_MB ? " (MB)" : c->type == COL_RP ? " (Rp)" : "";
    return shares_label(w, i) ? c->name : arena_printf(w->kept, "%s%s", label_of(c), unit);
}

static void put_heads(struct row_writer *w)
{
    struct workbook *b = w->book;
    for (size_t i = 0; i < w->shown_count; i++) {
        const struct column *c = &w->options.columns[w->shown[i]];
        int width = text_width(b->heads[i]) + 4; /* room for the filter's arrow */
        width = c->width > width ? c->width : width;
        worksheet_set_column(b->sheet, (lxw_col_t)i, (lxw_col_t)i, width < WIDEST ? width : WIDEST, NULL);
        worksheet_write_string(b->sheet, 0, (lxw_col_t)i, b->heads[i], b->head);
    }
    worksheet_freeze_panes(b->sheet, 1, 0);
    b->row = 1;
}

static void end_sheet(struct row_writer *w)
{
    struct workbook *b = w->book;
    if (w->shown_count)
        worksheet_autofilter(b->sheet, 0, 0, b->row - 1, (lxw_col_t)(w->shown_count - 1));
}

static void begin_sheet(struct row_writer *w)
{
    struct workbook *b = w->book;
    char name[SHEET_NAME];
    if (b->sheets++)
        snprintf(name, sizeof name, "%.20s %zu", w->options.title, b->sheets);
    else
        snprintf(name, sizeof name, "%.30s", w->options.title);
    b->sheet = workbook_add_worksheet(b->book, name);
    if (!b->sheet) {
        row_fail(w, errno);
        return;
    }
    put_heads(w);
}

static lxw_format *format_of(struct workbook *b, const char *figures)
{
    lxw_format *f = workbook_add_format(b->book);
    if (f)
        format_set_num_format(f, figures);
    return f;
}

static void make_formats(struct workbook *b)
{
    b->rp = format_of(b, "#,##0");
    b->mb = format_of(b, "#,##0.00");
    b->percent = format_of(b, "0\"%\"");
    b->time = format_of(b, "yyyy-mm-dd hh:mm:ss");
    b->date = format_of(b, "yyyy-mm-dd");
    b->head = workbook_add_format(b->book);
    if (b->head)
        format_set_bold(b->head);
}

static void book_head(struct row_writer *w)
{
    struct workbook *b = w->book = ARENA_NEW(w->kept, struct workbook);
    const char *slash = strrchr(w->options.path, '/');
    b->folder = slash ? arena_copy(w->kept, w->options.path, (size_t)(slash - w->options.path) + 1)
                      : arena_strdup(w->kept, ".");
    lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = b->folder };
    b->book = workbook_new_opt(w->options.path, &options);
    if (!b->book) {
        row_fail(w, ENOMEM);
        return;
    }
    b->heads = ARENA_ARRAY(w->kept, const char *, w->shown_count + 1);
    for (size_t i = 0; i < w->shown_count; i++)
        b->heads[i] = head_of(w, i);
    make_formats(b);
    begin_sheet(w);
}

static void book_row(struct row_writer *w, const char *const *cells)
{
    struct workbook *b = w->book;
    if (w->trouble)
        return;
    if (b->row == SHEET_ROWS) {
        end_sheet(w);
        begin_sheet(w);
    }
    for (size_t i = 0; i < w->shown_count && !w->trouble; i++) {
        const char *cell = cells[w->shown[i]];
        if (cell && !put_typed(w, (lxw_col_t)i, &w->options.columns[w->shown[i]], cell))
            put_text(w, (lxw_col_t)i, cell);
    }
    b->row++;
    arena_reset(w->arena);
    /* the library does not look whether it could be written; a failed write stays noted in the stream */
    if (b->sheet && b->sheet->optimize_tmpfile && ferror(b->sheet->optimize_tmpfile))
        row_fail(w, ENOSPC);
}

static void note_bytes(struct row_writer *w)
{
    for (lxw_worksheet *s = STAILQ_FIRST(w->book->book->worksheets); s; s = STAILQ_NEXT(s, list_pointers)) {
        if (!s->optimize_tmpfile)
            continue;
        if (fflush(s->optimize_tmpfile) != 0)
            row_fail(w, errno);
        w->bytes += ftello(s->optimize_tmpfile);
    }
}

/* What the library would tell the terminal goes nowhere: it is looked at what came of it. */
static lxw_error close_quietly(lxw_workbook *book)
{
    FILE *terminal = stderr, *nowhere = fopen("/dev/null", "we");
    if (nowhere)
        stderr = nowhere;
    errno = 0;
    lxw_error error = workbook_close(book);
    int why = errno;
    stderr = terminal;
    if (nowhere)
        fclose(nowhere);
    errno = why;
    return error;
}

static void book_end(struct row_writer *w)
{
    struct workbook *b = w->book;
    if (!b->book || w->trouble)
        return;
    end_sheet(w);
    note_bytes(w);
    if (w->trouble)
        return;
    lxw_workbook *book = b->book;
    b->book = NULL;
    if (close_quietly(book) != LXW_NO_ERROR)
        row_fail(w, errno);
    else if (!workbook_is_whole(w->options.path))
        row_fail(w, ENOSPC);
}

static void book_drop(struct row_writer *w)
{
    if (w->book && w->book->book)
        lxw_workbook_free(w->book->book);
}

const struct row_writer_kind rows_as_workbook = {
    .leaves_hidden_out = true, .head = book_head, .row = book_row, .end = book_end, .drop = book_drop
};
