/* What the table of actions says beside their help lines. */
#include "tui/engine/action_text.h"

#include "base/arena.h"
#include "base/i18n.h"

#include <string.h>

size_t action_notes(const struct action *a, const char *notes[ACTION_NOTES])
{
    size_t count = 0;
    if (a->role == ROLE_ADMIN)
        notes[count++] = N_("for administrators only");
    if (a->selects_itself)
        notes[count++] = N_("finds its rows itself");
    if (a->makes_new)
        notes[count++] = N_("takes no rows");
    if (a->can_be_withdrawn)
        notes[count++] = N_("can be stopped halfway");
    if (a->reverse == REVERSE_NONE)
        notes[count++] = N_("can't be taken back");
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

const char *action_reverse_text(struct arena *arena, const struct action *a, const char *const *args)
{
    struct strbuf names = { .arena = arena };
    bool has_one = false;
    if (a->reverse == REVERSE_NONE)
        return _("This can't be taken back.");
    if (a->reverse != REVERSE_ACTION)
        return NULL;
    if (strcmp(a->taken_back_by[0], a->name) == 0)
        return _("Taken back by doing it again with what stands there now.");
    for (size_t i = 0; a->taken_back_by[i]; i++)
        if (action_is_taken_back_by(a, args, i)) {
            strbuf_printf(&names, "%s%s", has_one ? ", " : "", _(action_find(a->taken_back_by[i])->label));
            has_one = true;
        }
    return arena_printf(arena, _("Taken back by: %s"), strbuf_text(&names));
}

_Static_assert(CONFIRM_MOST_ROWS == 20, "the texts say how many");

bool confirm_rule_at(size_t i, struct confirm_rule *out)
{
    static const struct {
        const char *what;
        enum reverse reverse;
        size_t rows;
    } cases[] = {
        { N_("one row, and it can be taken back"), REVERSE_UNDO, 1 },
        { N_("up to 20 such rows"), REVERSE_UNDO, CONFIRM_MOST_ROWS },
        { N_("more of them"), REVERSE_UNDO, CONFIRM_MOST_ROWS + 1 },
        { N_("what can't be taken back, one row or many"), REVERSE_NONE, 1 },
    };
    static const char *const answers[] = {
        [CONFIRM_ENTER] = N_("Enter"),
        [CONFIRM_Y] = N_("y"),
        [CONFIRM_COUNT] = N_("type the count"),
        [CONFIRM_WORD] = N_("type the word shown"),
    };
    if (i >= sizeof cases / sizeof *cases)
        return false;
    *out = (struct confirm_rule){ cases[i].what, answers[confirm_by(cases[i].reverse, cases[i].rows)] };
    return true;
}
