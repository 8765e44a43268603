/* The `:` palette. */
#include "tui/engine/palette.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/lists/pane.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/engine/action_text.h"
#include "tui/engine/everyday.h"
#include "tui/lists/saved_filters.h"
#include "tui/terminal/command.h"
#include "tui/widgets/fuzzy.h"
#include "tui/widgets/lineedit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PANE_GO "pane."

enum {
    WIDEST = 90,
    ROWS_MOST = 18,
    NAME_WIDTH = 24,
    KEY_WIDTH = 8,
    WEIGHT_NAME = 4,
    WEIGHT_LABEL = 3,
    WEIGHT_EVERYDAY = 3,
    /* A pane that is called so, begins so, has that everyday word: above whatever hits add up to */
    PANE_NAMED = 30000,
    PANE_BEGUN = 20000,
    PANE_WORD = 10000,
    PANE_BEGUN_LETTERS = 3 /* of so many on */
};

struct palette {
    struct view view;
    struct lineedit line;
    size_t count, cursor, top;
    struct palette_line given;
    char problem[200];
    const char *pane; /* whose keys are shown */
    unsigned number;  /* of the reading of the filters with a name that it was opened with */
    size_t found[];   /* with room for every entry */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* One word from *text on, with "…" taken as part of it, without the quotes. */
static void take_word(const char **text, char out[PALETTE_WORD])
{
    const char *p = *text;
    bool is_quoted = false;
    size_t n = 0;
    while (is_blank(*p))
        p++;
    for (; *p && (is_quoted || !is_blank(*p)); p++) {
        if (*p == '"')
            is_quoted = !is_quoted;
        else if (n + 1 < PALETTE_WORD)
            out[n++] = *p;
    }
    out[n] = '\0';
    *text = p;
}

static void add_to_name(struct palette_line *line, const char *word)
{
    size_t used = strlen(line->name);
    snprintf(line->name + used, sizeof line->name - used, "%s%s", used ? " " : "", word);
}

void palette_parse(const char *text, struct palette_line *line)
{
    char word[PALETTE_WORD];
    memset(line, 0, sizeof *line);
    for (take_word(&text, word); *word; take_word(&text, word)) {
        char *equals = strchr(word, '=');
        if (!equals || !*line->name || line->count == PALETTE_GIVEN) {
            add_to_name(line, word);
            continue;
        }
        *equals = '\0';
        snprintf(line->names[line->count], PALETTE_WORD, "%s", word);
        snprintf(line->values[line->count++], PALETTE_WORD, "%s", equals + 1);
    }
}

struct entry {
    const char *name, *label, *help;
    const struct action *action; /* NULL: a command */
    const char *key;             /* NULL: the one that the keymap has for it */
};

/* The filters with a name of the list below, as of when the palette was opened. */
static struct {
    struct arena *arena;
    struct entry *items;
    size_t count;
    unsigned number; /* of readings */
} saved;

static void forget_saved(void)
{
    arena_free(saved.arena);
    saved.arena = NULL;
    saved.items = NULL;
    saved.count = 0;
}

static void read_saved(struct app *app, const char *pane)
{
    const char *file = app_config(app)->views_file, *opens = app_key_for(app, pane, "filter.saved");
    struct saved_filter f;
    size_t count = 0;
    while (saved_filter_at(file, pane, count, &f))
        count++;
    forget_saved();
    saved.number++;
    saved.arena = arena_new();
    saved.items = ARENA_ARRAY(saved.arena, struct entry, count + 1);
    for (; saved.count < count && saved_filter_at(file, pane, saved.count, &f); saved.count++)
        saved.items[saved.count] = (struct entry){
            .name = arena_printf(saved.arena, SAVED_FILTER_COMMAND "%s", f.name),
            .label = arena_strdup(saved.arena, f.name),
            .help = arena_strdup(saved.arena, f.filter),
            .key = f.key && opens ? arena_printf(saved.arena, "%s %c", opens, f.key) : "",
        };
}

static size_t entry_count(void)
{
    return action_count() + command_count() + saved.count;
}

static struct entry entry_at(size_t i)
{
    if (i < action_count())
        return (struct entry){ action_at(i)->name, action_at(i)->label, action_at(i)->help, action_at(i), NULL };
    if (i >= action_count() + command_count())
        return saved.items[i - action_count() - command_count()];
    const struct command *c = command_at(i - action_count());
    return (struct entry){ c->name, c->label, c->help, NULL, NULL };
}

static int better(int a, int b)
{
    return a > b ? a : b;
}

/* A hit in the name counts more than one in the label or in an everyday word, that more than one in the help. */
static int score(const char *pattern, size_t i)
{
    struct entry n = entry_at(i);
    int name = fuzzy_score(pattern, n.name), label = fuzzy_score(pattern, _(n.label));
    int help = strcasestr(_(n.help), pattern) ? 1 : FUZZY_NONE, word = everyday_score(pattern, n.name);
    int called =
        better(label == FUZZY_NONE ? label : label * WEIGHT_LABEL, word == FUZZY_NONE ? word : word * WEIGHT_EVERYDAY);
    return better(better(name == FUZZY_NONE ? name : name * WEIGHT_NAME, called), help);
}

static const struct pane *pane_of(const struct entry *n)
{
    return !n->action && strncmp(n->name, PANE_GO, strlen(PANE_GO)) == 0 ? pane_find(n->name + strlen(PANE_GO)) : NULL;
}

static bool is_named(const struct pane *p, const char *pattern)
{
    return strcasecmp(pattern, p->name) == 0 || strcasecmp(pattern, _(p->label)) == 0;
}

static bool names_a_pane(const char *pattern)
{
    for (size_t i = 0; pane_tab(i); i++)
        if (is_named(pane_tab(i), pattern))
            return true;
    return false;
}

/* What an action is called, or does: "sell", "cetak". */
static bool is_verb(const char *pattern)
{
    for (size_t i = 0; i < action_count(); i++) {
        const char *dot = strchr(action_at(i)->name, '.');
        if (action_is_offered(action_at(i)) &&
            ((dot && strcasecmp(pattern, dot + 1) == 0) || strcasecmp(pattern, _(action_at(i)->label)) == 0))
            return true;
    }
    return false;
}

static bool begins(const char *text, const char *pattern, size_t letters)
{
    return letters >= PANE_BEGUN_LETTERS && strncasecmp(text, pattern, letters) == 0;
}

/* Who types a pane's name means the pane, and no action that has the word, too. An everyday word is several panes'. */
static int pane_points(const char *pattern, const struct entry *n, bool is_somebodys)
{
    const struct pane *p = pane_of(n);
    size_t letters = strlen(pattern);
    if (!p || !letters)
        return 0;
    if (is_named(p, pattern))
        return PANE_NAMED;
    if (is_somebodys)
        return 0;
    if (begins(p->name, pattern, letters) || begins(_(p->label), pattern, letters))
        return PANE_BEGUN;
    return everyday_has(pattern, n->name) ? PANE_WORD : 0;
}

size_t palette_match(const char *pattern, size_t *found, size_t room)
{
    int *scores = calloc(room + 1, sizeof *scores);
    size_t count = 0;
    bool is_somebodys = names_a_pane(pattern) || is_verb(pattern);
    if (!scores)
        abort();
    for (size_t i = 0; i < entry_count(); i++) {
        int points = i < action_count() && !action_is_offered(action_at(i)) ? FUZZY_NONE : score(pattern, i);
        struct entry n = entry_at(i);
        int of_pane = pane_points(pattern, &n, is_somebodys);
        if (points == FUZZY_NONE && !of_pane)
            continue;
        points += of_pane;
        size_t at = count < room ? count++ : count;
        for (; at > 0 && scores[at - 1] < points; at--)
            if (at < room) {
                scores[at] = scores[at - 1];
                found[at] = found[at - 1];
            }
        if (at < room) {
            scores[at] = points;
            found[at] = i;
        }
    }
    free(scores);
    return count;
}

/* Chosen here, it would be begun here. */
static bool works_here(const struct palette *p, const struct entry *n)
{
    const struct pane *here = p->pane ? pane_find(p->pane) : NULL;
    return !n->action || !action_needs_rows(n->action) || (here && action_fits(n->action, here));
}

/* Of actions that are called alike (receipts are printed from several panes) the one that works here comes first. */
static void near_first(struct palette *p)
{
    for (size_t i = 1; *p->given.name && i < p->count; i++) {
        size_t it = p->found[i], at = i;
        struct entry n = entry_at(it);
        for (; n.action && works_here(p, &n) && at > 0; at--) {
            struct entry before = entry_at(p->found[at - 1]);
            if (works_here(p, &before) || strcmp(before.label, n.label) != 0)
                break;
            p->found[at] = p->found[at - 1];
        }
        p->found[at] = it;
    }
}

static struct palette *palette_of(struct view *v)
{
    return (struct palette *)v;
}

static void find(struct palette *p)
{
    palette_parse(p->line.text, &p->given);
    p->count = palette_match(p->given.name, p->found, entry_count());
    near_first(p);
    p->cursor = p->top = 0;
    p->problem[0] = '\0';
}

/* Arguments go with an action that has them; anything else would be dropped in silence. */
static bool check_given(struct palette *p, const struct entry *n)
{
    for (size_t i = 0; i < p->given.count; i++) {
        if (n->action && action_arg_index(n->action, p->given.names[i]) < n->action->arg_count)
            continue;
        snprintf(p->problem, sizeof p->problem, _("%s takes no %.40s="), n->name, p->given.names[i]);
        return false;
    }
    return true;
}

static unsigned run(struct palette *p)
{
    struct app *app = p->view.app;
    if (!p->count) {
        snprintf(p->problem, sizeof p->problem, "%s", _("Nothing is called so."));
        return VIEW_REDRAW;
    }
    struct entry n = entry_at(p->found[p->cursor]);
    if (!check_given(p, &n))
        return VIEW_REDRAW;
    if (!n.action || !p->given.count) {
        app_close(app, &p->view); /* first: the command may change what is below */
        app_command(app, n.name);
        return VIEW_HANDLED;
    }
    app_command(app, n.name); /* its form, now above, takes the values from here */
    app_close(app, &p->view);
    return VIEW_HANDLED;
}

static unsigned move_cursor(struct palette *p, int by)
{
    if (p->count)
        p->cursor = (p->cursor + (by > 0 ? 1 : p->count - 1)) % p->count;
    return VIEW_REDRAW;
}

/* tab: the name of the entry under the cursor, ready for its arguments. */
static unsigned complete(struct palette *p)
{
    char text[PALETTE_WORD];
    if (!p->count || p->given.count)
        return VIEW_HANDLED;
    struct entry n = entry_at(p->found[p->cursor]);
    bool wants = n.action && n.action->arg_count;
    snprintf(text, sizeof text, wants ? "%s %s=" : "%s", n.name, wants ? n.action->args[0].name : "");
    lineedit_set(&p->line, text);
    find(p);
    return VIEW_REDRAW;
}

static unsigned palette_key(struct view *v, const struct key *k)
{
    struct palette *p = palette_of(v);
    if (strcmp(k->name, "esc") == 0)
        return VIEW_CLOSE;
    if (strcmp(k->name, "enter") == 0)
        return run(p);
    if (strcmp(k->name, "tab") == 0)
        return complete(p);
    if (strcmp(k->name, "up") == 0 || strcmp(k->name, "C-p") == 0)
        return move_cursor(p, -1);
    if (strcmp(k->name, "down") == 0 || strcmp(k->name, "C-n") == 0)
        return move_cursor(p, 1);
    if (!p->line.length && strcmp(k->name, "backspace") == 0)
        return VIEW_CLOSE;
    switch (lineedit_key(&p->line, k)) {
    case LINEEDIT_CHANGED:
        find(p);
        return VIEW_REDRAW;
    case LINEEDIT_MOVED:
        return VIEW_REDRAW;
    default:
        return VIEW_HANDLED;
    }
}

static unsigned palette_paste(struct view *v, const char *text, unsigned read)
{
    struct palette *p = palette_of(v);
    (void)read;
    if (lineedit_paste(&p->line, text) == LINEEDIT_CHANGED)
        find(p);
    return VIEW_REDRAW;
}

/* An action is begun on the pane's selection: that is known to the view below. One that does not work there leads
 * to its own pane, see app_command(). */
static unsigned palette_command(struct view *v, const char *command)
{
    if (v->below && v->below->ops->command)
        return v->below->ops->command(v->below, command);
    return VIEW_IGNORED;
}

/* What it does; of an action that works elsewhere, where. */
static const char *entry_help(const struct palette *p, const struct entry *n, struct arena *a)
{
    const char *help = n->action ? action_help(a, n->action) : _(n->help);
    return works_here(p, n) ? help : arena_printf(a, _("in %s: %s"), _(pane_find(n->action->pane)->label), help);
}

static void draw_entry(const struct palette *p, int y, int width, size_t i, bool is_cursor)
{
    const struct view *v = &p->view;
    struct entry n = entry_at(p->found[i]);
    struct arena *a = arena_new();
    const char *key = n.key ? n.key : app_key_for(v->app, p->pane, n.name);
    enum theme_role role = is_cursor ? ROLE_CURSOR : works_here(p, &n) ? ROLE_DIALOG : ROLE_DIM;
    int name = width < 2 * NAME_WIDTH ? width - KEY_WIDTH : NAME_WIDTH;
    draw_blank(v, y, 2, width, role);
    draw_text(v, y, 2, name - 1, role, n.name);
    draw_text(v, y, 2 + name, KEY_WIDTH - 1, is_cursor ? role : ROLE_FOOTER_KEY, key ? key : "");
    draw_text(v, y, 2 + name + KEY_WIDTH, width - name - KEY_WIDTH, is_cursor ? role : ROLE_DIM, entry_help(p, &n, a));
    arena_free(a);
}

static void keep_cursor_in_sight(struct palette *p, size_t rows)
{
    if (p->cursor < p->top)
        p->top = p->cursor;
    if (p->cursor >= p->top + rows)
        p->top = p->cursor - rows + 1;
}

static void palette_draw(struct view *v)
{
    struct palette *p = palette_of(v);
    const struct draw_hint hints[] = { { "enter", _("Do it") }, { "tab", _("Complete") }, { "esc", _("Close") } };
    int width = v->width - 4, rows = v->height - 4;
    draw_box(v, _("Commands and actions"));
    draw_text(v, 1, 2, 1, ROLE_DIALOG, ":");
    lineedit_draw(&p->line, v, 1, 3, width - 1, ROLE_INPUT, true);
    keep_cursor_in_sight(p, rows > 0 ? (size_t)rows : 1);
    for (int row = 0; row < rows && p->top + (size_t)row < p->count; row++)
        draw_entry(p, 2 + row, width, p->top + (size_t)row, p->top + (size_t)row == p->cursor);
    if (p->problem[0])
        draw_text(v, v->height - 2, 2, width, ROLE_BAD, p->problem);
    else
        draw_hints(v, v->height - 2, 2, width, hints, sizeof hints / sizeof *hints);
}

static void palette_layout(struct view *v, int screen_height, int screen_width)
{
    draw_centre(v, screen_height, screen_width, ROWS_MOST + 4, screen_width < WIDEST ? screen_width : WIDEST);
}

static void palette_close(struct view *v)
{
    if (palette_of(v)->number == saved.number) /* else another palette was opened from it */
        forget_saved();
    free(palette_of(v));
}

static const struct view_ops palette_ops = {
    .name = "palette",
    .is_dialog = true,
    .draw = palette_draw,
    .key = palette_key,
    .paste = palette_paste,
    .command = palette_command,
    .layout = palette_layout,
    .close = palette_close,
};

const char *const *palette_values(const struct view *v, const struct action *a, struct arena *arena)
{
    const struct palette *p = (const struct palette *)v;
    if (!v || v->ops != &palette_ops || !p->given.count)
        return NULL;
    const char **values = ARENA_ARRAY(arena, const char *, a->arg_count + 1);
    for (size_t k = 0; k < p->given.count; k++) {
        size_t i = action_arg_index(a, p->given.names[k]);
        if (i < a->arg_count)
            values[i] = arena_strdup(arena, p->given.values[k]);
    }
    return values;
}

void palette_open(struct app *app)
{
    read_saved(app, app->top->ops->name);
    struct palette *p = calloc(1, sizeof *p + entry_count() * sizeof p->found[0]);
    if (!p)
        abort();
    p->view.ops = &palette_ops;
    p->view.app = app;
    p->number = saved.number;
    find(p);
    app_push(app, &p->view);
    p->pane = p->view.below ? p->view.below->ops->name : "";
}
