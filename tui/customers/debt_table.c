/* Debt items as a table with their sum. */
#include "tui/customers/debt_table.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/customers/room.h"
#include "model/values/amount.h"

#include <string.h>

enum {
    WIDE = 72, /* columns from which on it is a table */
    SETTLED_AT = 20,
    SETTLED_NARROW = 11
};

/* In the order of the table. */
enum cell {
    CELL_MARK,
    CELL_DATE,
    CELL_DUE,
    CELL_AMOUNT,
    CELL_PAID,
    CELL_LEFT,
    CELL_PRICE,
    CELL_AGE,
    CELLS
};

static const struct {
    const char *label;
    int width;
    bool is_right;
} cells[CELLS] = {
    [CELL_MARK] = { "", 1, false },
    [CELL_DATE] = { N_("date"), 10, false },
    [CELL_DUE] = { N_("due"), 10, false },
    [CELL_AMOUNT] = { N_("amount"), 9, true },
    [CELL_PAID] = { N_("paid"), 9, true },
    [CELL_LEFT] = { N_("left"), 9, true },
    [CELL_PRICE] = { N_("to pay"), 13, true },
    [CELL_AGE] = { N_("days"), 5, true },
};

const char *debt_amount_text(struct arena *a, int64_t cmb, bool is_unlimited)
{
    char text[AMOUNT_TEXT];
    if (is_unlimited)
        return _("Unlimited");
    if (cmb && cmb % CMB_PER_GB == 0)
        return arena_printf(a, "%lld GB", (long long)(cmb / CMB_PER_GB));
    if (cmb % CMB_PER_MB == 0)
        return arena_printf(a, "%lld MB", (long long)(cmb / CMB_PER_MB));
    return arena_printf(a, "%s MB", mb_format(text, cmb));
}

const char *debt_price_text(struct arena *a, int64_t rp)
{
    char text[AMOUNT_TEXT];
    return rp < 0 ? "-" : arena_strdup(a, rp_shown(text, rp));
}

static const char *or_dash(const char *text)
{
    return text && *text ? text : "-";
}

static void add_blanks(struct strbuf *b, int count)
{
    while (count-- > 0)
        strbuf_add(b, " ");
}

static void write_row(const struct detail_page *page, enum theme_role role, const char *const texts[CELLS])
{
    struct strbuf b = { .arena = page->lines->arena };
    for (int i = 0; i < CELLS; i++) {
        int blanks = cells[i].width - text_width(texts[i]);
        if (i)
            strbuf_add(&b, " ");
        add_blanks(&b, cells[i].is_right ? blanks : 0);
        strbuf_add(&b, texts[i]);
        add_blanks(&b, cells[i].is_right ? 0 : blanks);
    }
    lines_text(page->lines, 2, page->width, role, strbuf_text(&b));
}

static void write_heads(const struct detail_page *page)
{
    const char *texts[CELLS];
    for (int i = 0; i < CELLS; i++)
        texts[i] = *cells[i].label ? _(cells[i].label) : "";
    write_row(page, ROLE_DIM, texts);
}

static void write_item(const struct detail_page *page, const struct debt_item *d, bool is_marked)
{
    struct arena *a = page->lines->arena;
    const char *const texts[CELLS] = {
        [CELL_MARK] = is_marked ? ">" : "",
        [CELL_DATE] = or_dash(d->debt_date),
        [CELL_DUE] = or_dash(d->due_date),
        [CELL_AMOUNT] = debt_amount_text(a, d->amount_cmb, d->is_unlimited),
        [CELL_PAID] = d->is_unlimited ? "-" : debt_amount_text(a, d->paid_cmb, false),
        [CELL_LEFT] = debt_amount_text(a, d->remaining_cmb, d->is_unlimited),
        [CELL_PRICE] = debt_price_text(a, d->remaining_rp),
        [CELL_AGE] = arena_printf(a, "%lld", (long long)d->age_days),
    };
    write_row(page, d->is_overdue ? ROLE_BAD : ROLE_TEXT, texts);
    if (d->note && *d->note)
        lines_pair(page->lines, 4, 0, NULL, page->width - 2, ROLE_DIM, d->note);
}

/* Where there is no room for a table. */
static void write_narrow(const struct detail_page *page, const struct debt_item *d, bool is_marked)
{
    struct strbuf b = { .arena = page->lines->arena };
    strbuf_printf(&b, "%s%s", is_marked ? "> " : "", debt_amount_text(b.arena, d->amount_cmb, d->is_unlimited));
    if (d->paid_cmb && !d->is_unlimited)
        strbuf_printf(&b, _(", %s paid, %s left"), debt_amount_text(b.arena, d->paid_cmb, false),
                      debt_amount_text(b.arena, d->remaining_cmb, false));
    if (d->remaining_rp >= 0)
        strbuf_printf(&b, ", %s", debt_price_text(b.arena, d->remaining_rp));
    if (d->due_date)
        strbuf_printf(&b, d->is_overdue ? _(", was due on %s") : _(", due on %s"), d->due_date);
    strbuf_printf(&b, _(", %lld days"), (long long)d->age_days);
    if (d->note && *d->note)
        strbuf_printf(&b, ": %s", d->note);
    detail_fact(page, or_dash(d->debt_date), d->is_overdue ? ROLE_BAD : ROLE_TEXT, strbuf_text(&b));
}

