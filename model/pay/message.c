/* Templates of messages: found, filled, and made fit for the messenger. */
#include "model/pay/message.h"

#include "base/embedded.h"
#include "base/text.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/settings/setting.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* A message is short: Telegram takes 4096 characters. */
enum {
    LONGEST_TEMPLATE = 3000
};

static const char *const of_charge[] = { "name",       "phone",   "subject", "amount",  "order_id", "method",
                                         "expires_at", "paid_at", "gives",   "receipt", NULL };
static const char *const of_order[] = { "name",       "phone",   "subject", "amount",  "order_id", "method",
                                        "expires_at", "paid_at", "gives",   "receipt", "goods",    NULL };
static const char *const of_link[] = { "link", NULL };
static const char *const of_account[] = { "bank", "va_number", NULL };
static const char *const of_bill[] = { "biller_code", "bill_key", NULL };
static const char *const of_invoice[] = { "name", "amount", "subject", "invoice_number", "due_on", "days", NULL };
static const char *const of_new_invoice[] = { "name",           "phone",  "amount",     "subject",
                                              "invoice_number", "due_on", "expires_at", NULL };
static const char *const of_reminder[] = { "name", "amount", "block_on", "oldest_due", NULL };
static const char *const of_receipt[] = {
    "shop",     "address",  "brand",    "copy",        "reversal", "number",      "order_id", "invoice_number",
    "at",       "operator", "name",     "phone",       "item",     "gives",       "note",     "price",
    "discount", "dpp",      "ppn",      "tax",         "amount",   "tax_percent", "paid",     "method",
    "foot",     "qr",       "returned", "returned_rp", "stands",   NULL
};
static const char *const of_voucher[] = { "logo", "foot",     "title",  "price", "validity", "limits", "code",
                                          "user", "password", "number", "lot",   "copy",     "qr",     NULL };
static const char *const of_warning[] = { "name", "debt", "limit", NULL };

static const char *const of_customer[] = { "name", "phone", NULL };
static const char *const of_password[] = { "name", "phone", "password", NULL };
static const char *const of_refusal[] = { "name", "phone", "reason", NULL };
static const char *const of_request[] = { "name", "phone", "request", "reason", NULL };
static const char *const of_quota[] = { "name", "phone", "left", "step", "expires_at", NULL };
static const char *const of_validity[] = { "name", "phone", "left", "days", "expires_at", NULL };
static const char *const of_nothing[] = { NULL };
static const char *const of_reason[] = { "reason", NULL };
static const char *const of_news[] = { "count", "list", NULL };

const struct message_template message_templates[] = {
    { "charge_created_user", of_charge },
    { "charge_created_admin", of_charge },
    { "charge_paid_user", of_charge },
    { "charge_paid_admin", of_charge },
    { "order_paid_user", of_order },
    { "charge_expired_user", of_charge },
    { "charge_expired_admin", of_charge },
    { "charge_cancelled_user", of_charge },
    { "charge_cancelled_admin", of_charge },
    { "charge_refunded_user", of_charge },
    { "charge_refunded_admin", of_charge },
    { "charge_late_user", of_charge },
    { "charge_late_admin", of_charge },
    { "invoice_created_user", of_new_invoice },
    /* how to pay: stands below charge_created_user and invoice_created_user */
    { "pay_link", of_link },
    { "pay_qr", of_link },
    { "pay_va", of_account },
    { "pay_bill", of_bill },
    { "receipt", of_receipt },
    { "voucher", of_voucher },
    { "debt_reminder", of_reminder },
    { "debt_warning", of_warning },
    /* before, on and after the day on which it is due */
    { "invoice_reminder_before", of_invoice },
    { "invoice_reminder_on", of_invoice },
    { "invoice_reminder_after", of_invoice },
    /* to customers, by what has happened, and why they are blocked: what a program blocks for, or an operator's words
     */
    { "notice_welcome", of_customer },
    { "notice_password", of_password },
    { "notice_rejected", of_refusal },
    { "notice_request_approved", of_request },
    { "notice_request_refused", of_request },
    { "notice_blocked", of_refusal },
    { "notice_unblocked", of_customer },
    { "notice_quota", of_quota },
    { "notice_validity", of_validity },
    { "block_debt_limit", of_nothing },
    { "block_month_end", of_nothing },
    { "block_overdue", of_nothing },
    { "block_isolir", of_nothing },
    { "block_hand", of_nothing },
    { "block_said", of_reason },
    /* to admins: many in one */
    { "admin_registration", of_news },
    { "admin_request", of_news },
    { "admin_block", of_news },
    { "admin_failure", of_news },
    { "admin_incident", of_news },
};
const size_t message_template_count = sizeof message_templates / sizeof *message_templates;

