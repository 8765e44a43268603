/* Receipts: what stands on them, and their lines. */
#include "model/receipts/receipt.h"

#include "base/text.h"
#include "db/db.h"
#include "model/lists/story.h"
#include "model/pay/message.h"
#include "model/receipts/charset.h"
#include "model/settings/setting.h"
#include "model/values/amount.h"

#include <string.h>

enum {
    VALUES = 32,
    MOST_LINES = 200
};

/* --- what stands on it --- */

/* In the order of receipt_read.sql. */
enum fact {
    SUBJECT,
    REFUSAL,
    COPY,
    REVERSAL,
    NUMBER,
    BRAND,
    AT,
    OPERATOR,
    METHOD,
    ITEM,
    GIVES,
    NOTE,
    NAME,
    PHONE,
    ORDER,
    INVOICE,
    TAX_KIND,
    TAX_PERCENT,
    PRICE,
    DISCOUNT,
    DPP,
    TAX,
    AMOUNT,
    PAID,
    SHOP,
    ADDRESS,
    FOOT,
    QR,
    USER,
    CHAT,
    RETURNED,
    RETURNED_RP,
    STANDS
};

static void give(struct receipt *r, const char *name, const char *text)
{
    r->values[r->count++] = (struct message_value){ .name = name, .text = text ? text : "" };
}

static const char *rupiah(struct context *ctx, const struct db_result *r, int column)
{
    char text[AMOUNT_TEXT];
    return db_is_null(r, 0, column) ? "" : arena_strdup(ctx->arena, rp_human(text, db_int64(r, 0, column)));
}

/* Words of the house in the language of messages; what is no word of ours stays. */
static const char *method_word(struct context *ctx, const char *method)
{
    static const struct {
        const char *method, *en, *id;
    } words[] = {
        { "cash", "cash", "tunai" },
        { "transfer", "transfer", "transfer" },
        { "hand", "by hand", "langsung" },
        { "xendit", "Xendit", "Xendit" },
    };
    const char *language = setting_read(ctx, "message_language", NULL);
    for (size_t i = 0; method && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].method, method) == 0)
            return language && strcmp(language, "en") == 0 ? words[i].en : words[i].id;
    return method;
}

/* PPN is shown with its base, a plain percentage with its rate, and none at all where there is none. */
static void give_tax(struct context *ctx, const struct db_result *row, struct receipt *r)
{
    const char *kind = db_value(row, 0, TAX_KIND), *tax = rupiah(ctx, row, TAX);
    bool is_ppn = strcmp(kind, "ppn_2025") == 0, is_plain = strcmp(kind, "percent") == 0;
    give(r, "dpp", is_ppn ? rupiah(ctx, row, DPP) : "");
    give(r, "ppn", is_ppn ? tax : "");
    give(r, "tax", is_plain ? tax : "");
    give(r, "tax_percent", is_plain ? story_text(ctx->arena, row, 0, TAX_PERCENT) : "");
}

static void give_texts(struct context *ctx, const struct db_result *row, struct receipt *r)
{
    static const struct {
        const char *place;
        enum fact fact;
    } texts[] = {
        { "shop", SHOP },     { "address", ADDRESS },   { "brand", BRAND },
        { "number", NUMBER }, { "order_id", ORDER },    { "invoice_number", INVOICE },
        { "at", AT },         { "operator", OPERATOR }, { "name", NAME },
        { "phone", PHONE },   { "gives", GIVES },       { "note", NOTE },
        { "foot", FOOT },     { "returned", RETURNED },
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        give(r, texts[i].place, story_text(ctx->arena, row, 0, (int)texts[i].fact));
}

/* Its number, in what the setting says: an address to look it up at. "off": none. */
static const char *code_of(struct context *ctx, const char *form, const char *number)
{
    static const char place[] = "{number}";
    const char *at = strstr(form, place);
    if (!*form || strcmp(form, "off") == 0)
        return NULL;
    if (!at)
        return form;
    return arena_printf(ctx->arena, "%.*s%s%s", (int)(at - form), form, number, at + strlen(place));
}

void receipt_set_copy(struct context *ctx, struct receipt *r, bool is_copy)
{
    const char *language = setting_read(ctx, "message_language", NULL);
    r->is_copy = is_copy;
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(r->values[i].name, "copy") == 0)
            r->values[i].text = !is_copy ? "" : language && strcmp(language, "en") == 0 ? "COPY" : "SALINAN";
}

