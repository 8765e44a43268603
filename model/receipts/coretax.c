/* Tax invoices for Coretax: which, what is missing, and the files. */
#include "model/receipts/coretax.h"

#include "db/db.h"
#include "model/lists/story.h"
#include "model/receipts/coretax_xml.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    INVOICE_FIELDS = 18
};
static const char failed[] = "the tax invoices were not written";

struct books {
    struct context *ctx;
    const struct coretax_request *q;
    const struct coretax_layout *layout;
    struct coretax_seller seller;
    const char *first_day, *last_day;
    struct coretax_invoice *invoices;
    size_t count;
};

static bool read_seller(struct books *b, struct error *e)
{
    struct arena *a = b->ctx->arena;
    struct db_result *r = db_query(b->ctx->db, "coretax_seller", DB_PARAMS(b->q->brand, b->q->period), e);
    if (!r)
        return false;
    bool is_known = db_rows(r) > 0;
    if (is_known) {
        b->seller.npwp = story_text(a, r, 0, 0);
        b->seller.tku = story_text(a, r, 0, 1);
        b->first_day = story_text(a, r, 0, 2);
        b->last_day = story_text(a, r, 0, 3);
    }
    db_result_free(r);
    if (!is_known)
        return error_set(e, ERR_REFUSED, failed, "there is no brand %s", b->q->brand);
    if (!b->first_day)
        return error_set(e, ERR_USAGE, failed, "period=%s is neither a month like 2026-11 nor a year like 2026",
                         b->q->period);
    if (b->seller.npwp)
        return true;
    error_set(e, ERR_REFUSED, failed, "brand %s is not registered for PPN", b->q->brand);
    return error_hint(e, "set its pkp_npwp in the configuration");
}

/* In the order of console.coretax_invoices(). */
static void fill(struct arena *a, const struct db_result *r, int row, struct coretax_invoice *i)
{
    const char **const texts[] = {
        &i->number,       &i->date,       &i->customer,      &i->missing,     &i->buyer_tin, &i->buyer_document,
        &i->buyer_number, &i->buyer_name, &i->buyer_address, &i->buyer_email, &i->buyer_tku, &i->item,
    };
    int64_t *const sums[] = { &i->price_rp, &i->discount_rp, &i->base_rp, &i->dpp_rp, &i->tax_rp };
    int c = 1; /* its id is not needed */
    *i = (struct coretax_invoice){ .line = 0 };
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
        *texts[t] = story_text(a, r, row, c++);
    for (size_t t = 0; t < sizeof sums / sizeof *sums; t++)
        *sums[t] = db_int64(r, row, c++);
}

static bool read_invoices(struct books *b, struct error *e)
{
    struct db_result *r =
        db_query(b->ctx->db, "coretax_invoices", DB_PARAMS(b->q->brand, b->first_day, b->last_day), e);
    if (!r)
        return false;
    b->count = (size_t)db_rows(r);
    b->invoices = ARENA_ARRAY(b->ctx->arena, struct coretax_invoice, b->count + 1);
    for (size_t i = 0; i < b->count; i++)
        fill(b->ctx->arena, r, (int)i, &b->invoices[i]);
    db_result_free(r);
    return b->count ||
           error_set(e, ERR_REFUSED, failed, "brand %s has no invoices with PPN in %s", b->q->brand, b->q->period);
}

static bool is_told(const struct coretax_result *result, const struct coretax_invoice *i)
{
    for (size_t g = 0; g < result->gap_count; g++)
        if (strcmp(result->gaps[g].customer, i->customer) == 0)
            return true;
    return false;
}

/* Each customer once; those invoices are left out of what is written. */
static void find_gaps(struct books *b, struct coretax_result *result)
{
    size_t whole = 0;
    result->gaps = ARENA_ARRAY(b->ctx->arena, struct coretax_gap, b->count + 1);
    for (size_t i = 0; i < b->count; i++) {
        const struct coretax_invoice *x = &b->invoices[i];
        if (!x->missing)
            b->invoices[whole++] = *x;
        else if (!is_told(result, x))
            result->gaps[result->gap_count++] =
                (struct coretax_gap){ .customer = x->customer, .invoice_number = x->number, .missing = x->missing };
    }
    b->count = whole;
}

/* --- files --- */

static bool write_whole(const char *path, const char *text, struct error *e)
{
    size_t length = strlen(text), written = 0;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ssize_t n = 0;
    while (fd >= 0 && written < length && (n = write(fd, text + written, length - written)) > 0)
        written += (size_t)n;
    bool ok = fd >= 0 && written == length && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0 && close(fd) != 0 && ok) {
        ok = false;
        why = errno;
    }
    return ok ||
           error_set(e, ERR_REFUSED, failed, "%s: %s", path, why == EEXIST ? "it is there already" : strerror(why));
}

/* A cell that no spreadsheet takes for a formula. */
static void add_cell(struct strbuf *b, const char *text)
{
    strbuf_add(b, strchr("=+-@\t\r", *text) && *text ? "\"'" : "\"");
    for (; *text; text++)
        strbuf_printf(b, *text == '"' ? "\"%c" : "%c", (unsigned char)*text < ' ' ? ' ' : *text);
    strbuf_add(b, "\"");
}

