/* Which columns of a pane stand where. */
#include "tui/widgets/columns.h"

enum { NARROW = 60 };

static bool is_listed(const struct column *c)
{
    return !(c->flags & (COLUMN_HIDDEN | COLUMN_FILTER_ONLY));
}

size_t columns_scrollable(const struct pane *p)
{
    size_t count = 0;
    for (size_t i = 0; i < p->column_count; i++)
        if (is_listed(&p->columns[i]) && !(p->columns[i].flags & COLUMN_FROZEN))
            count++;
    return count ? count - 1 : 0;
}

static void take_all(struct columns_layout *l, const struct pane *p, size_t skipped)
{
    l->count = 0;
    for (size_t i = 0; i < p->column_count && l->count < COLUMNS_SHOWN; i++) {
        const struct column *c = &p->columns[i];
        if (!is_listed(c))
            continue;
        if (!(c->flags & COLUMN_FROZEN) && skipped) {
            skipped--;
            continue;
        }
        l->places[l->count++] = (struct column_place){ .column = i, .width = c->width };
    }
}

static int total_width(const struct columns_layout *l)
{
    int total = 0;
    for (size_t i = 0; i < l->count; i++)
        total += l->places[i].width + (i ? COLUMNS_GAP : 0);
    return total;
}

/* Fewer columns that can be read are better than many that are cut: only texts give way. On a
 * narrow screen there is no such choice. */
static int least_of(const struct column *c, int width)
{
    if (width < NARROW)
        return c->min_width;
    return c->type == COL_TEXT || c->type == COL_JSON ? (c->min_width + c->width) / 2 : c->width;
}

/* Takes what is too much from the widths, the least important columns first. */
static void shrink(struct columns_layout *l, const struct pane *p, int width)
{
    int excess = total_width(l) - width;
    for (int priority = 100; priority >= 0 && excess > 0; priority--)
        for (size_t i = 0; i < l->count && excess > 0; i++) {
            const struct column *c = &p->columns[l->places[i].column];
            int spare = l->places[i].width - least_of(c, width);
            if (c->priority != priority || spare <= 0)
                continue;
            int taken = spare < excess ? spare : excess;
            l->places[i].width -= taken;
            excess -= taken;
        }
}

static int least_width(const struct columns_layout *l, const struct pane *p, int width)
{
    int total = 0;
    for (size_t i = 0; i < l->count; i++)
        total += least_of(&p->columns[l->places[i].column], width) + (i ? COLUMNS_GAP : 0);
    return total;
}

static void remove_place(struct columns_layout *l, size_t i)
{
    for (; i + 1 < l->count; i++)
        l->places[i] = l->places[i + 1];
    l->count--;
    l->has_more = true;
}

static void drop_least_important(struct columns_layout *l, const struct pane *p)
{
    size_t worst = 0;
    for (size_t i = 1; i < l->count; i++)
        if (p->columns[l->places[i].column].priority >= p->columns[l->places[worst].column].priority)
            worst = i;
    remove_place(l, worst);
}

/* What is left over goes to the last column that holds text. */
static void stretch(struct columns_layout *l, const struct pane *p, int rest)
{
    if (rest <= 0 || !l->count)
        return;
    enum column_type type = p->columns[l->places[l->count - 1].column].type;
    if (type == COL_TEXT || type == COL_JSON)
        l->places[l->count - 1].width += rest;
}

void columns_lay_out(struct columns_layout *l, const struct pane *p, size_t skipped, int width)
{
    int x = 0;
    l->has_more = false;
    take_all(l, p, skipped);
    while (!skipped && l->count > 1 && least_width(l, p, width) > width)
        drop_least_important(l, p);
    while (skipped && l->count > 1 && total_width(l) > width)
        remove_place(l, l->count - 1);
    shrink(l, p, width);
    stretch(l, p, width - total_width(l));
    for (size_t i = 0; i < l->count; i++) {
        l->places[i].x = x;
        x += l->places[i].width + COLUMNS_GAP;
    }
}

int columns_at(const struct columns_layout *l, int x)
{
    for (size_t i = 0; i < l->count; i++)
        if (x >= l->places[i].x && x < l->places[i].x + l->places[i].width)
            return (int)l->places[i].column;
    return -1;
}
