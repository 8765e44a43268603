/* Filters with a name. */
#include "tui/lists/saved_filters.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/lists/pane.h"
#include "tui/app/app.h"
#include "tui/app/draw.h"
#include "tui/app/toast.h"
#include "tui/lists/question.h"
#include "tui/lists/view_store.h"
#include "tui/widgets/lineedit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KIND "filter"
#define NO_KEY '-' /* in the store: "b status:blocked", "- status:expired" */

enum {
    WIDEST = 76,
    ROWS_LEAST = 4,
    ROWS_MOST = 16,
    KEY_WIDTH = 4,
    NAME_WIDTH = 24,
    LABEL_WIDTH = 9,
    PROBLEM = 160
};

/* What is being typed; FIELDS: the list. */
enum field {
    FIELD_NAME,
    FIELD_KEY,
    FIELDS
};

struct saved_filters {
    struct view view;
    struct view *owner;
    struct arena *arena;
    const struct pane *pane;
    const char *filter; /* the one in force */
    void (*chosen)(struct view *owner, const char *filter);
    size_t count, cursor, top;
    enum field field;
    struct lineedit edits[FIELDS];
    char problem[PROBLEM];
};

static struct saved_filters *of(struct view *v)
{
    return (struct saved_filters *)(void *)v;
}

/* --- the store --- */

/* One without a filter is none. */
static bool read_entry(const struct view_entry *e, struct saved_filter *out)
{
    if (!e->value[0] || e->value[1] != ' ' || !e->value[2])
        return false;
    *out = (struct saved_filter){ .name = e->name,
                                  .filter = e->value + 2,
                                  .key = e->value[0] == NO_KEY ? '\0' : e->value[0] };
    return true;
}

bool saved_filter_at(const char *file, const char *pane, size_t n, struct saved_filter *out)
{
    struct view_entry e;
    for (size_t i = 0; view_store_at(file, KIND, pane, i, &e); i++)
        if (read_entry(&e, out) && n-- == 0)
            return true;
    return false;
}

bool saved_filter_find(const char *file, const char *pane, const char *name, struct saved_filter *out)
{
    for (size_t i = 0; saved_filter_at(file, pane, i, out); i++)
        if (strcmp(out->name, name) == 0)
            return true;
    return false;
}

static const char *file_of(const struct saved_filters *s)
{
    return app_config(s->view.app)->views_file;
}

static bool at(const struct saved_filters *s, size_t n, struct saved_filter *out)
{
    return saved_filter_at(file_of(s), s->pane->name, n, out);
}

static void count(struct saved_filters *s)
{
    struct saved_filter f;
    s->count = 0;
    while (at(s, s->count, &f))
        s->count++;
    s->cursor = s->cursor < s->count ? s->cursor : s->count ? s->count - 1 : 0;
}

static void put(struct saved_filters *s, const char *name, const char *value)
{
    struct error e;
    if (!view_store_put(file_of(s), KIND, s->pane->name, name, value, &e))
        app_toast_error(s->view.app, &e);
    count(s);
}

/* --- the list --- */

static unsigned choose(struct saved_filters *s, size_t n)
{
    struct saved_filter f;
    if (!at(s, n, &f))
        return VIEW_HANDLED;
    const char *filter = arena_strdup(s->arena, f.filter);
    s->chosen(s->owner, filter);
    return VIEW_CLOSE;
}

static unsigned begin_saving(struct saved_filters *s)
{
    if (!*s->filter) {
        snprintf(s->problem, sizeof s->problem, "%s", _("No filter is in force: there is nothing to keep"));
        return VIEW_REDRAW;
    }
    lineedit_set(&s->edits[FIELD_NAME], "");
    lineedit_set(&s->edits[FIELD_KEY], "");
    s->field = FIELD_NAME;
    return VIEW_REDRAW;
}

static void take_away(struct app *app, struct view *v, bool is_yes)
{
    struct saved_filters *s = of(v);
    struct saved_filter f;
    if (!is_yes || !at(s, s->cursor, &f))
        return;
    app_toast(app, TOAST_INFO, _("Taken away: %s (%s)"), f.name, f.filter);
    put(s, arena_strdup(s->arena, f.name), NULL);
}

/* Taken back by giving it its name again: what it was is said. */
static unsigned ask(struct saved_filters *s, const char *title, const char *yes, const struct saved_filter *f,
                    void (*answered)(struct app *app, struct view *owner, bool is_yes))
{
    question_open(s->view.app, &s->view,
                  &(const struct question){ .title = title,
                                            .text = arena_printf(s->arena, "%s: %s", f->name, f->filter),
                                            .yes = yes,
                                            .no = _("Back"),
                                            .reverse = REVERSE_ACTION,
                                            .rows = 1,
                                            .answered = answered });
    return VIEW_HANDLED;
}