/* -1: unknown, and so is a sum that can't be held. */
static int64_t sum_rp(int64_t a, int64_t b)
{
    int64_t sum;
    return a < 0 || b < 0 || __builtin_add_overflow(a, b, &sum) ? -1 : sum;
}

/* What is owed for an unlimited package counts in rupiah alone. */
static struct debt_item sum_of(const struct debt_item *items, size_t count, size_t *unlimited)
{
    struct debt_item sum = { .id = NULL };
    *unlimited = 0;
    for (size_t i = 0; i < count; i++) {
        const struct debt_item *d = &items[i];
        sum.remaining_rp = sum_rp(sum.remaining_rp, d->remaining_rp);
        *unlimited += d->is_unlimited;
        if (d->is_unlimited)
            continue;
        sum.amount_cmb += d->amount_cmb;
        sum.paid_cmb += d->paid_cmb;
        sum.remaining_cmb += d->remaining_cmb;
    }
    return sum;
}

static void write_sum(const struct detail_page *page, const struct debt_item *sum)
{
    struct arena *a = page->lines->arena;
    const char *const texts[CELLS] = {
        [CELL_MARK] = "",
        [CELL_DATE] = _("sum"),
        [CELL_DUE] = "",
        [CELL_AMOUNT] = debt_amount_text(a, sum->amount_cmb, false),
        [CELL_PAID] = debt_amount_text(a, sum->paid_cmb, false),
        [CELL_LEFT] = debt_amount_text(a, sum->remaining_cmb, false),
        [CELL_PRICE] = debt_price_text(a, sum->remaining_rp),
        [CELL_AGE] = "",
    };
    if (page->width >= WIDE)
        write_row(page, ROLE_TITLE, texts);
    else
        detail_fact(page, _("sum"), ROLE_TITLE, arena_printf(a, _("%s left, %s"), texts[CELL_LEFT], texts[CELL_PRICE]));
}

void debt_table_write(const struct detail_page *page, const struct debt_item *items, size_t count, const char *marked)
{
    size_t unlimited;
    struct debt_item sum = sum_of(items, count, &unlimited);
    bool is_table = page->width >= WIDE;
    if (!count)
        return;
    if (is_table)
        write_heads(page);
    for (size_t i = 0; i < count; i++) {
        bool is_marked = marked && strcmp(items[i].id, marked) == 0;
        size_t from = page->lines->count;
        (is_table ? write_item : write_narrow)(page, &items[i], is_marked);
        if (!is_marked) /* that one's page is the one that it stands on */
            detail_row_opens(page, from, &pane_debts, items[i].id);
    }
    write_sum(page, &sum);
    if (unlimited)
        lines_pair(page->lines, 4, 0, NULL, page->width - 2, ROLE_DIM,
                   arena_printf(page->lines->arena, _("Unlimited: %zu, in the sum by what is to pay"), unlimited));
    if (sum.remaining_rp < 0)
        lines_pair(page->lines, 4, 0, NULL, page->width - 2, ROLE_WARN,
                   _("No package says what a MB costs, so that one of them has no price"));
}

static const char *kind_text(const struct debt_settlement *s)
{
    static const struct {
        const char *kind, *text, *undone;
    } kinds[] = {
        { "settled", N_("settled"), N_("settled, taken back") },
        { "quota", N_("paid by quota"), N_("paid by quota, taken back") },
        { "written_off", N_("written off"), N_("written off, taken back") },
        { "replaced", N_("replaced by a new debt"), N_("replaced by a new debt, taken back") },
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (s->kind && strcmp(kinds[i].kind, s->kind) == 0)
            return s->cmb < 0 ? _(kinds[i].undone) : _(kinds[i].text);
    return or_dash(s->kind);
}

void debt_settlement_write(const struct detail_page *page, const struct debt_settlement *s, bool is_unlimited)
{
    struct strbuf b = { .arena = page->lines->arena };
    struct line like = { 0 };
    int at = page->width < WIDE ? SETTLED_NARROW : SETTLED_AT;
    strbuf_printf(&b, "%s%s", s->cmb < 0 ? "-" : "",
                  debt_amount_text(b.arena, s->cmb < 0 ? -s->cmb : s->cmb, is_unlimited));
    if (s->rp != INT64_MIN)
        strbuf_printf(&b, " (%s%s)", s->rp < 0 ? "-" : "", debt_price_text(b.arena, s->rp < 0 ? -s->rp : s->rp));
    strbuf_printf(&b, _(" %s by %s"), kind_text(s), or_dash(s->actor));
    if (s->note && *s->note)
        strbuf_printf(&b, ": %s", s->note);
    lines_cell(&like, 0, 2, at, ROLE_DIM, or_dash(s->at));
    lines_cell(&like, 1, 2 + at, page->width - at, s->cmb < 0 ? ROLE_WARN : ROLE_TEXT, strbuf_text(&b));
    lines_columns(page->lines, &like);
}
