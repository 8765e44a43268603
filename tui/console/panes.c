/* The panes of the console. */
#include "tui/console/panes.h"

#include "base/arena.h"
#include "model/lists/pane.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/lists/pane_view.h"

#include <string.h>

size_t panes_count(void)
{
    size_t count = 0;
    while (pane_tab(count))
        count++;
    return count;
}

void panes_begin(struct app *app)
{
    app->pane_count = panes_count();
    app->panes = ARENA_ARRAY(app->arena, struct view *, app->pane_count);
}

/* By its own name, or that of what is shown in its place. */
static bool is_called(const struct pane *p, const char *name)
{
    return strcmp(p->name, name) == 0 || strcmp(pane_on_screen(p)->name, name) == 0;
}

bool panes_open(struct app *app, const char *name, const char *filter)
{
    size_t i = 0;
    while (pane_tab(i) && !is_called(pane_tab(i), name))
        i++;
    if (!pane_tab(i))
        return false;
    while (app->top && app->top->below)
        app_close(app, app->top);
    if (app->panes[i] && app->panes[i] != app->top)
        app->panes[i]->ops->changed(app->panes[i], NULL);
    if (!app->panes[i])
        app->panes[i] = pane_view_new(app, pane_on_screen(pane_tab(i)));
    app->top = app->panes[i];
    app->has_caret = false;
    app_layout(app);
    if (filter)
        pane_view_set_filter(app->top, filter);
    return true;
}

void panes_step(struct app *app, int step)
{
    size_t count = panes_count(), now = 0;
    for (size_t i = 0; i < count; i++)
        if (app->panes[i] == app_base(app))
            now = i;
    if (count)
        panes_open(app, pane_tab((now + count + (size_t)step) % count)->name, NULL);
}

bool panes_has(const struct app *app, const struct view *v)
{
    for (size_t i = 0; i < app->pane_count; i++)
        if (app->panes[i] == v)
            return true;
    return false;
}

void panes_free(struct app *app)
{
    for (size_t i = 0; i < panes_count(); i++)
        if (app->panes[i])
            app->panes[i]->ops->close(app->panes[i]);
}
