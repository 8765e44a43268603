/* What can be paid, as a QR code. */
#include "tui/pay/qr_page.h"

#include "base/i18n.h"
#include "tui/app/app.h"
#include "tui/terminal/qr.h"

#include <limits.h>

enum {
    BESIDE_LEAST = 18, /* columns beside the QR code that are worth filling */
    AROUND_PAGE = 5,   /* rows of the screen that go to header, footer, border and keys */
    BESIDE_PAGE = 4,   /* columns that go to the border */
    BELOW_QR = 2,      /* rows */
    DAY_S = 86400,
    HOUR_S = 3600,
    MINUTE_S = 60,
    DAYS_FROM = 2 /* more than that are told as days */
};

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

const char *qr_page_countdown(struct arena *a, int64_t seconds)
{
    long long left = (long long)seconds, minutes = left / MINUTE_S % MINUTE_S, rest = left % MINUTE_S;
    if (left <= 0)
        return _("the time is over");
    if (left >= DAYS_FROM * DAY_S)
        return arena_printf(a, _("%lld days left"), left / DAY_S);
    if (left >= HOUR_S)
        return arena_printf(a, _("%lld:%02lld:%02lld left"), left / HOUR_S, minutes, rest);
    return arena_printf(a, _("%02lld:%02lld left"), minutes, rest);
}

enum detail_alone qr_page_alone(const struct detail_page *page, const char *text, int above)
{
    int rows, columns;
    if (!text || !qr_least(text, !page->has_blocks, &rows, &columns))
        return ALONE_NOT;
    if (rows > page->rows + AROUND_PAGE || columns > page->width + BESIDE_PAGE)
        return ALONE_NOT;
    return rows + above > page->rows || columns > page->width ? ALONE_BETTER : ALONE_MAY;
}

static void write_code(const struct detail_page *page, const struct qr *qr)
{
    lines_text(page->lines, 2, page->width, ROLE_TEXT, "");
    for (size_t i = 0; i < qr->count; i++)
        lines_text(page->lines, 2, qr->width, ROLE_QR, qr->lines[i]);
}

/* Nobody can read a code that is cut off on the right; one that is longer than the screen is scrolled. */
void qr_page_write(const struct detail_page *page, const char *text)
{
    struct qr qr;
    struct detail_page whole;
    int rows, columns;
    if (!qr_least(text, !page->has_blocks, &rows, &columns)) {
        lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_WARN, _("This is too long for a QR code: use the link."));
        return;
    }
    if (columns > page->width) {
        whole = detail_whole(page);
        page = &whole;
    }
    if (rows > page->rows + AROUND_PAGE && columns <= page->width)
        lines_pair(
            page->lines, 2, 0, NULL, page->width, ROLE_WARN,
            arena_printf(arena_of(page), _("Enlarge the window to %d rows to see the QR code as a whole."), rows));
    if (qr_make(arena_of(page), text, page->rows, page->width, !page->has_blocks, &qr) ||
        qr_make(arena_of(page), text, INT_MAX, page->width, !page->has_blocks, &qr)) {
        write_code(page, &qr);
        return;
    }
    lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_WARN,
               arena_printf(arena_of(page), _("Enlarge the window to %d columns and %d rows to see the QR code."),
                            columns, rows));
}

static void write_key(const struct detail_page *page, int width, const struct qr_key *k)
{
    const char *key = app_key_for(page->app, page->pane->name, k->command);
    if (key)
        lines_pair(page->lines, 1, 3, key, width, ROLE_DIM, k->label);
}

/* What stands beside the code. */
static void write_beside(const struct detail_page *page, const struct qr_page *q, int width)
{
    lines_pair(page->lines, 1, 0, NULL, width, q->role, q->state);
    if (q->left)
        lines_pair(page->lines, 1, 0, NULL, width, ROLE_WARN, q->left);
    lines_text(page->lines, 1, width, ROLE_TEXT, "");
    lines_pair(page->lines, 1, 0, NULL, width, ROLE_TEXT, q->amount);
    for (size_t i = 0; i < q->fact_count; i++)
        if (q->facts[i] && *q->facts[i])
            lines_pair(page->lines, 1, 0, NULL, width, ROLE_TEXT, q->facts[i]);
    lines_text(page->lines, 1, width, ROLE_TEXT, "");
    for (size_t i = 0; i < q->key_count; i++)
        write_key(page, width, &q->keys[i]);
}

/* What stands below it on a narrow screen. */
static void write_below(const struct detail_page *page, const struct qr_page *q)
{
    lines_pair(page->lines, 1, 0, NULL, page->width - 1, q->role, q->state);
    lines_pair(page->lines, 1, 0, NULL, page->width - 1, ROLE_TEXT,
               q->left ? arena_printf(arena_of(page), "%s  %s", q->amount, q->left) : q->amount);
}

static void add_code(const struct detail_page *page, const struct qr *qr, int x)
{
    while (page->lines->count < qr->count)
        lines_add(page->lines);
    for (size_t i = 0; i < qr->count; i++)
        lines_cell(&page->lines->items[i], LINE_CELLS - 1, x, qr->width, ROLE_QR, qr->lines[i]);
}

void qr_page_write_alone(const struct detail_page *page, const struct qr_page *q)
{
    struct qr qr;
    if (qr_make(arena_of(page), q->text, page->rows, page->width - BESIDE_LEAST, !page->has_blocks, &qr)) {
        write_beside(page, q, page->width - qr.width - 2);
        add_code(page, &qr, page->width - qr.width);
        return;
    }
    bool has_room = qr_make(arena_of(page), q->text, page->rows - BELOW_QR, page->width, !page->has_blocks, &qr);
    if (!has_room && !qr_make(arena_of(page), q->text, page->rows, page->width, !page->has_blocks, &qr))
        return;
    add_code(page, &qr, (page->width - qr.width) / 2);
    if (has_room)
        write_below(page, q);
}
