/* An entry of a timeline that stands in no pane: a payment, or what only the portal wrote down. */
#include "tui/customers/detail_entry.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/lists/pane.h"
#include "tui/customers/room.h"
#include "tui/lists/detail_page.h"

#include <string.h>

struct facts {
    struct timeline_fact *items;
    size_t count;
};

static void *entry_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct facts *f = ARENA_NEW(ctx->arena, struct facts);
    return timeline_read_entry(ctx, timeline_kind_find(p->entity), id, &f->items, &f->count, e) ? f : NULL;
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

const struct pane *detail_entry_pane(const struct timeline_entry *n)
{
    const struct pane *p = n->pane ? pane_find(n->pane) : NULL;
    return p ? p : n->kind->page;
}
