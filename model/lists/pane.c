/* The panes, and what is found in them by name. */
#include "model/lists/pane.h"

#include "model/values/room.h"

#include <string.h>

const struct pane *pane_at(size_t i)
{
    for (const struct room *const *r = rooms; *r; r++)
        for (const struct pane *const *p = (*r)->panes; p && *p; p++)
            if (!i--)
                return *p;
    return NULL;
}

const struct pane *pane_find(const char *name)
{
    const struct pane *p;
    for (size_t i = 0; (p = pane_at(i)) && strcmp(p->name, name) != 0; i++)
        ;
    return p;
}

const struct pane *pane_tab(size_t i)
{
    const struct pane *p;
    for (size_t k = 0; (p = pane_at(k)); k++)
        if (!p->sums_up && !i--)
            return p;
    return NULL;
}

const struct pane *pane_on_screen(const struct pane *p)
{
    const struct pane *o;
    for (size_t i = 0; (o = pane_at(i)); i++)
        if (o->sums_up && strcmp(o->sums_up, p->name) == 0)
            return o;
    return p;
}

const struct pane *pane_of_parts(const struct pane *p)
{
    return p->sums_up ? pane_find(p->sums_up) : NULL;
}

const struct column *pane_column(const struct pane *p, const char *name)
{
    for (size_t i = 0; i < p->column_count; i++)
        if (strcmp(p->columns[i].name, name) == 0)
            return &p->columns[i];
    return NULL;
}
