/* An entry of a timeline that stands in no pane: a payment, or what only the portal wrote down. */
#include "tui/customers/detail_entry.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "tui/console/dialogs.h"
#include "tui/lists/detail.h"

#include <string.h>

struct facts {
    struct timeline_fact *items;
    size_t count;
};

/* A detail is about a row of a pane: here the pane is nothing but a name and a heading. */
static const struct entry_pane {
    struct pane pane;
    enum timeline_kind kind;
} entry_panes[] = {
    { { .name = "timeline_entry", .label = N_("Change in the portal's ledger"), .entity = "ledger" }, TIMELINE_LEDGER },
    { { .name = "timeline_entry", .label = N_("Payment"), .entity = "payment" }, TIMELINE_PAYMENT },
    { { .name = "timeline_entry", .label = N_("Action in the portal"), .entity = "portal" }, TIMELINE_PORTAL },
};

static void *entry_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct facts *f = ARENA_NEW(ctx->arena, struct facts);
    const struct entry_pane *n = (const struct entry_pane *)p;
    return timeline_read_entry(ctx, n->kind, id, &f->items, &f->count, e) ? f : NULL;
}

static const char *entry_who(const void *data)
{
    (void)data;
    return NULL;
}

/* The model's labels; one that is none of these is a time. */
static const char *label_text(const char *label)
{
    static const char *const known[] = {
        N_("when"),    N_("customer"), N_("source"),    N_("by"),       N_("changed"),   N_("before"),     N_("after"),
        N_("details"), N_("key"),      N_("order"),     N_("amount"),   N_("package"),   N_("status"),     N_("method"),
        N_("paid"),    N_("expires"),  N_("VA number"), N_("bill key"), N_("bill code"), N_("gateway id"), N_("action"),
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i], label) == 0)
            return _(known[i]);
    return label;
}

static void entry_write(const struct detail_page *page, const void *data)
{
    const struct facts *f = data;
    detail_title(page, _(page->pane->label));
    for (size_t i = 0; i < f->count; i++)
        detail_fact(page, label_text(f->items[i].label), ROLE_TEXT, f->items[i].text);
}

const struct detail_kind detail_entry = { .read = entry_read, .who = entry_who, .write = entry_write };

void detail_entry_open(struct app *app, enum timeline_kind kind, const char *id)
{
    for (size_t i = 0; i < sizeof entry_panes / sizeof *entry_panes; i++)
        if (entry_panes[i].kind == kind)
            detail_open(app, &entry_panes[i].pane, id);
}
