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

const struct column *pane_column(const struct pane *p, const char *name)
{
    for (size_t i = 0; i < p->column_count; i++)
        if (strcmp(p->columns[i].name, name) == 0)
            return &p->columns[i];
    return NULL;
}
