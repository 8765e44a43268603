/* Keys that were typed before the rows that they are meant for have come. */
#include "tui/app/typed_ahead.h"

#include "model/engine/action.h"
#include "tui/app/app.h"

#include <string.h>

static bool is_about_rows(const char *command)
{
    static const char *const groups[] = { "move.", "page.", "mark.", "open.", "filter.like" };
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (strncmp(command, groups[i], strlen(groups[i])) == 0)
            return true;
    return action_find(command) != NULL;
}

bool typed_ahead_take(struct typed_ahead *t, const struct key *k, const char *command)
{
    bool is_waiting = t->count > 0;
    if (command && strcmp(command, "app.quit") == 0)
        return false;
    if (is_waiting && strcmp(k->name, "esc") == 0) {
        t->count = 0;
        return true;
    }
    if (!is_waiting && (!command || !is_about_rows(command)))
        return false;
    if (t->count < TYPED_AHEAD_MOST)
        t->keys[t->count++] = *k;
    else
        t->dropped++;
    return true;
}

void typed_ahead_give(struct typed_ahead *t, struct app *app)
{
    struct typed_ahead given = *t;
    t->count = 0;
    for (size_t i = 0; i < given.count; i++)
        app_give_key(app, &given.keys[i]);
}
