/* What can be done to rows. */
#include "tui/lists/row_actions.h"

#include <stdint.h>
#include <string.h>

static bool is_for_any(const struct row_actions *r, const struct action *a)
{
    return !r->rows || a->makes_new || (a->selects_itself && !r->are_chosen);
}

static bool is_possible(const struct row_actions *r, const struct action *a)
{
    if (is_for_any(r, a))
        return true;
    for (size_t i = 0; i < r->row_count; i++)
        if (pane_action_is_possible(r->pane, a->name, &r->rows[i]))
            return true;
    return false;
}

/* The best of its places, whichever row gives it. */
static size_t rank_of(const struct row_actions *r, const struct action *a)
{
    size_t best = SIZE_MAX;
    if (is_for_any(r, a))
        return pane_action_rank(r->pane, a->name, NULL);
    for (size_t i = 0; i < r->row_count; i++) {
        size_t rank = pane_action_rank(r->pane, a->name, &r->rows[i]);
        best = rank < best ? rank : best;
    }
    return best;
}

static size_t add_main(const struct row_actions *r, const struct action **out)
{
    size_t count = 0;
    for (size_t i = 0; i < action_count(); i++) {
        const struct action *a = action_at(i);
        size_t rank = action_fits(a, r->pane) ? rank_of(r, a) : SIZE_MAX, at = count;
        if (rank == SIZE_MAX)
            continue;
        for (; at > 0 && rank_of(r, out[at - 1]) > rank; at--)
            out[at] = out[at - 1];
        out[at] = a;
        count++;
    }
    return count;
}

/* "debts.settle" in debts. */
static bool is_own(const struct pane *p, const struct action *a)
{
    size_t length = strlen(p->name);
    return strncmp(a->name, p->name, length) == 0 && a->name[length] == '.';
}

size_t row_actions(const struct row_actions *r, const struct action **out, size_t *mains)
{
    size_t count = *mains = add_main(r, out);
    for (int own = 1; own >= 0; own--)
        for (size_t i = 0; i < action_count(); i++) {
            const struct action *a = action_at(i);
            if (action_fits(a, r->pane) && is_own(r->pane, a) == own && rank_of(r, a) == SIZE_MAX && is_possible(r, a))
                out[count++] = a;
        }
    return count;
}
