/* Help, written from the tables: keys and commands, the pane's actions, and the filter language
 * with the pane's fields. */
#include "tui/console/help.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/action.h"
#include "model/incidents/detector.h"
#include "model/lists/pane.h"
#include "model/values/choice.h"
#include "tui/app/app.h"
#include "tui/app/draw.h"
#include "tui/engine/action_text.h"
#include "tui/terminal/command.h"
#include "tui/terminal/verb.h"
#include "tui/widgets/lineedit.h"
#include "tui/widgets/lines.h"

#include <stdlib.h>
#include <string.h>

enum {
    WIDEST = 100,
    KEY_WIDTH = 10,
    NAME_WIDTH = 22,
    NARROW = 56
};

struct help {
    struct view view;
    struct arena *arena; /* the lines, for one width */
    struct lines lines;
    int width;
    const char *pane; /* the keymap's */
    struct lineedit search;
    bool is_searching, is_missing;
};

static struct help *help_of(struct view *v)
{
    return (struct help *)v;
}

static void add_title(struct help *h, const char *title)
{
    if (h->lines.count)
        lines_text(&h->lines, 2, h->width, ROLE_DIALOG, "");
    lines_pair(&h->lines, 2, 0, NULL, h->width, ROLE_DIALOG_TITLE, title);
}

/* "name   what it means"; where the screen is narrow, the meaning on the lines below. */
static void add_meaning(struct help *h, const char *name, const char *text)
{
    if (h->width >= NARROW) {
        lines_pair(&h->lines, 2, NAME_WIDTH, name, h->width, ROLE_DIALOG, text);
        return;
    }
    lines_pair(&h->lines, 2, 0, NULL, h->width, ROLE_DIM, name);
    lines_pair(&h->lines, 4, 0, NULL, h->width - 2, ROLE_DIALOG, text);
}

static void add_entry(struct help *h, const char *command, const char *label, const char *help)
{
    const char *key = app_key_for(h->view.app, h->pane, command);
    struct line like = { 0 };
    bool is_narrow = h->width < NARROW;
    int name = is_narrow ? 0 : NAME_WIDTH;
    lines_cell(&like, 0, 2, KEY_WIDTH - 1, ROLE_FOOTER_KEY, key ? key : "");
    if (!is_narrow)
        lines_cell(&like, 1, 2 + KEY_WIDTH, name - 1, ROLE_DIALOG, label);
    lines_cell(&like, 2, 2 + KEY_WIDTH + name, h->width - KEY_WIDTH - name, is_narrow ? ROLE_DIALOG : ROLE_DIM, help);
    lines_columns(&h->lines, &like);
}

/* Of those that work on users, on a pane that is only about them, what has a key there. */
static bool is_told(const struct help *h, const struct pane *p, const struct action *a)
{
    return action_is_offered(a) && action_fits(a, p) &&
           (strcmp(a->pane, p->name) == 0 || app_key_for(h->view.app, p->name, a->name));
}

static void add_actions(struct help *h, const struct pane *p)
{
    bool any = false;
    for (size_t i = 0; i < action_count(); i++) {
        const struct action *a = action_at(i);
        if (!is_told(h, p, a))
            continue;
        if (!any)
            add_title(h, _("Actions on the marked rows, or on the one under the cursor"));
        any = true;
        add_entry(h, a->name, _(a->label), action_help(h->arena, a));
    }
}

static void add_commands(struct help *h)
{
    const char *group = "";
    for (size_t i = 0; i < command_count(); i++) {
        const struct command *c = command_at(i);
        if (strcmp(group, c->group) != 0)
            add_title(h, _(c->group));
        group = c->group;
        add_entry(h, c->name, _(c->label), _(c->help));
    }
}

static void add_confirming(struct help *h)
{
    struct confirm_rule rule;
    add_title(h, _("What confirms a change"));
    for (size_t i = 0; confirm_rule_at(i, &rule); i++)
        add_meaning(h, _(rule.by), _(rule.what));
}

static const char *type_text(const struct column *c)
{
    switch (c->type) {
    case COL_MB:
        return _("a size: 500MB, 10GB, 1.5GB");
    case COL_RP:
        return _("rupiah: 200000, 200rb, 1,5jt");
    case COL_TIME:
    case COL_DATE:
        return _("a date, or an age: 2026-01-31, 7d, 12h");
    case COL_BOOL:
        return _("yes or no");
    case COL_INT:
    case COL_PERCENT:
        return _("a number");
    case COL_PHONE:
        return _("a phone number in any form");
    default:
        return "";
    }
}

/* "blocked, active, habis (used up)" */
static const char *choices_text(struct arena *a, const struct column *c)
{
    struct strbuf b = { .arena = a };
    for (size_t i = 0; c->choices[i]; i++)
        strbuf_printf(&b, "%s%s", i ? ", " : "", choice_explained(a, c->choices[i]));
    return strbuf_text(&b);
}

static void add_field(struct help *h, const struct column *c)
{
    const char *values = c->choices ? choices_text(h->arena, c) : type_text(c);
    const char *help = c->help && *c->help ? _(c->help) : c->label && *c->label ? _(c->label) : "";
    const char *text = *values ? values : help;
    if (*values && *help)
        text = arena_printf(h->arena, "%s (%s)", help, values);
    add_meaning(h, c->name, text);
}