static void take(struct context *ctx, const struct db_result *row, struct receipt *r)
{
    const char *language = setting_read(ctx, "message_language", NULL);
    *r = (struct receipt){ .values = ARENA_ARRAY(ctx->arena, struct message_value, VALUES) };
    r->subject = story_text(ctx->arena, row, 0, SUBJECT);
    r->number = story_text(ctx->arena, row, 0, NUMBER);
    r->method = story_text(ctx->arena, row, 0, METHOD);
    r->user_id = story_text(ctx->arena, row, 0, USER);
    r->chat_id = story_text(ctx->arena, row, 0, CHAT);
    r->phone = story_text(ctx->arena, row, 0, PHONE);
    r->order_id = story_text(ctx->arena, row, 0, ORDER);
    r->is_reversal = db_bool(row, 0, REVERSAL);
    r->qr = code_of(ctx, db_value(row, 0, QR), r->number);
    give_texts(ctx, row, r);
    give_tax(ctx, row, r);
    give(r, "item", message_subject(ctx->arena, language ? language : "id", story_text(ctx->arena, row, 0, ITEM)));
    give(r, "method", method_word(ctx, r->method));
    give(r, "price", rupiah(ctx, row, PRICE));
    give(r, "discount", rupiah(ctx, row, DISCOUNT));
    give(r, "amount", rupiah(ctx, row, AMOUNT));
    give(r, "paid", rupiah(ctx, row, PAID));
    give(r, "returned_rp", rupiah(ctx, row, RETURNED_RP));
    give(r, "stands", rupiah(ctx, row, STANDS));
    give(r, "qr", r->qr);
    give(r, "reversal", !r->is_reversal ? "" : language && strcmp(language, "en") == 0 ? "REVERSAL" : "PEMBATALAN");
    give(r, "copy", "");
    receipt_set_copy(ctx, r, db_bool(row, 0, COPY));
}

bool receipt_read(struct context *ctx, const char *given, struct receipt *r, struct error *e)
{
    struct db_result *row = db_query(ctx->db, "receipt_read", DB_PARAMS(given), e);
    if (!row)
        return false;
    bool ok = db_rows(row) > 0 && db_is_null(row, 0, REFUSAL);
    if (ok)
        take(ctx, row, r);
    else if (db_rows(row) == 0)
        error_set(e, ERR_REFUSED, "there is no receipt to show", "nothing that was paid is called %s", given);
    else
        error_set(e, ERR_REFUSED, "there is no receipt to show", "%s %s", given, db_value(row, 0, REFUSAL));
    db_result_free(row);
    return ok;
}

/* --- its lines --- */

struct layout {
    struct context *ctx;
    const struct receipt *receipt;
    const struct receipt_form *form;
    struct receipt_line *lines;
    size_t count;
    bool is_large; /* the line that is laid out */
};

static int width_of(const struct layout *l, const char *text)
{
    return l->form->charset == RECEIPT_UTF8 ? text_width(text) : (int)strlen(text);
}

/* Bytes of the longest beginning that has room; one character at least. */
static size_t bytes_that_fit(const struct layout *l, const char *text, int columns)
{
    size_t length = strlen(text), fit = 0;
    if (l->form->charset != RECEIPT_UTF8)
        return length < (size_t)columns ? length : (size_t)columns;
    for (size_t i = 1; i <= length; i++) {
        if (i < length && ((unsigned char)text[i] & 0xc0) == 0x80)
            continue;
        if (fit && text_width(arena_copy(l->ctx->arena, text, i)) > columns)
            break;
        fit = i;
    }
    return fit;
}

/* The part of a text that stands in one line, cut between words where it can be; *text goes on behind it. */
static const char *next_part(const struct layout *l, const char **text, int columns)
{
    const char *from = *text + strspn(*text, " ");
    size_t take = bytes_that_fit(l, from, columns);
    if (from[take] && from[take] != ' ') {
        size_t word = take;
        while (word && from[word - 1] != ' ')
            word--;
        take = word ? word : take;
    }
    *text = from + take;
    while (take && from[take - 1] == ' ')
        take--;
    return arena_copy(l->ctx->arena, from, take);
}

static void add(struct layout *l, const char *text, bool is_bold, bool is_qr)
{
    if (l->count < MOST_LINES)
        l->lines[l->count++] = (struct receipt_line){ text, is_bold, l->is_large, is_qr };
}

static const char *blanks(const struct layout *l, int count)
{
    return arena_printf(l->ctx->arena, "%*s", count > 0 ? count : 0, "");
}

static void add_wrapped(struct layout *l, const char *text, bool is_centred, bool is_bold)
{
    int columns = l->is_large ? l->form->columns / 2 : l->form->columns;
    if (!columns) {
        add(l, text, is_bold, false);
        return;
    }
    while (text[strspn(text, " ")]) {
        const char *part = next_part(l, &text, columns);
        int before = is_centred ? (columns - width_of(l, part)) / 2 : 0;
        add(l, arena_printf(l->ctx->arena, "%s%s", blanks(l, before), part), is_bold, false);
    }
}

