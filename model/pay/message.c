/* Templates of messages: found, filled, and made fit for the messenger. */
#include "model/pay/message.h"

#include "base/embedded.h"
#include "base/text.h"
#include "model/config/config.h"
#include "model/settings/setting.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* A message is short: Telegram takes 4096 characters. */
enum {
    LONGEST_TEMPLATE = 3000
};

static const char *const of_charge[] = { "name",   "phone",      "subject", "amount", "order_id",
                                         "method", "expires_at", "paid_at", NULL };
static const char *const of_link[] = { "link", NULL };
static const char *const of_account[] = { "bank", "va_number", NULL };
static const char *const of_bill[] = { "biller_code", "bill_key", NULL };
static const char *const of_invoice[] = { "name", "amount", "subject", "invoice_number", "due_on", "days", NULL };
static const char *const of_new_invoice[] = { "name",           "phone",  "amount",     "subject",
                                              "invoice_number", "due_on", "expires_at", NULL };
static const char *const of_reminder[] = { "name", "amount", "block_on", "oldest_due", NULL };
static const char *const of_warning[] = { "name", "debt", "limit", NULL };

const struct message_template message_templates[] = {
    { "charge_created_user", of_charge },
    { "charge_created_admin", of_charge },
    { "charge_paid_user", of_charge },
    { "charge_paid_admin", of_charge },
    { "charge_expired_user", of_charge },
    { "charge_expired_admin", of_charge },
    { "charge_cancelled_user", of_charge },
    { "charge_cancelled_admin", of_charge },
    { "charge_late_user", of_charge },
    { "charge_late_admin", of_charge },
    { "invoice_created_user", of_new_invoice },
    /* how to pay: stands below charge_created_user and invoice_created_user */
    { "pay_link", of_link },
    { "pay_qr", of_link },
    { "pay_va", of_account },
    { "pay_bill", of_bill },
    { "debt_reminder", of_reminder },
    { "debt_warning", of_warning },
    /* before, on and after the day on which it is due */
    { "invoice_reminder_before", of_invoice },
    { "invoice_reminder_on", of_invoice },
    { "invoice_reminder_after", of_invoice },
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
        const char *safe = text_safe_copy(f->out.arena, f->values[i].text);
        add(f, safe, strlen(safe));
        return true;
    }
    return error_set(e, ERR_INTERNAL, "can't write a message", "%s: {%s} has no value", f->path, place);
}

/* Braces around anything but a word are just braces. */
static bool fill(struct filling *f, struct error *e)
{
    size_t end = strlen(f->text);
    while (end && strchr("\r\n ", f->text[end - 1]))
        end--;
    if (!end)
        return error_set(e, ERR_CONFIG, "can't write a message", "%s is empty", f->path);
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

const char *message_fill_in(struct arena *a, const char *folder, const char *language, const char *name,
                            const struct message_value *values, size_t count, bool html, struct error *e)
{
    struct filling f = { .template = find_template(name),
                         .text = "",
                         .values = values,
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

const char *message_fill(struct context *ctx, const char *name, const struct message_value *values, size_t count,
                         bool html, struct error *e)
{
    const char *language = setting_read(ctx, "message_language", e);
    if (!language)
        return NULL;
    /* the portal and other hands write settings too */
    if (strcmp(language, "en") != 0 && strcmp(language, "id") != 0)
        language = setting_find("message_language")->fallback;
    return message_fill_in(ctx->arena, ctx->config->templates_dir, language, name, values, count, html, e);
}
