/* What the table of actions says beside their help lines. */
#include "tui/engine/action_text.h"

#include "base/arena.h"
#include "base/i18n.h"

size_t action_notes(const struct action *a, const char *notes[ACTION_NOTES])
{
    size_t count = 0;
    if (a->role == ROLE_ADMIN)
        notes[count++] = N_("for administrators only");
    if (a->selects_itself)
        notes[count++] = N_("finds its rows itself");
    if (a->can_be_withdrawn)
        notes[count++] = N_("can be stopped halfway");
    return count;
}

const char *action_help(struct arena *arena, const struct action *a)
{
    const char *notes[ACTION_NOTES];
    struct strbuf out = { .arena = arena };
    size_t count = action_notes(a, notes);
    strbuf_add(&out, _(a->help));
    for (size_t i = 0; i < count; i++)
        strbuf_printf(&out, "%s%s", i ? ", " : " (", _(notes[i]));
    if (count)
        strbuf_add(&out, ")");
    return strbuf_text(&out);
}