static const char *map_of(struct arena *a, const struct coretax_invoice *invoices, size_t count)
{
    struct strbuf b = { .arena = a };
    strbuf_add(&b, "line,invoice_number,customer,base_rp,dpp_rp,tax_rp,total_rp\r\n");
    for (size_t i = 0; i < count; i++) {
        const struct coretax_invoice *x = &invoices[i];
        strbuf_printf(&b, "%d,%s,", x->line, x->number);
        add_cell(&b, x->customer);
        strbuf_printf(&b, ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 "\r\n", x->base_rp, x->dpp_rp, x->tax_rp,
                      x->base_rp + x->tax_rp);
    }
    return strbuf_text(&b);
}

/* What the file adds up to, and what the books say of the same invoices, asked anew. */
static bool check_sums(struct books *b, const struct coretax_invoice *invoices, size_t count,
                       struct coretax_result *result, struct error *e)
{
    const char **numbers = ARENA_ARRAY(b->ctx->arena, const char *, count + 1);
    int64_t base = 0, dpp = 0, tax = 0;
    for (size_t i = 0; i < count; i++) {
        numbers[i] = invoices[i].number;
        base += invoices[i].base_rp;
        dpp += invoices[i].dpp_rp;
        tax += invoices[i].tax_rp;
    }
    struct db_result *r = db_query(b->ctx->db, "coretax_sums", DB_PARAMS(db_array(b->ctx->arena, numbers, count)), e);
    if (!r)
        return false;
    bool ok = db_int64(r, 0, 0) == (int64_t)count && db_int64(r, 0, 1) == base && db_int64(r, 0, 2) == dpp &&
              db_int64(r, 0, 3) == tax;
    db_result_free(r);
    result->base_rp += base;
    result->dpp_rp += dpp;
    result->tax_rp += tax;
    return ok || error_set(e, ERR_INTERNAL, failed,
                           "the file does not come to what the books say: invoices changed meanwhile");
}

/* Under another name first; what is there already is never written over. */
static bool publish(const char *from, const char *to, struct error *e)
{
    if (link(from, to) == 0)
        return true;
    return error_set(e, ERR_REFUSED, failed, "%s: %s", to, errno == EEXIST ? "it is there already" : strerror(errno));
}

/* "faktur.xml" and the second of it: "faktur-2.xml"; end: in place of .xml. */
static const char *file_name(struct arena *a, const char *file, size_t number, const char *end)
{
    const char *dot = strrchr(file, '.'), *slash = strrchr(file, '/');
    int stem = (int)(dot && (!slash || dot > slash) ? (size_t)(dot - file) : strlen(file));
    if (number == 1)
        return arena_printf(a, "%.*s%s", stem, file, end);
    return arena_printf(a, "%.*s-%zu%s", stem, file, number, end);
}

static bool write_file(struct books *b, struct coretax_invoice *invoices, size_t count, size_t number,
                       struct coretax_result *result, struct error *e)
{
    struct arena *a = b->ctx->arena;
    const char *xml = file_name(a, b->q->file, number, ".xml"), *map = file_name(a, b->q->file, number, ".csv");
    const char *draft = arena_printf(a, "%s.%ld.part", xml, (long)getpid());
    const char *map_draft = arena_printf(a, "%s.%ld.part", map, (long)getpid());
    bool ok = access(xml, F_OK) != 0 || error_set(e, ERR_REFUSED, failed, "%s: it is there already", xml);
    ok = ok && write_whole(draft, coretax_xml(a, b->layout, &b->seller, invoices, count), e) &&
         coretax_check_file(a, draft, b->layout, &b->seller, invoices, count, e) &&
         check_sums(b, invoices, count, result, e) && write_whole(map_draft, map_of(a, invoices, count), e) &&
         publish(map_draft, map, e);
    if (ok && !publish(draft, xml, e)) {
        unlink(map);
        ok = false;
    }
    unlink(draft);
    unlink(map_draft);
    result->files += ok;
    result->invoices += ok ? count : 0;
    return ok;
}

static bool write_files(struct books *b, struct coretax_result *result, struct error *e)
{
    size_t most = b->layout->most_invoices;
    for (size_t from = 0; from < b->count; from += most) {
        size_t count = b->count - from < most ? b->count - from : most;
        if (!write_file(b, b->invoices + from, count, from / most + 1, result, e))
            return false;
    }
    return true;
}

bool coretax_write(struct context *ctx, const struct coretax_request *q, struct coretax_result *result, struct error *e)
{
    struct books b = { .ctx = ctx, .q = q, .layout = coretax_layout_find(q->layout) };
    *result = (struct coretax_result){ .invoices = 0 };
    if (!b.layout)
        return error_set(e, ERR_USAGE, failed, "there is no layout %s", q->layout);
    if (!read_seller(&b, e) || !read_invoices(&b, e))
        return false;
    find_gaps(&b, result);
    if (result->gap_count && !q->leaves_out) {
        error_set(e, ERR_REFUSED, failed, "something is missing of %zu customers", result->gap_count);
        return error_hint(e, "give it by users.tax_identity, or write the others with incomplete=leave_out");
    }
    return b.count ? write_files(&b, result, e)
                   : error_set(e, ERR_REFUSED, failed, "something is missing of every customer");
}
