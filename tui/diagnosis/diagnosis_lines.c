/* What is wrong with a customer, a line each, on the customer's page. */
#include "tui/diagnosis/diagnosis_lines.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/action.h"
#include "model/engine/saying.h"
#include "tui/app/app.h"

#include <string.h>

enum {
    MOST_MENDED = 200
};

static enum theme_role role_of(const struct diagnosis_line *f)
{
    switch (symptom_severity(f->symptom)) {
    case SYMPTOM_WRONGED:
    case SYMPTOM_STOPS:
        return ROLE_BAD;
    case SYMPTOM_HINDERS:
        return ROLE_WARN;
    case SYMPTOM_TELLS:
        break;
    }
    return strcmp(f->symptom->name, "online") == 0 ? ROLE_GOOD : ROLE_TEXT;
}

static size_t worst_mendable(const struct diagnosis *d)
{
    size_t i = 0;
    while (i < d->count && !d->lines[i].mends)
        i++;
    return i;
}

static const struct pane *pane_of(const struct diagnosis_line *f)
{
    return f->page_id && f->symptom->pane ? pane_find(f->symptom->pane) : NULL;
}

/* "M: Unblock"; where it is not what M begins with, the action's own key, or M on the chosen line. */
static const char *mend_text(const struct detail_page *page, const struct diagnosis *d, size_t i)
{
    const struct diagnosis_line *f = &d->lines[i];
    const struct action *action = f->mends ? action_find(f->mends) : NULL;
    if (!action)
        return NULL;
    const char *own = app_key_for(page->app, page->pane->name, f->mends);
    bool is_first = strcmp(f->mends, d->lines[worst_mendable(d)].mends) == 0;
    const char *key = is_first || !own ? detail_key(page, "diagnosis.mend") : own;
    return arena_printf(page->lines->arena, "%s: %s", key, _(action->label));
}

static const char *line_text(const struct detail_page *page, const struct diagnosis *d, size_t i)
{
    const struct diagnosis_line *f = &d->lines[i];
    const char *mend = mend_text(page, d, i);
    struct strbuf b = { .arena = page->lines->arena };
    strbuf_add(&b, say(b.arena, f->sentence));
    if (f->is_live)
        strbuf_printf(&b, " (%s)", _("seen now"));
    else if (f->age)
        strbuf_printf(&b, " (%s)", say(b.arena, f->age));
    if (mend)
        strbuf_printf(&b, "  %s", mend);
    else if (pane_of(f))
        strbuf_printf(&b, "  %s", _("enter opens"));
    return strbuf_text(&b);
}

static const char *looked_text(const struct detail_page *page, const struct diagnosis *d)
{
    const char *key = detail_key(page, "refresh.now");
    if (d->looked_at)
        return arena_printf(page->lines->arena, _("Router and gateways looked at %s; %s looks again"), d->looked_at,
                            key);
    return page->is_looking ? _("As stored; router and gateways are being asked…")
                            : arena_printf(page->lines->arena, _("As stored; %s asks router and gateways"), key);
}

void diagnosis_lines_write(const struct detail_page *given, const struct diagnosis *stored)
{
    detail_title(given, _("Diagnosis"));
    const struct detail_page page = detail_whole(given);
    const struct diagnosis *d = page.looked ? page.looked : stored;
    if (!diagnosis_is_bad(d))
        lines_text(page.lines, 2, page.width, ROLE_GOOD, _("Nothing is known to be amiss."));
    for (size_t i = 0; i < d->count; i++) {
        size_t from = page.lines->count;
        lines_pair(page.lines, 2, 0, NULL, page.width, role_of(&d->lines[i]), line_text(&page, d, i));
        if (pane_of(&d->lines[i]))
            detail_row_opens(&page, from, pane_of(&d->lines[i]), d->lines[i].page_id);
    }
    lines_pair(page.lines, 2, 0, NULL, page.width, ROLE_DIM, looked_text(&page, d));
}

void *diagnosis_lines_look(struct context *ctx, const char *user_id)
{
    struct diagnosis *d = ARENA_NEW(ctx->arena, struct diagnosis);
    struct error e = { .code = ERR_NONE };
    return diagnosis_look(ctx, user_id, d, &e) ? d : NULL;
}

static size_t chosen(const struct diagnosis *d, const struct pane *row_pane, const char *row_id)
{
    for (size_t i = 0; row_id && i < d->count; i++)
        if (d->lines[i].mends && pane_of(&d->lines[i]) == row_pane && strcmp(d->lines[i].page_id, row_id) == 0)
            return i;
    return worst_mendable(d);
}

const struct action *diagnosis_lines_mend(struct arena *a, const struct diagnosis *stored, const void *looked,
                                          const struct pane *row_pane, const char *row_id, struct selection *rows)
{
    const struct diagnosis *d = looked ? looked : stored;
    size_t i = chosen(d, row_pane, row_id);
    if (i == d->count)
        return NULL;
    const struct action *action = action_find(d->lines[i].mends);
    const char **ids = ARENA_ARRAY(a, const char *, MOST_MENDED);
    if (!action || !action_is_offered(action))
        return NULL;
    size_t count = diagnosis_mends(d, i, ids, MOST_MENDED);
    *rows = (struct selection){ .pane = pane_find(action->pane), .ids = ids, .id_count = count, .filter = "" };
    return action;
}
