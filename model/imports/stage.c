/* Staging: a file's lines into the database, by COPY. */
#include "model/imports/import.h"

#include "base/text.h"
#include "db/db.h"
#include "model/imports/sheet.h"

#include <inttypes.h>
#include <string.h>

enum {
    SEND_BYTES = 64 * 1024
};

struct staging {
    struct context *ctx;
    const struct import_kind *kind;
    struct sheet *sheet;
    const struct import_column **columns; /* of the file's fields; NULL: not taken */
    size_t width;                         /* of the header */
    const char *import_id;
    struct arena *scratch; /* of what is not sent yet */
    struct strbuf out;
    int64_t lines;
};

static bool header_fault(struct error *e, const char *why, const char *header)
{
    return error_set(e, ERR_REFUSED, "the header does not fit", "%s '%.60s'", why, header);
}

/* Of a file of faulty lines that was mended. */
static bool is_own(const char *header)
{
    for (size_t i = 0; i < IMPORT_OWN_COLUMNS; i++)
        if (strcmp(header, import_own_columns[i]) == 0)
            return true;
    return false;
}

/* Which column each header stands for. */
static bool map_header(struct staging *s, const struct sheet_record *r, struct error *e)
{
    s->width = r->count;
    s->columns = ARENA_ARRAY(s->ctx->arena, const struct import_column *, r->count + 1);
    for (size_t i = 0; i < r->count; i++) {
        const char *header = r->fields[i].text;
        if (!*header || is_own(header))
            continue;
        s->columns[i] = import_column_find(s->kind, header);
        for (size_t j = 0; s->columns[i] && j < i; j++)
            if (s->columns[j] == s->columns[i])
                return header_fault(e, "two columns are the same: the second is", header);
        if (s->columns[i])
            continue;
        const char *nearest = import_column_nearest(s->kind, header);
        header_fault(e, "there is no column", header);
        return nearest ? error_hint(e, "did you mean '%s'?", nearest)
                       : error_hint(e, "take it out, or see `hotspot-console import %s --template`", s->kind->name);
    }
    return true;
}

static bool has_column(const struct staging *s, const struct import_column *c)
{
    for (size_t i = 0; i < s->width; i++)
        if (s->columns[i] == c)
            return true;
    return false;
}

static bool check_required(const struct staging *s, struct error *e)
{
    for (size_t i = 0; i < s->kind->column_count; i++) {
        const struct import_column *c = &s->kind->columns[i];
        if (!c->is_required || has_column(s, c))
            continue;
        header_fault(e, "a column is missing:", c->name);
        return error_hint(e, "the first line names the columns: `hotspot-console import %s --template` shows them",
                          s->kind->name);
    }
    return true;
}

static const char *fields_text(struct arena *a, const struct sheet_record *r)
{
    static const char apart[] = { IMPORT_APART, '\0' };
    struct strbuf b = { .arena = a };
    size_t kept = r->count < SHEET_MOST_FIELDS ? r->count : SHEET_MOST_FIELDS;
    bool is_sound = r->trouble == SHEET_SOUND || r->trouble == SHEET_QUOTES;
    for (size_t i = 0; i < kept; i++) {
        char safe[512];
        strbuf_add(&b, i ? apart : "");
        if (is_sound)
            strbuf_add_bytes(&b, r->fields[i].text, r->fields[i].length);
        else
            strbuf_add_bytes(&b, safe, text_safe(safe, sizeof safe, r->fields[i].text, r->fields[i].length));
    }
    return strbuf_text(&b);
}

static bool read_header(struct staging *s, const char **header, struct error *e)
{
    struct sheet_record r;
    if (!sheet_read(s->sheet, &r, e))
        return e->code != ERR_NONE ? false
                                   : error_set(e, ERR_REFUSED, "there is nothing to import", "the file holds no line");
    if (r.trouble != SHEET_SOUND || r.count > SHEET_MOST_FIELDS) {
        error_set(e, ERR_REFUSED, "the header does not fit", "%s",
                  r.trouble == SHEET_NOT_UTF8 ? "it is not UTF-8" : "it is no line of a CSV file");
        return error_hint(e, "save the file as CSV UTF-8, with the columns' names in its first line");
    }
    *header = fields_text(s->ctx->arena, &r);
    return map_header(s, &r, e) && check_required(s, e);
}

/* As COPY reads it. */
static void put_value(struct strbuf *out, const char *text)
{
    static const struct {
        char c;
        const char *written;
    } escapes[] = { { '\\', "\\\\" }, { '\t', "\\t" }, { '\n', "\\n" }, { '\r', "\\r" } };
    strbuf_add(out, "\t");
    if (!text) {
        strbuf_add(out, "\\N");
        return;
    }
    for (size_t n; *text; text += n + (text[n] != '\0')) {
        n = strcspn(text, "\\\t\n\r");
        strbuf_add_bytes(out, text, n);
        for (size_t i = 0; text[n] && i < sizeof escapes / sizeof *escapes; i++)
            if (escapes[i].c == text[n])
                strbuf_add(out, escapes[i].written);
    }
}

/* What is wrong with a line as a whole. */
static const struct {
    enum import_fault fault;
    const char *why;
} troubles[] = {
    [SHEET_QUOTES] = { FAULT_QUOTES, "a quote is not closed, or stands within a field and is not doubled" },
    [SHEET_TOO_LONG] = { FAULT_LONG, "it is longer than 256 kB: a quote may not be closed" },
    [SHEET_NUL] = { FAULT_NUL, "it holds a zero byte: it is no text" },
    [SHEET_NOT_UTF8] = { FAULT_ENCODING, "it is not UTF-8: save the file as CSV UTF-8" },
};

