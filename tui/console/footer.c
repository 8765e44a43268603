/* The last line: what can be done here, with the keys that do it. */
#include "tui/console/footer.h"

#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/action.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/console/hits.h"
#include "tui/terminal/command.h"

/* In a dialog other keys may be text. */
static const struct hint default_hints[] = { { "view.close" }, { "help.open" }, { "palette.open" } };
enum {
    DEFAULT_HINTS = sizeof default_hints / sizeof default_hints[0],
    DIALOG_HINTS = 1
};

static const char *label_of(const char *command)
{
    const struct command *c = command_find(command);
    const struct action *a = c ? NULL : action_find(command);
    return c ? _(c->label) : a ? _(a->label) : NULL;
}

/* The columns that it took; 0: it has no key, or no room. */
static int draw_hint(struct app *app, int x, const char *command)
{
    const struct view *v = &app->footer;
    const char *key = app_key_for(app, app->top->ops->name, command), *label = label_of(command);
    if (!key || !label)
        return 0;
    int width = text_width(key) + 1 + text_width(label);
    if (x + width > v->width)
        return 0;
    hits_add(&app->footer_hits, x, width, command);
    int start = x;
    x += draw_text(v, 0, x, v->width - x, ROLE_FOOTER_KEY, key) + 1;
    return x + draw_text(v, 0, x, v->width - x, ROLE_FOOTER, label) - start;
}

void footer_draw(struct app *app)
{
    const struct view_ops *ops = app->top->ops;
    const struct hint *hints = ops->hint_count ? ops->hints : default_hints;
    size_t count = ops->hint_count ? ops->hint_count : ops->is_dialog ? DIALOG_HINTS : DEFAULT_HINTS;
    int x = 1;
    app->footer_hits.count = 0;
    draw_blank(&app->footer, 0, 0, app->footer.width, ROLE_FOOTER);
    for (size_t i = 0; i < count; i++) {
        int taken = draw_hint(app, x, hints[i].command);
        x += taken ? taken + 2 : 0;
    }
}