/* A template that is being filled; path: as an error names it. */
struct filling {
    const struct message_template *template;
    const char *path, *text;
    const struct message_value *values;
    size_t count;
    struct strbuf out;
    bool html;
};

static const struct message_template *find_template(const char *name)
{
    for (size_t i = 0; i < message_template_count; i++)
        if (strcmp(message_templates[i].name, name) == 0)
            return &message_templates[i];
    return NULL;
}

/* False where the file is there and can't be used; *text stays NULL where there is none. */
static bool read_own(struct arena *a, const char *path, const char **text, struct error *e)
{
    const char *what = arena_printf(a, "can't use the template %s", path);
    char *room = arena_alloc(a, LONGEST_TEMPLATE + 2);
    FILE *file = fopen(path, "re");

    if (!file)
        return errno == ENOENT || error_set(e, ERR_CONFIG, what, "%s", strerror(errno));
    size_t length = fread(room, 1, LONGEST_TEMPLATE + 1, file);
    bool is_read = !ferror(file);
    fclose(file);
    if (!is_read)
        return error_set(e, ERR_CONFIG, what, "it can't be read");
    if (length > LONGEST_TEMPLATE)
        return error_set(e, ERR_CONFIG, what, "it is longer than %d bytes", LONGEST_TEMPLATE);
    if (strlen(room) != length || !text_is_utf8(room, length))
        return error_set(e, ERR_CONFIG, what, "it is not text in UTF-8");
    *text = room;
    return true;
}

/* One's own template, else the shipped one. */
static bool read_template(struct arena *a, const char *folder, const char *language, struct filling *f, struct error *e)
{
    const char *file = arena_printf(a, "%s.%s.txt", f->template->name, language), *own = NULL;
    if (folder && *folder) {
        f->path = arena_printf(a, "%s/%s", folder, file);
        if (!read_own(a, f->path, &own, e))
            return false;
    }
    if (own) {
        f->text = own;
        return true;
    }
    f->path = arena_printf(a, "templates/%s", file);
    const struct embedded_file *shipped = embedded_find(f->path);
    if (!shipped)
        return error_set(e, ERR_INTERNAL, "can't write a message", "there is no template %s", f->path);
    f->text = shipped->text;
    return true;
}

static void add(struct filling *f, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const char *name = !f->html         ? NULL
                           : text[i] == '&' ? "&amp;"
                           : text[i] == '<' ? "&lt;"
                           : text[i] == '>' ? "&gt;"
                                            : NULL;
        if (name)
            strbuf_add(&f->out, name);
        else
            strbuf_add_bytes(&f->out, text + i, 1);
    }
}

/* A name is one line, whatever stands in it. */
static void add_line(struct filling *f, const char *line)
{
    const char *safe = text_safe_copy(f->out.arena, line);
    add(f, safe, strlen(safe));
}

static void add_lines(struct filling *f, const struct message_value *value)
{
    const char *at = value->text;
    for (const char *end; value->has_lines && (end = strchr(at, '\n')); at = end + 1) {
        add_line(f, arena_copy(f->out.arena, at, (size_t)(end - at)));
        add(f, "\n", 1);
    }
    add_line(f, at);
}

const char *message_plain(struct arena *a, const char *text, bool html)
{
    struct filling f = { .out = { .arena = a }, .html = html };
    add_lines(&f, &(struct message_value){ .text = text, .has_lines = true });
    return strbuf_text(&f.out);
}

static bool refuse_place(const struct filling *f, const char *place, struct error *e)
{
    struct strbuf known = { .arena = f->out.arena };
    for (const char *const *p = f->template->places; *p; p++)
        strbuf_printf(&known, "%s{%s}", known.length ? ", " : "", *p);
    error_set(e, ERR_CONFIG, "can't write a message", "%s: there is no {%s}", f->path, place);
    return error_hint(e, "it may have %s", strbuf_text(&known));
}

static bool add_value(struct filling *f, const char *place, struct error *e)
{
    const char *const *known = f->template->places;
    while (*known && strcmp(*known, place) != 0)
        known++;
    if (!*known)
        return refuse_place(f, place, e);
    for (size_t i = 0; i < f->count; i++) {
        if (strcmp(f->values[i].name, place) != 0 || !f->values[i].text)
            continue;
        if (f->values[i].is_late)
            strbuf_printf(&f->out, MESSAGE_LATE "%s" MESSAGE_LATE, place);
        else
            add_lines(f, &f->values[i]);
        return true;
    }
    return error_set(e, ERR_INTERNAL, "can't write a message", "%s: {%s} has no value", f->path, place);
}