static unsigned ask_take_away(struct saved_filters *s)
{
    struct saved_filter f;
    return at(s, s->cursor, &f) ? ask(s, _("Take away"), _("Take away"), &f, take_away) : VIEW_HANDLED;
}

static unsigned move_cursor(struct saved_filters *s, bool is_down)
{
    if (is_down && s->cursor + 1 < s->count)
        s->cursor++;
    else if (!is_down && s->cursor)
        s->cursor--;
    return VIEW_REDRAW;
}

static unsigned list_key(struct saved_filters *s, const struct key *k)
{
    struct saved_filter f;
    s->problem[0] = '\0';
    for (size_t i = 0; at(s, i, &f); i++)
        if (f.key && k->name[0] == f.key && !k->name[1])
            return choose(s, i);
    if (strcmp(k->name, "enter") == 0)
        return choose(s, s->cursor);
    if (strcmp(k->name, "+") == 0 || strcmp(k->name, "insert") == 0)
        return begin_saving(s);
    if (strcmp(k->name, "delete") == 0)
        return ask_take_away(s);
    return VIEW_IGNORED;
}

/* --- giving a name --- */

static bool is_key_free(const struct saved_filters *s, char key, const char *name, struct saved_filter *holder)
{
    for (size_t i = 0; at(s, i, holder); i++)
        if (holder->key == key && strcmp(holder->name, name) != 0)
            return false;
    return true;
}

/* The store takes nothing else. */
static bool is_visible(const struct saved_filters *s, const char *text)
{
    return strcmp(text_safe_copy(s->arena, text), text) == 0;
}

/* Says why not. */
static bool is_fit(struct saved_filters *s, const char *name, const char *key)
{
    struct saved_filter holder;
    s->problem[0] = '\0';
    if (!*name)
        snprintf(s->problem, sizeof s->problem, "%s", _("Give it a name"));
    else if (!is_visible(s, name) || !is_visible(s, s->filter))
        snprintf(s->problem, sizeof s->problem, "%s", _("Name and filter can't hold what is invisible"));
    else if (*key && (key[1] || *key <= ' ' || *key >= 0x7F || strchr("+-", *key)))
        snprintf(s->problem, sizeof s->problem, "%s", _("A key is one letter, figure or sign, but + and -; or none"));
    else if (*key && !is_key_free(s, *key, name, &holder))
        snprintf(s->problem, sizeof s->problem, _("%s is the key of %.80s"), key, holder.name);
    return !s->problem[0];
}

static void save(struct app *app, struct view *v, bool is_yes)
{
    struct saved_filters *s = of(v);
    const char *name = s->edits[FIELD_NAME].text, *key = s->edits[FIELD_KEY].text;
    (void)app;
    if (!is_yes)
        return;
    put(s, name, arena_printf(s->arena, "%c %s", *key ? *key : NO_KEY, s->filter));
    s->field = FIELDS;
}

/* Another filter that has the name would be gone. */
static unsigned ask_save(struct saved_filters *s)
{
    const char *name = s->edits[FIELD_NAME].text;
    struct saved_filter f;
    if (!is_fit(s, name, s->edits[FIELD_KEY].text))
        return VIEW_REDRAW;
    if (saved_filter_find(file_of(s), s->pane->name, name, &f) && strcmp(f.filter, s->filter) != 0)
        return ask(s, _("Replace"), _("Replace"), &f, save);
    save(s->view.app, &s->view, true);
    return VIEW_REDRAW;
}

static unsigned edit_key(struct saved_filters *s, const struct key *k)
{
    bool is_enter = strcmp(k->name, "enter") == 0;
    if (strcmp(k->name, "esc") == 0 || strcmp(k->name, "C-c") == 0) {
        s->problem[0] = '\0';
        s->field = FIELDS;
    } else if (is_enter && s->field == FIELD_KEY) {
        return ask_save(s);
    } else if (is_enter || strcmp(k->name, "tab") == 0 || strcmp(k->name, "down") == 0 || strcmp(k->name, "up") == 0) {
        s->field = s->field == FIELD_NAME ? FIELD_KEY : FIELD_NAME;
    } else {
        lineedit_key(&s->edits[s->field], k);
    }
    return VIEW_REDRAW;
}

static unsigned dialog_key(struct view *v, const struct key *k)
{
    struct saved_filters *s = of(v);
    return s->field == FIELDS ? list_key(s, k) : edit_key(s, k);
}

static unsigned dialog_paste(struct view *v, const char *text, unsigned read)
{
    struct saved_filters *s = of(v);
    (void)read;
    if (s->field == FIELDS)
        return VIEW_IGNORED;
    lineedit_paste(&s->edits[s->field], text);
    return VIEW_REDRAW;
}