static void add_filter(struct help *h, const struct pane *p)
{
    static const char *const rules[][2] = {
        { "budi", N_("rows that hold the word; several words: all of them") },
        { "\"siti aminah\"", N_("the words together") },
        { "status:blocked", N_("the field is exactly that; * stands for anything") },
        { "status:blocked,fup", N_("one of several") },
        { "full_name:~ari", N_("the field holds that") },
        { "debt>10GB", N_("more than; also >= < <= !=") },
        { "-router:north", N_("not that") },
        { "field:\"\"", N_("the field is empty") },
    };
    add_title(h, _("Filter"));
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        add_meaning(h, rules[i][0], _(rules[i][1]));
    add_title(h, arena_printf(h->arena, _("Fields of %s"), _(p->label)));
    for (size_t i = 0; i < p->column_count; i++)
        if (!(p->columns[i].flags & COLUMN_NO_FILTER))
            add_field(h, &p->columns[i]);
}

/* Of each kind of incident what it means, how it comes about and what mends it. */
static void add_runbook(struct help *h)
{
    const struct detector *d;
    for (size_t i = 0; (d = detector_at(i)); i++) {
        add_title(h, _(d->what));
        add_meaning(h, _("it means"), _(d->means));
        add_meaning(h, _("comes of"), _(d->comes));
        add_meaning(h, _("mend"), _(d->mend));
        add_meaning(h, _("mended"), _(d->check));
    }
}

static void layout_lines(struct help *h, int width)
{
    const struct pane *p = pane_find(h->pane);
    if (h->lines.count && h->width == width)
        return;
    arena_reset(h->arena);
    lines_clear(&h->lines);
    h->width = width;
    if (p)
        add_actions(h, p);
    add_commands(h);
    add_confirming(h);
    if (p)
        add_filter(h, p);
    if (p && strcmp(p->name, "incidents") == 0)
        add_runbook(h);
}

static int rows_of(const struct view *v)
{
    return v->height > 3 ? v->height - 3 : 1;
}

static void help_draw(struct view *v)
{
    struct help *h = help_of(v);
    const struct draw_hint hints[] = {
        { verb_key("help.find"), _("Find") },
        { h->search.length ? "tab" : NULL, _("Next") },
        { "esc", _("Close") },
    };
    int width = v->width - 4, y = v->height - 2;
    layout_lines(h, width);
    draw_box(v, _("Help"));
    lines_draw(&h->lines, v, 1, rows_of(v));
    if (!h->is_searching) {
        draw_hints(v, y, 2, width, hints, sizeof hints / sizeof *hints);
        return;
    }
    draw_text(v, y, 2, 1, ROLE_DIALOG, "/");
    lineedit_draw(&h->search, v, y, 3, width - 1, h->is_missing ? ROLE_INPUT_BAD : ROLE_INPUT, true);
}

static void search(struct help *h)
{
    h->is_missing = h->search.length && !lines_find(&h->lines, 1, true, rows_of(&h->view));
}

static unsigned search_key(struct help *h, const struct key *k)
{
    if (strcmp(k->name, "esc") == 0)
        lineedit_set(&h->search, "");
    if (strcmp(k->name, "esc") == 0 || strcmp(k->name, "enter") == 0)
        h->is_searching = h->is_missing = false;
    else if (lineedit_key(&h->search, k) == LINEEDIT_CHANGED)
        search(h);
    return VIEW_REDRAW;
}

static unsigned help_paste(struct view *v, const char *text, unsigned read)
{
    struct help *h = help_of(v);
    (void)read;
    if (!h->is_searching)
        return VIEW_IGNORED;
    if (lineedit_paste(&h->search, text) == LINEEDIT_CHANGED)
        search(h);
    return VIEW_REDRAW;
}

static unsigned help_key(struct view *v, const struct key *k)
{
    struct help *h = help_of(v);
    if (h->is_searching)
        return search_key(h, k);
    if (verb_is(k->name, "help.find")) {
        lineedit_set(&h->search, "");
        h->is_searching = true;
        return VIEW_REDRAW;
    }
    if (strcmp(k->name, "tab") == 0 || strcmp(k->name, "backtab") == 0) {
        lines_find(&h->lines, strcmp(k->name, "tab") == 0 ? 1 : -1, false, rows_of(v));
        return VIEW_REDRAW;
    }
    return VIEW_IGNORED;
}

static unsigned help_command(struct view *v, const char *command)
{
    struct help *h = help_of(v);
    if (lines_command(&h->lines, command, rows_of(v)))
        return VIEW_REDRAW;
    if (strcmp(command, "help.open") == 0 || strcmp(command, "view.close") == 0 || strcmp(command, "app.quit") == 0)
        return VIEW_CLOSE;
    return VIEW_HANDLED;
}

static void help_layout(struct view *v, int screen_height, int screen_width)
{
    draw_centre(v, screen_height, screen_width, screen_height, screen_width < WIDEST ? screen_width : WIDEST);
}

static void help_close(struct view *v)
{
    arena_free(help_of(v)->arena);
    free(v);
}

static const struct view_ops help_ops = {
    .name = "help",
    .is_dialog = true,
    .draw = help_draw,
    .key = help_key,
    .paste = help_paste,
    .command = help_command,
    .layout = help_layout,
    .close = help_close,
};

void help_open(struct app *app, const char *pane)
{
    struct help *h = calloc(1, sizeof *h);
    if (!h)
        abort();
    h->view.ops = &help_ops;
    h->view.app = app;
    h->arena = arena_new();
    h->lines.arena = h->arena;
    h->lines.find = h->search.text;
    h->pane = pane;
    app_push(app, &h->view);
}