/* A value for each column of the kind; the first fault counts. */
static void read_values(const struct staging *s, const struct sheet_record *r, const char **values,
                        enum import_fault *fault, const char **why)
{
    for (size_t i = 0; i < s->kind->column_count; i++) {
        const struct import_column *c = &s->kind->columns[i];
        enum import_fault found = FAULT_FORM;
        const char *said = NULL;
        for (size_t f = 0; f < s->width && f < r->count; f++)
            if (s->columns[f] == c)
                import_value(s->scratch, c, r->fields[f].text, &values[i], &found, &said);
        if (said && !*why) {
            *fault = found;
            *why = said;
        }
    }
}

static void judge(const struct staging *s, const struct sheet_record *r, const char **values, enum import_fault *fault,
                  const char **why)
{
    if (r->trouble != SHEET_SOUND) {
        *fault = troubles[r->trouble].fault;
        *why = troubles[r->trouble].why;
    } else if (r->count != s->width) {
        *fault = FAULT_FIELDS;
        *why = arena_printf(s->scratch, "it has %zu fields, the header has %zu", r->count, s->width);
    } else {
        read_values(s, r, values, fault, why);
    }
}

static void put_line(struct staging *s, const struct sheet_record *r)
{
    const char **values = ARENA_ARRAY(s->scratch, const char *, s->kind->column_count);
    enum import_fault fault = FAULT_FORM;
    const char *why = NULL;
    judge(s, r, values, &fault, &why);
    strbuf_printf(&s->out, "%s\t%" PRId64, s->import_id, r->line);
    put_value(&s->out, why ? import_fault_name(fault) : NULL);
    put_value(&s->out, why);
    put_value(&s->out, fields_text(s->scratch, r));
    for (size_t i = 0; i < s->kind->column_count; i++)
        put_value(&s->out, why ? NULL : values[i]);
    strbuf_add(&s->out, "\n");
    s->lines++;
}

static bool send_lines(struct staging *s, struct error *e)
{
    bool ok = !s->out.length || db_copy_put(s->ctx->db, s->out.text, s->out.length, e);
    arena_reset(s->scratch);
    s->out = (struct strbuf){ .arena = s->scratch };
    context_progress(s->ctx, "bytes read", (size_t)sheet_bytes_read(s->sheet), (size_t)sheet_bytes_all(s->sheet));
    return ok;
}

static const char *copy_sql(const struct staging *s)
{
    struct strbuf b = { .arena = s->ctx->arena };
    strbuf_printf(&b, "COPY console.%s (import_id, line, fault_kind, fault, raw", s->kind->table);
    for (size_t i = 0; i < s->kind->column_count; i++)
        strbuf_printf(&b, ", %s", s->kind->columns[i].name);
    strbuf_add(&b, ") FROM STDIN");
    return strbuf_text(&b);
}

/* All lines behind the header. A copy that fails is over. */
static bool copy_lines(struct staging *s, struct error *e)
{
    struct sheet_record r;
    struct error end;
    if (!db_copy_begin(s->ctx->db, copy_sql(s), e))
        return false;
    while (sheet_read(s->sheet, &r, &end)) {
        put_line(s, &r);
        if (s->out.length < SEND_BYTES)
            continue;
        if (!send_lines(s, e))
            return false;
        if (context_cancelled(s->ctx, &end))
            break;
    }
    if (end.code == ERR_NONE)
        return send_lines(s, e) && db_copy_end(s->ctx->db, NULL, e);
    *e = end;
    db_copy_abandon(s->ctx->db);
    return false;
}

static bool begin(struct staging *s, const char *file, const char *header, const char *existing, struct error *e)
{
    struct db_result *r =
        db_query(s->ctx->db, "import_begin", DB_PARAMS(s->kind->name, file, s->ctx->actor, header, existing), e);
    if (r)
        s->import_id = arena_strdup(s->ctx->arena, db_value(r, 0, 0));
    db_result_free(r);
    return r != NULL;
}

static bool finish(struct staging *s, struct error *e)
{
    if (!s->lines)
        return error_set(e, ERR_REFUSED, "there is nothing to import", "the file holds no line behind its header");
    return db_run(s->ctx->db, "import_staged",
                  DB_PARAMS(s->import_id, arena_printf(s->ctx->arena, "%" PRId64, s->lines)), NULL, e);
}

static bool stage_in_transaction(struct staging *s, const char *file, const char *existing, struct error *e)
{
    const char *header = NULL;
    if (!read_header(s, &header, e) || !db_begin(s->ctx->db, e))
        return false;
    if (begin(s, file, header, existing, e) && copy_lines(s, e) && finish(s, e))
        return db_commit(s->ctx->db, e);
    db_rollback(s->ctx->db);
    return false;
}

bool import_stage(struct context *ctx, const struct import_kind *kind, const char *file, const char *existing,
                  struct import *import, struct error *e)
{
    struct staging s = { .ctx = ctx, .kind = kind, .scratch = arena_new() };
    s.out.arena = s.scratch;
    s.sheet = sheet_open(file, e);
    bool ok = s.sheet && stage_in_transaction(&s, strcmp(file, "-") == 0 ? "standard input" : file, existing, e);
    sheet_close(s.sheet);
    arena_free(s.scratch);
    return ok && import_find(ctx, s.import_id, import, e);
}
