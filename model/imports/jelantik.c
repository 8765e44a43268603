/* The exports of a Jelantik biller: files in a folder, told apart by their headers, whatever they are called. It
 * exports in pages, so several files may be of one kind. */
#include "model/imports/source.h"

#include "base/text.h"
#include "model/imports/book.h"
#include "model/imports/sheet.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    MOST_FILES = 200
};

/* What each kind of file has in its header; the second set is that of its import forms. */
static const struct {
    const char *part;
    const char *marks[3];
} parts[] = {
    { "invoice", { "Nomor Invoice", "Status Invoice", "Total Harga" } },
    { "data_teknis", { "ID Pelanggan (PPPoE)", "Email Pelanggan", "Profile PPPoE" } },
    { "data_teknis", { "id_pelanggan", "email_pelanggan", "profile_pppoe" } },
    { "langganan", { "Email Pelanggan", "Paket Layanan", "Status" } },
    { "langganan", { "email_pelanggan", "nama_paket_layanan", "status" } },
    { "pelanggan", { "nama", "email", "no_telp" } },
    { "pelanggan", { "Nama", "Email", "No Telepon" } },
};
enum {
    PARTS = sizeof parts / sizeof *parts,
    CUSTOMERS = PARTS - 2 /* the first entry of theirs */
};

struct reading {
    struct context *ctx;
    struct raw_out *out;
    int64_t rows[PARTS]; /* by the first entry of a part */
    size_t files;
};

/* A CSV file or the first sheet of a workbook. */
struct grid {
    struct sheet *sheet;
    struct book *book;
};

static bool grid_read(struct grid *g, struct sheet_record *record, struct error *e)
{
    return g->sheet ? sheet_read(g->sheet, record, e) : book_read(g->book, record, e);
}

static bool has_header(const struct sheet_record *r, const char *mark)
{
    for (size_t i = 0; i < r->count && i < SHEET_MOST_FIELDS; i++)
        if (strcasecmp(r->fields[i].text, mark) == 0)
            return true;
    return false;
}

/* PARTS: it is none of them. */
static size_t part_of(const struct sheet_record *r)
{
    for (size_t i = 0; i < PARTS; i++)
        if (has_header(r, parts[i].marks[0]) && has_header(r, parts[i].marks[1]) && has_header(r, parts[i].marks[2])) {
            while (i && strcmp(parts[i - 1].part, parts[i].part) == 0)
                i--;
            return i;
        }
    return PARTS;
}

/* Numbers of identity cards are nobody's business here. */
static bool is_private(const char *header)
{
    return strcasecmp(header, "no_ktp") == 0 || strcasecmp(header, "No KTP") == 0;
}

static bool put_row(struct reading *x, size_t part, const char *file, const char *const *names, size_t width,
                    const struct sheet_record *r, struct error *e)
{
    const char *values[SHEET_MOST_FIELDS + 1], *all[SHEET_MOST_FIELDS + 1];
    char line[32];
    size_t count = 0;
    for (size_t i = 0; i < width && i < r->count; i++) {
        if (is_private(names[i]))
            continue;
        all[count] = names[i];
        values[count++] = r->fields[i].text;
    }
    snprintf(line, sizeof line, "%" PRId64, r->line);
    all[count] = "#line";
    values[count++] = line;
    return raw_put(x->out, parts[part].part, file, ++x->rows[part], all, values, count, e);
}

static bool broken(const char *file, const struct sheet_record *r, struct error *e)
{
    static const char *const why[] = {
        [SHEET_QUOTES] = "a quote is not closed, or stands within a field and is not doubled",
        [SHEET_TOO_LONG] = "it is longer than 256 kB: a quote may not be closed",
        [SHEET_NUL] = "it holds a zero byte: it is no text",
        [SHEET_NOT_UTF8] = "it is not UTF-8: save the file as CSV UTF-8",
    };
    error_set(e, ERR_REFUSED, "nothing is read", "%s, line %" PRId64 ": %s", file, r->line, why[r->trouble]);
    return error_hint(e, "export it once more, and leave it as it is");
}

static bool read_grid(struct reading *x, struct grid *g, const char *file, struct error *e)
{
    const char *names[SHEET_MOST_FIELDS];
    struct sheet_record r;
    struct error end = { .code = ERR_NONE };
    size_t width = 0, part;
    if (!grid_read(g, &r, &end) || r.trouble != SHEET_SOUND || (part = part_of(&r)) == PARTS)
        return end.code == ERR_NONE || (*e = end, false);
    for (; width < r.count && width < SHEET_MOST_FIELDS; width++)
        names[width] = arena_strdup(x->ctx->arena, r.fields[width].text);
    x->files++;
    while (grid_read(g, &r, &end)) {
        if (r.trouble != SHEET_SOUND)
            return broken(file, &r, e);
        if (!put_row(x, part, file, names, width, &r, e))
            return false;
    }
    if (end.code != ERR_NONE)
        *e = end;
    return end.code == ERR_NONE;
}

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), tail = strlen(end);
    return length > tail && strcasecmp(name + length - tail, end) == 0;
}

static bool read_file(struct reading *x, const char *folder, const char *name, struct error *e)
{
    const char *path = arena_printf(x->ctx->arena, "%s/%s", folder, name);
    struct grid g = { .sheet = NULL };
    if (ends_with(name, ".xlsx"))
        g.book = book_open(path, e);
    else
        g.sheet = sheet_open(path, e);
    bool ok = (g.sheet || g.book) && read_grid(x, &g, name, e);
    sheet_close(g.sheet);
    book_close(g.book);
    return ok;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names of its files, in their order. */
static bool list(struct context *ctx, const char *folder, const char **names, size_t *count, struct error *e)
{
    DIR *d = opendir(folder);
    *count = 0;
    if (!d) {
        error_set(e, ERR_REFUSED, "nothing is read", "%s: %s", folder, strerror(errno));
        return error_hint(e, "put the exports into a folder of the host that this runs on, and name it");
    }
    for (struct dirent *x; *count < MOST_FILES && (x = readdir(d)) != NULL;)
        if (x->d_name[0] != '.' && (ends_with(x->d_name, ".csv") || ends_with(x->d_name, ".xlsx")))
            names[(*count)++] = arena_strdup(ctx->arena, x->d_name);
    closedir(d);
    qsort(names, *count, sizeof *names, by_name);
    return true;
}

bool import_read_jelantik(struct context *ctx, const char *from, struct raw_out *out, struct error *e)
{
    struct reading x = { .ctx = ctx, .out = out };
    const char **names = ARENA_ARRAY(ctx->arena, const char *, MOST_FILES);
    size_t count;
    if (!list(ctx, from, names, &count, e))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!read_file(&x, from, names[i], e))
            return false;
    if (x.rows[CUSTOMERS])
        return true;
    error_set(e, ERR_REFUSED, "nothing is read", "%s has no export of the customers (pelanggan)", from);
    return error_hint(e, "export pelanggan, langganan and data teknis as CSV, the invoices as Excel, into one folder");
}
