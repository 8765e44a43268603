/* One text looked for in several panes. */
#include "model/lists/search_all.h"

#include "base/arena.h"
#include "db/db.h"

#include <string.h>

static const struct {
    const char *pane;
    const char *whole; /* a field that is looked for first, as a whole value: the very one; NULL: none */
} searched[] = {
    { "users", NULL }, { "payments", "id" },     { "invoices", "number" },
    { "debts", NULL }, { "devices", "address" }, { "sessions", "address" },
};

const struct pane *search_all_pane(size_t i)
{
    return i < sizeof searched / sizeof *searched ? pane_find(searched[i].pane) : NULL;
}

static bool read_rows(struct context *ctx, const struct pane *p, struct search_found *found, struct error *e)
{
    const struct listing_request request = {
        .pane = p, .filter = found->filter, .from = LISTING_FIRST, .limit = SEARCH_ALL_ROWS, .may_be_provisional = true
    };
    if (!listing_fetch(ctx, &request, &found->page, e))
        return false;
    found->has_more = found->page.count == SEARCH_ALL_ROWS && !found->page.at_end;
    return true;
}

static bool is_one_word(const char *text)
{
    return !text[strcspn(text, " \t\"\\")];
}

static bool read_pane(struct context *ctx, size_t i, const char *text, struct search_found *found, struct error *e)
{
    const struct pane *p = search_all_pane(i);
    const char *whole = searched[i].whole;
    if (whole && is_one_word(text)) {
        found->filter = arena_printf(ctx->arena, "%s=\"%s\"", whole, text);
        if (!read_rows(ctx, p, found, e) || found->page.count)
            return e->code == ERR_NONE;
    }
    found->filter = text;
    return read_rows(ctx, p, found, e);
}

bool search_all_read(struct context *ctx, size_t i, const char *text, struct search_found *found, struct error *e)
{
    *found = (struct search_found){ .filter = text };
    db_set_deadline_ms(ctx->db, SEARCH_ALL_MS);
    bool ok = read_pane(ctx, i, text, found, e);
    db_set_deadline_ms(ctx->db, DB_SCREEN_MS);
    return ok;
}