static unsigned dialog_command(struct view *v, const char *command)
{
    if (strcmp(command, "move.down") == 0 || strcmp(command, "move.up") == 0)
        return move_cursor(of(v), command[5] == 'd');
    bool leaves =
        strcmp(command, "view.close") == 0 || strcmp(command, "filter.saved") == 0 || strcmp(command, "app.quit") == 0;
    return leaves ? VIEW_CLOSE : VIEW_HANDLED;
}

/* --- drawing --- */

static int rows_of(const struct view *v)
{
    return v->height > 4 ? v->height - 4 : 1;
}

static void draw_filter(const struct saved_filters *s, int y, int width, size_t n)
{
    const struct view *v = &s->view;
    struct saved_filter f;
    enum theme_role role = n == s->cursor ? ROLE_CURSOR : ROLE_DIALOG;
    if (!at(s, n, &f))
        return;
    draw_blank(v, y, 2, width, role);
    draw_printf(v, y, 2, KEY_WIDTH, n == s->cursor ? role : ROLE_FOOTER_KEY, "%c", f.key ? f.key : ' ');
    draw_text(v, y, 2 + KEY_WIDTH, NAME_WIDTH - 1, role, f.name);
    draw_text(v, y, 2 + KEY_WIDTH + NAME_WIDTH, width - KEY_WIDTH - NAME_WIDTH, n == s->cursor ? role : ROLE_DIM,
              f.filter);
}

static void draw_list(struct saved_filters *s)
{
    const struct view *v = &s->view;
    const struct draw_hint hints[] = {
        { "enter", _("Filter") }, { "+", _("Keep the present one") }, { "del", _("Take away") }, { "esc", _("Back") }
    };
    size_t rows = (size_t)rows_of(v);
    if (s->cursor < s->top)
        s->top = s->cursor;
    if (s->cursor >= s->top + rows)
        s->top = s->cursor - rows + 1;
    for (size_t row = 0; row < rows && s->top + row < s->count; row++)
        draw_filter(s, 1 + (int)row, v->width - 4, s->top + row);
    if (!s->count)
        draw_wrapped(v, 1, 2, v->width - 4, rows_of(v), ROLE_DIM,
                     _("No filter of this list has a name yet. + gives one to the filter in force."));
    draw_hints(v, v->height - 2, 2, v->width - 4, hints, sizeof hints / sizeof *hints);
}

static void draw_fields(struct saved_filters *s)
{
    const struct view *v = &s->view;
    const char *const labels[FIELDS] = { _("Name"), _("Key") };
    const struct draw_hint hints[] = { { "enter", _("Keep") }, { "esc", _("Back") } };
    int width = v->width - 4 - LABEL_WIDTH;
    for (int i = 0; i < FIELDS; i++) {
        draw_text(v, 1 + i, 2, LABEL_WIDTH - 1, ROLE_DIM, labels[i]);
        lineedit_draw(&s->edits[i], v, 1 + i, 2 + LABEL_WIDTH, width, ROLE_INPUT, (enum field)i == s->field);
    }
    draw_text(v, 3, 2, LABEL_WIDTH - 1, ROLE_DIM, _("Filter"));
    draw_text(v, 3, 2 + LABEL_WIDTH, width, ROLE_DIALOG, s->filter);
    draw_hints(v, v->height - 2, 2, v->width - 4, hints, sizeof hints / sizeof *hints);
}

static void dialog_draw(struct view *v)
{
    struct saved_filters *s = of(v);
    draw_box(v, _("Filters with a name"));
    if (s->field == FIELDS)
        draw_list(s);
    else
        draw_fields(s);
    draw_text(v, v->height - 3, 2, v->width - 4, ROLE_BAD, s->problem);
}

static void dialog_layout(struct view *v, int screen_height, int screen_width)
{
    int rows = (int)of(v)->count;
    rows = rows < ROWS_LEAST ? ROWS_LEAST : rows < ROWS_MOST ? rows : ROWS_MOST;
    draw_centre(v, screen_height, screen_width, rows + 4, screen_width < WIDEST ? screen_width : WIDEST);
}

static void dialog_close(struct view *v)
{
    arena_free(of(v)->arena);
    free(of(v));
}

static const struct view_ops dialog_ops = {
    .name = "filters",
    .is_dialog = true,
    .draw = dialog_draw,
    .key = dialog_key,
    .paste = dialog_paste,
    .command = dialog_command,
    .layout = dialog_layout,
    .close = dialog_close,
};

void saved_filters_open(struct view *owner, const struct pane *p, const char *filter,
                        void (*chosen)(struct view *owner, const char *filter))
{
    struct saved_filters *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->view.ops = &dialog_ops;
    s->view.app = owner->app;
    s->owner = owner;
    s->arena = arena_new();
    s->pane = p;
    s->filter = arena_strdup(s->arena, filter);
    s->chosen = chosen;
    s->field = FIELDS;
    count(s);
    app_push(owner->app, &s->view);
}