/* Braces around anything but a word are just braces. */
static bool fill_text(struct filling *f, size_t end, struct error *e)
{
    for (size_t i = 0; i < end;) {
        size_t word = f->text[i] == '{' ? strspn(f->text + i + 1, "abcdefghijklmnopqrstuvwxyz_") : 0;
        if (!word || f->text[i + word + 1] != '}') {
            add(f, f->text + i, 1);
            i++;
            continue;
        }
        if (!add_value(f, arena_copy(f->out.arena, f->text + i + 1, word), e))
            return false;
        i += word + 2;
    }
    return true;
}

static bool fill(struct filling *f, struct error *e)
{
    size_t end = strlen(f->text);
    while (end && strchr("\r\n ", f->text[end - 1]))
        end--;
    if (!end)
        return error_set(e, ERR_CONFIG, "can't write a message", "%s is empty", f->path);
    return fill_text(f, end, e);
}

/* One phrase for another, wherever it stands. */
static const char *replace(struct arena *a, const char *text, const char *old, const char *new)
{
    struct strbuf b = { .arena = a };
    for (const char *at; (at = strstr(text, old)); text = at + strlen(old))
        strbuf_printf(&b, "%.*s%s", (int)(at - text), text, new);
    strbuf_add(&b, text);
    return strbuf_text(&b);
}

const char *message_subject(struct arena *a, const char *language, const char *subject)
{
    static const char *const beginnings[][2] = { { "Debt of ", "Utang " }, { "All debt: ", "Seluruh utang: " } };
    if (!subject || strcmp(language, "id") != 0)
        return subject;
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        size_t length = strlen(beginnings[i][0]);
        if (strncmp(subject, beginnings[i][0], length) != 0)
            continue;
        const char *rest = replace(a, subject + length, " used beyond the quota", " pemakaian di luar kuota");
        rest = replace(a, replace(a, rest, " and ", " dan "), ".", ",");
        return arena_printf(a, "%s%s", beginnings[i][1], rest);
    }
    return subject;
}

/* Subjects are in the language of the whole. */
static const struct message_value *with_subject(struct arena *a, const char *language,
                                                const struct message_value *values, size_t count)
{
    struct message_value *own = ARENA_ARRAY(a, struct message_value, count + 1);
    for (size_t i = 0; i < count; i++) {
        own[i] = values[i];
        if (strcmp(own[i].name, "subject") == 0)
            own[i].text = message_subject(a, language, own[i].text);
    }
    return own;
}

const char *message_fill_in(struct arena *a, const char *folder, const char *language, const char *name,
                            const struct message_value *values, size_t count, bool html, struct error *e)
{
    struct filling f = { .template = find_template(name),
                         .text = "",
                         .values = with_subject(a, language, values, count),
                         .count = count,
                         .out = { .arena = a },
                         .html = html };
    if (!f.template) {
        error_set(e, ERR_INTERNAL, "can't write a message", "there is no template %s", name);
        return NULL;
    }
    if (!read_template(a, folder, language, &f, e) || !fill(&f, e))
        return NULL;
    return strbuf_text(&f.out);
}

/* The portal and other hands write settings too. */
static const char *language_of(struct context *ctx, struct error *e)
{
    const char *language = setting_read(ctx, "message_language", e);
    if (language && strcmp(language, "en") != 0 && strcmp(language, "id") != 0)
        language = setting_find("message_language")->fallback;
    return language;
}

const char *message_fill(struct context *ctx, const char *name, const struct message_value *values, size_t count,
                         bool html, struct error *e)
{
    const char *language = language_of(ctx, e);
    return language ? message_fill_in(ctx->arena, ctx->config->templates_dir, language, name, values, count, html, e)
                    : NULL;
}

const char *message_template_text(struct context *ctx, const char *name, struct error *e)
{
    struct filling f = { .template = find_template(name), .text = "" };
    const char *language = language_of(ctx, e);
    return language && f.template && read_template(ctx->arena, ctx->config->templates_dir, language, &f, e) ? f.text
                                                                                                            : NULL;
}

const char *message_fill_line(struct context *ctx, const char *name, const char *line,
                              const struct message_value *values, size_t count, struct error *e)
{
    struct filling f = { .template = find_template(name),
                         .path = arena_printf(ctx->arena, "the template %s", name),
                         .text = line,
                         .values = values,
                         .count = count,
                         .out = { .arena = ctx->arena } };
    return f.template && fill_text(&f, strlen(line), e) ? strbuf_text(&f.out) : NULL;
}

const char *message_fill_for(struct context *ctx, const char *user_id, const char *name,
                             const struct message_value *values, size_t count, bool html, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "message_language", DB_PARAMS(user_id), e);
    if (!r)
        return NULL;
    const char *language = arena_strdup(ctx->arena, db_value(r, 0, 0));
    db_result_free(r);
    return message_fill_in(ctx->arena, ctx->config->templates_dir, language, name, values, count, html, e);
}