/* Text for the eye has one size. What would be broken in two by being large is not. */
static void add_text(struct layout *l, const char *text, bool is_centred, bool is_bold, bool is_large)
{
    l->is_large = is_large && l->form->charset != RECEIPT_UTF8 && width_of(l, text) <= l->form->columns / 2;
    add_wrapped(l, text, is_centred, is_bold);
    l->is_large = false;
}

/* Both in one line where they fit; else what is left is wrapped and the other stands below it. */
static void add_pair(struct layout *l, const char *left, const char *right, bool is_bold)
{
    struct arena *a = l->ctx->arena;
    int columns = l->form->columns, gap = columns - width_of(l, left) - width_of(l, right);
    if (!columns) {
        add(l, *left ? arena_printf(a, "%s: %s", left, right) : right, is_bold, false);
    } else if (gap >= 1) {
        add(l, arena_printf(a, "%s%s%s", left, blanks(l, gap), right), is_bold, false);
    } else {
        add_wrapped(l, left, false, is_bold);
        while (right[strspn(right, " ")]) {
            const char *part = next_part(l, &right, columns);
            add(l, arena_printf(a, "%s%s", blanks(l, columns - width_of(l, part)), part), is_bold, false);
        }
    }
}

static void add_rule(struct layout *l, char sign)
{
    struct strbuf b = { .arena = l->ctx->arena };
    for (int i = 0; i < l->form->columns; i++)
        strbuf_add_bytes(&b, &sign, 1);
    add(l, l->form->columns ? strbuf_text(&b) : "", false, false);
}

/* A place that is there and has nothing to say takes its line with it. */
static bool has_empty_place(const struct receipt *r, const char *line)
{
    for (size_t i = 0; i < r->count; i++) {
        char place[40] = "{";
        strncat(place, r->values[i].name, sizeof place - 3);
        strcat(place, "}");
        if (!*r->values[i].text && strstr(line, place))
            return true;
    }
    return false;
}

static const char *template_of(const struct receipt_form *form)
{
    return form->template ? form->template : "receipt";
}

/* Text of the template with its values, in the form's character set. */
static const char *filled(struct layout *l, const char *text, struct error *e)
{
    const char *safe = text_safe_copy(l->ctx->arena, text);
    const char *whole = message_fill_line(l->ctx, template_of(l->form), safe, l->receipt->values, l->receipt->count, e);
    return whole ? receipt_fold(l->ctx->arena, whole, l->form->charset) : NULL;
}

static bool add_line(struct layout *l, const char *line, struct error *e)
{
    bool is_centred = *line == '^', is_bold, is_large;
    line += is_centred;
    is_bold = *line == '!';
    line += is_bold;
    is_large = is_bold && *line == '!';
    line += is_large;
    if (strcmp(line, "---") == 0 || strcmp(line, "===") == 0) {
        add_rule(l, *line);
        return true;
    }
    if (has_empty_place(l->receipt, line))
        return true;
    if (strcmp(line, "{qr}") == 0) {
        if (l->form->charset != RECEIPT_UTF8)
            add(l, l->receipt->qr, false, true);
        return true;
    }
    const char *bar = strchr(line, '|');
    const char *left = filled(l, bar ? arena_copy(l->ctx->arena, line, (size_t)(bar - line)) : line, e);
    const char *right = left && bar ? filled(l, bar + 1, e) : NULL;
    if (!left || (bar && !right))
        return false;
    if (bar)
        add_pair(l, left, right, is_bold);
    else
        add_text(l, left, is_centred, is_bold, is_large);
    return true;
}

bool receipt_lay_out(struct context *ctx, const struct receipt *r, const struct receipt_form *form,
                     struct receipt_line **lines, size_t *count, struct error *e)
{
    struct layout l = { .ctx = ctx, .receipt = r, .form = form };
    const char *text = message_template_text(ctx, template_of(form), e);
    if (!text)
        return false;
    l.lines = ARENA_ARRAY(ctx->arena, struct receipt_line, MOST_LINES);
    while (*text) {
        size_t length = strcspn(text, "\r\n");
        if (!add_line(&l, arena_copy(ctx->arena, text, length), e))
            return false;
        text += length;
        text += strspn(text, "\r");
        text += *text == '\n';
    }
    *lines = l.lines;
    *count = l.count;
    return true;
}

const char *receipt_text(struct context *ctx, const struct receipt_line *lines, size_t count)
{
    struct strbuf b = { .arena = ctx->arena };
    for (size_t i = 0; i < count; i++)
        if (!lines[i].is_qr)
            strbuf_printf(&b, "%s\n", lines[i].text);
    return strbuf_text(&b);
}
