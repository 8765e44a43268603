/* An entry of a user's timeline in the operator's words. */
#include "tui/customers/timeline_text.h"

#include "base/i18n.h"
#include "model/engine/action.h"

#include <string.h>

static const struct {
    const char *effect, *label;
} effects[] = {
    { "sync_user", N_("Router sync") },
    { "kick", N_("Session ended") },
};

static const char *effect_text(const char *effect)
{
    for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
        if (strcmp(effects[i].effect, effect) == 0)
            return _(effects[i].label);
    return effect;
}

static const char *what_text(struct arena *a, const struct timeline_entry *n)
{
    const char *what = n->what ? n->what : "-";
    const struct action *action;
    switch (n->kind) {
    case TIMELINE_OPERATION:
        action = action_find(what);
        return action ? _(action->label) : what;
    case TIMELINE_SETTLEMENT:
        return arena_printf(a, _("Settlement (%s)"), what);
    case TIMELINE_PAYMENT:
        return arena_printf(a, _("Payment %s"), what);
    case TIMELINE_ROUTER:
        return effect_text(what);
    case TIMELINE_PORTAL:
        return arena_printf(a, _("Portal: %s"), what);
    case TIMELINE_LEDGER:
    case TIMELINE_KINDS_:
        break;
    }
    return what;
}

const char *timeline_title_text(struct arena *a, const struct timeline_entry *n)
{
    const char *what = what_text(a, n);
    return n->actor && *n->actor ? arena_printf(a, _("%s by %s"), what, n->actor) : what;
}

const char *timeline_time_text(struct arena *a, const struct timeline_entry *n, bool is_short)
{
    const char *at = n->at ? n->at : "-";
    if (!is_short || strlen(at) != TIMELINE_TIME)
        return at;
    return arena_copy(a, at + strlen("2026-"), TIMELINE_SHORT_TIME);
}

const char *timeline_changes_text(struct arena *a, const struct timeline_entry *n, bool is_ascii)
{
    static const char arrow[] = "→";
    const char *from = n->changes ? n->changes : "", *at;
    struct strbuf b = { .arena = a };
    if (!is_ascii)
        return from;
    for (; (at = strstr(from, arrow)); from = at + strlen(arrow)) {
        strbuf_add_bytes(&b, from, (size_t)(at - from));
        strbuf_add(&b, "->");
    }
    strbuf_add(&b, from);
    return strbuf_text(&b);
}
