/* An entry of a user's timeline in the operator's words. */
#include "tui/customers/timeline_text.h"

#include "base/i18n.h"
#include "model/engine/saying.h"
#include "model/values/choice.h"

#include <string.h>

static const char *what_text(struct arena *a, const struct timeline_entry *n)
{
    const struct timeline_kind *k = n->kind;
    const char *what = n->what ? n->what : "-";
    if (k->words)
        what = k->words(what);
    return k->format ? arena_printf(a, _(k->format), what) : what;
}

const char *timeline_title_text(struct arena *a, const struct timeline_entry *n)
{
    const char *what = what_text(a, n);
    if (!n->actor || !*n->actor)
        return what;
    return arena_printf(a, _("%s by %s"), what, n->kind->has_choice ? choice_word(n->actor) : n->actor);
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
    const char *from = n->changes ? say(a, n->changes) : "", *at;
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
