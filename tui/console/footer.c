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

enum {
    GAP = 2 /* between two hints */
};

/* In sight however many there are; in a dialog their keys may be text. */
static const struct hint always[] = { { .command = "help.open" }, { .command = "palette.open" } };
static const struct hint close_only[] = { { .command = "view.close" } };
enum {
    ALWAYS = sizeof always / sizeof *always
};

static const char *label_of(const char *command)
{
    const struct command *c = command_find(command);
    const struct action *a = c ? NULL : action_find(command);
    return c ? _(c->label) : a ? _(a->label) : NULL;
}

/* A hint as it is drawn. */
struct footing {
    const struct hint *hint;
    const char *key, *label; /* label NULL: there is nothing to show */
    int width;
};

static struct footing footing_of(struct app *app, const struct hint *h)
{
    struct footing f = { .hint = h, .label = h->text };
    if (h->command) {
        f.key = app_key_for(app, app->top->ops->name, h->command);
        f.label = f.key ? label_of(h->command) : NULL;
    }
    if (f.label)
        f.width = text_width(f.label) + (f.key ? text_width(f.key) + 1 : 0);
    return f;
}

static void draw_footing(struct app *app, int x, const struct footing *f)
{
    const struct view *v = &app->footer;
    if (!f->key) {
        draw_text(v, 0, x, f->width, ROLE_FOOTER, f->label);
        return;
    }
    hits_add(&app->footer_hits, x, f->width, f->hint->command);
    x += draw_text(v, 0, x, v->width - x, ROLE_FOOTER_KEY, f->key) + 1;
    draw_text(v, 0, x, v->width - x, ROLE_FOOTER, f->label);
}

/* As many as there is room for; one that is too long gives way to the next. */
static void draw_hints_between(struct app *app, int x, int end, const struct hint *hints, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct footing f = footing_of(app, &hints[i]);
        if (!f.label || x + f.width > end)
            continue;
        draw_footing(app, x, &f);
        x += f.width + GAP;
    }
}

static int width_of(struct app *app, const struct hint *hints, size_t count)
{
    int width = 0;
    for (size_t i = 0; i < count; i++) {
        const struct footing f = footing_of(app, &hints[i]);
        width += f.label ? f.width + GAP : 0;
    }
    return width ? width - GAP : 0;
}

void footer_draw(struct app *app)
{
    const struct view_ops *ops = app->top->ops;
    size_t count = sizeof close_only / sizeof *close_only, kept = ops->is_dialog ? 0 : ALWAYS;
    const struct hint *hints = ops->hints ? ops->hints(app->top, &count) : close_only;
    int right = app->footer.width - 1 - width_of(app, always, kept);
    right = right > 1 ? right : 1; /* on a narrow screen they are all that there is */
    app->footer_hits.count = 0;
    draw_blank(&app->footer, 0, 0, app->footer.width, ROLE_FOOTER);
    draw_hints_between(app, right, app->footer.width, always, kept);
    draw_hints_between(app, 1, kept ? right - GAP : app->footer.width, hints, count);
}
