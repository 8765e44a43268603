/* A pane on the screen: the filter line and a list. */
#include "tui/lists/pane_view.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/action.h"
#include "model/engine/saying.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/app/room.h"
#include "tui/app/toast.h"
#include "tui/app/typed_ahead.h"
#include "tui/lists/column_chooser.h"
#include "tui/lists/detail.h"
#include "tui/lists/export_dialog.h"
#include "tui/lists/filter_history.h"
#include "tui/lists/filter_like.h"
#include "tui/lists/list_head.h"
#include "tui/lists/list_paste.h"
#include "tui/lists/row_command.h"
#include "tui/lists/row_copy.h"
#include "tui/lists/row_hints.h"
#include "tui/lists/saved_filters.h"
#include "tui/lists/sort_chooser.h"
#include "tui/lists/summary.h"
#include "tui/lists/sums.h"
#include "tui/lists/table.h"
#include "tui/lists/view_store.h"
#include "tui/terminal/keymap.h"
#include "tui/widgets/lineedit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WHEEL_ROWS = 3,
    COUNT_ON_NEWS_MS = 5000,
    COUNT_ON_POLL_MS = 60000,
    PLACE_WIDTH = 48, /* of marks, position and count */
    TROUBLE_BYTES = 1024,
    TROUBLE_LINES = 2
};

/* In the store of views. */
#define COLUMNS_KIND "columns"
#define COLUMNS_OF_ALL "*"

struct pane_view {
    struct view view;
    struct view_ops ops; /* the view's own: its name is the pane's */
    struct row_hints hints;
    struct table table;
    struct list_head head; /* of what the rows are parts of */
    struct summary summary;
    struct sums sums;
    struct typed_ahead ahead;
    struct lineedit edit, typed; /* typed: before earlier filters were looked through */
    size_t back;                 /* so many filters back in the history; 0: what is typed now */
    bool is_editing;
    char *copied_of; /* the row of which so many things have been copied; NULL: none */
    size_t copied;
    char *filter_before; /* while editing: what esc goes back to, and where */
    struct table_place place_before;
    struct error filter_error; /* of what was typed */
};

static struct pane_view *of(const struct view *v)
{
    return (struct pane_view *)(void *)v;
}

/* What stands between filter and list; NULL: nothing. */
static const char *trouble(const struct pane_view *p, char out[TROUBLE_BYTES])
{
    if (p->filter_error.code != ERR_NONE)
        return say_error(&p->filter_error, out, TROUBLE_BYTES);
    if (p->table.error.code != ERR_NONE)
        return say_error(&p->table.error, out, TROUBLE_BYTES);
    const struct error *away = app_db_error(p->view.app);
    return away ? say_error(away, out, TROUBLE_BYTES) : NULL;
}

static int trouble_lines(const struct pane_view *p)
{
    char text[TROUBLE_BYTES];
    const char *why = trouble(p, text);
    int lines = why ? draw_wrapped_lines(&p->view, p->view.width, why) : 0;
    return lines < TROUBLE_LINES ? lines : TROUBLE_LINES;
}

static int rows_above_list(struct pane_view *p)
{
    return 1 + trouble_lines(p) + list_head_rows(&p->head) + summary_rows(&p->summary);
}

static void draw_place(const struct pane_view *p, const struct view *v)
{
    char place[64], text[PLACE_WIDTH * 2], marked[32] = "";
    table_describe_place(&p->table, place, sizeof place);
    if (p->table.marks.is_all)
        snprintf(marked, sizeof marked, "%s  ", _("all marked"));
    else if (p->table.marks.count)
        snprintf(marked, sizeof marked, _("%zu marked  "), p->table.marks.count);
    snprintf(text, sizeof text, "%s%s", marked, place);
    int width = text_width(text);
    /* It changes with each move of the cursor, so as a rule it has no colour that would have to be sent. */
    draw_text(v, 0, v->width - width - 1, width, *marked ? ROLE_MARKED : ROLE_TEXT, text);
}

/* What the list is of in any case, where nothing above it says that, and what it is filtered by. */
static void draw_filters(const struct pane_view *p, const struct view *v, int width)
{
    int x = 2;
    if (*p->table.scope && !p->head.pane)
        x += draw_text(v, 0, x, width, ROLE_DIM, p->table.scope) + 1;
    if (*p->table.wanted_filter)
        draw_text(v, 0, x, width + 2 - x, ROLE_INFO, p->table.wanted_filter);
}

static void draw_filter_line(struct pane_view *p, struct view *v)
{
    int width = v->width - 4;
    enum theme_role role = p->filter_error.code != ERR_NONE ? ROLE_INPUT_BAD : ROLE_INPUT;
    draw_blank(v, 0, 0, v->width, ROLE_TEXT);
    draw_place(p, v);
    draw_text(v, 0, 0, 1, ROLE_DIM, "/");
    if (width > 60 || !p->is_editing)
        width = width * 2 / 3; /* the rest is the place's */
    if (p->is_editing)
        lineedit_draw(&p->edit, v, 0, 2, width, role, true);
    else
        draw_filters(p, v, width);
}

static void pane_draw(struct view *v)
{
    struct pane_view *p = of(v);
    if (summary_is_due(&p->summary)) {
        summary_refresh(&p->summary);
        table_refresh(&p->table);
    }
    char text[TROUBLE_BYTES];
    const char *why = trouble(p, text);
    int lines = trouble_lines(p), above = rows_above_list(p);
    table_set_height(&p->table, v->height - above - 1 - sums_rows(&p->sums));
    draw_filter_line(p, v);
    if (why)
        draw_wrapped(v, 1, 0, v->width, lines, p->filter_error.code != ERR_NONE ? ROLE_WARN : ROLE_BAD, why);
    list_head_draw(&p->head, 1 + lines);
    summary_draw(&p->summary, v, 1 + lines + list_head_rows(&p->head));
    p->table.is_typed_for = p->is_editing;
    table_draw(&p->table, v, above);
    sums_draw(&p->sums, v, v->height - sums_rows(&p->sums));
    if (row_hints_choose(&p->hints, &p->table))
        app_change_footer(v->app);
    v->is_ticking = summary_is_under_way(&p->summary) || sums_are_due(&p->sums);
}

static void try_filter(struct pane_view *p, const char *text)
{
    p->ahead.count = 0; /* meant for rows that nobody waits for any more */
    error_clear(&p->filter_error);
    table_set_filter(&p->table, text, &p->filter_error);
}

static unsigned edit_begin(struct pane_view *p)
{
    free(p->filter_before);
    p->filter_before = strdup(p->table.wanted_filter);
    if (!p->filter_before)
        abort();
    table_note_place(&p->table, &p->place_before);
    lineedit_set(&p->edit, p->table.wanted_filter);
    lineedit_select(&p->edit);
    p->back = 0;
    p->is_editing = true;
    return VIEW_REDRAW;
}

static void remember(struct pane_view *p)
{
    struct error e;
    const char *file = app_config(p->view.app)->history_file;
    if (!filter_history_note(file, p->table.pane->name, p->table.wanted_filter, &e))
        app_toast_error(p->view.app, &e);
}

static const char *earlier(const struct pane_view *p, size_t back)
{
    return filter_history_at(app_config(p->view.app)->history_file, p->table.pane->name, back - 1);
}

/* Up goes back in the history, past what stands in the line already; down comes back to what was typed. */
static unsigned edit_look_back(struct pane_view *p, int step)
{
    size_t back = p->back;
    const char *filter = NULL;
    do {
        if (step < 0 && back == 0)
            return VIEW_HANDLED;
        back = step < 0 ? back - 1 : back + 1;
        filter = back ? earlier(p, back) : p->typed.text;
    } while (filter && back && strcmp(filter, p->edit.text) == 0);
    if (!filter)
        return VIEW_HANDLED;
    if (p->back == 0)
        p->typed = p->edit;
    p->back = back;
    lineedit_set(&p->edit, filter);
    try_filter(p, p->edit.text);
    return VIEW_REDRAW;
}

/* Keeps what was typed; a wrong filter stays under the operator's hands. */
static unsigned edit_keep(struct pane_view *p)
{
    if (p->filter_error.code != ERR_NONE)
        return VIEW_REDRAW;
    p->is_editing = false;
    remember(p);
    return VIEW_REDRAW;
}

static unsigned edit_restore(struct pane_view *p)
{
    p->is_editing = false;
    error_clear(&p->filter_error);
    if (strcmp(p->filter_before, p->table.wanted_filter) != 0)
        table_go_back(&p->table, p->filter_before, &p->place_before);
    return VIEW_REDRAW;
}

static unsigned edit_key(struct pane_view *p, const struct key *k)
{
    if (strcmp(k->name, "enter") == 0)
        return edit_keep(p);
    if (strcmp(k->name, "esc") == 0 || strcmp(k->name, "C-c") == 0 || strcmp(k->name, "C-g") == 0)
        return edit_restore(p);
    if (strcmp(k->name, "up") == 0 || strcmp(k->name, "down") == 0)
        return edit_look_back(p, *k->name == 'u' ? 1 : -1);
    switch (lineedit_key(&p->edit, k)) {
    case LINEEDIT_IGNORED:
        break;
    case LINEEDIT_MOVED:
        return VIEW_REDRAW;
    case LINEEDIT_CHANGED:
        try_filter(p, p->edit.text);
        return VIEW_REDRAW;
    }
    return VIEW_IGNORED;
}

static bool is_opened(struct view *v, const char *text)
{
    SCREEN_ROOM_EACH (list_paste, p, pastes, take)
        if (p->take(v, text))
            return true;
    return false;
}

/* A room may open something by it; anything else is looked for. */
static unsigned pane_paste(struct view *v, const char *text, unsigned read)
{
    struct pane_view *p = of(v);
    (void)read;
    if (!p->is_editing && is_opened(v, text))
        return VIEW_HANDLED;
    if (!p->is_editing) {
        edit_begin(p);
        lineedit_set(&p->edit, "");
    }
    if (lineedit_paste(&p->edit, text) == LINEEDIT_CHANGED)
        try_filter(p, p->edit.text);
    return VIEW_REDRAW;
}

static unsigned click_row(struct pane_view *p, int line, const struct key *k)
{
    if (!table_go_line(&p->table, line))
        return VIEW_HANDLED;
    if (k->mouse.bstate & BUTTON1_DOUBLE_CLICKED)
        app_command(p->view.app, "open.detail");
    return VIEW_REDRAW;
}

static unsigned click(struct pane_view *p, const struct key *k)
{
    int y = k->mouse.y - p->view.y, above = rows_above_list(p);
    if (y == 0)
        return p->is_editing ? VIEW_HANDLED : edit_begin(p);
    if (y > above)
        return click_row(p, y - above - 1, k);
    int column = columns_at(&p->table.layout, k->mouse.x - 2);
    if (y == above && column >= 0)
        table_sort_by(&p->table, (size_t)column);
    return VIEW_REDRAW;
}

static unsigned mouse_key(struct pane_view *p, const struct key *k)
{
    if (k->mouse.bstate & BUTTON4_PRESSED)
        table_move(&p->table, -WHEEL_ROWS);
    else if (k->mouse.bstate & BUTTON5_PRESSED)
        table_move(&p->table, WHEEL_ROWS);
    else if (k->mouse.bstate & BUTTON1_PRESSED)
        return click(p, k);
    return VIEW_REDRAW;
}

/* The cursor goes on by itself when the rows come; all else is meant for the one that it will stand on. */
static bool must_wait(const struct pane_view *p, const char *command)
{
    if (table_is_waiting(&p->table) || p->ahead.count)
        return true;
    bool is_move = command && (strncmp(command, "move.", 5) == 0 || strncmp(command, "page.", 5) == 0);
    return p->table.owed && !is_move;
}

static unsigned pane_key(struct view *v, const struct key *k)
{
    struct pane_view *p = of(v);
    if (strcmp(k->name, "mouse") == 0)
        return mouse_key(p, k);
    if (p->is_editing)
        return edit_key(p, k);
    const char *command = keymap_command(v->app->keymap, v->ops->name, k->name);
    bool waits = must_wait(p, command) && typed_ahead_take(&p->ahead, k, command);
    return waits ? VIEW_HANDLED : VIEW_IGNORED;
}

static void rows_came(struct view *v)
{
    struct pane_view *p = of(v);
    if (p->ahead.count == 0)
        return;
    if (p->ahead.dropped)
        app_toast(v->app, TOAST_WARN, _("%zu keys were typed before the rows came, and dropped: too many"),
                  p->ahead.dropped);
    p->ahead.dropped = 0;
    if (p->table.error.code == ERR_NONE) {
        typed_ahead_give(&p->ahead, v->app);
        return;
    }
    p->ahead.count = 0;
    app_toast(v->app, TOAST_WARN, _("The rows did not come: what was typed for them was dropped"));
}

static void open_parts(struct app *app, const struct pane *pane, const char *id);

static const char *cell_of(const struct pane *p, const struct listing_row *row, const char *column)
{
    const char *text = row->cells[pane_column(p, column) - p->columns];
    return text ? text : "";
}

/* Where the row says that it leads. */
static void open_elsewhere(struct pane_view *p, const struct listing_row *row)
{
    const struct pane *pane = p->table.pane, *to = pane_find(cell_of(pane, row, pane->leads_pane));
    const char *id = cell_of(pane, row, pane->leads_row);
    if (to && *id)
        detail_open(p->view.app, to, id);
    else if (to)
        pane_view_open(p->view.app, pane_on_screen(to), cell_of(pane, row, pane->leads_filter));
}

static void open_detail(struct pane_view *p)
{
    const struct listing_row *row = table_cursor_row(&p->table);
    if (row && p->table.pane->leads_pane)
        open_elsewhere(p, row);
    else if (row && p->table.pane->sums_up)
        open_parts(p->view.app, p->table.pane, row->id);
    else if (row)
        detail_open(p->view.app, p->table.pane, row->id);
}

static void scroll_page_up(struct pane_view *p)
{
    table_page(&p->table, -1);
}

static void scroll_page_down(struct pane_view *p)
{
    table_page(&p->table, 1);
}

static void move_up(struct pane_view *p)
{
    table_move(&p->table, -1);
}

static void move_down(struct pane_view *p)
{
    table_move(&p->table, 1);
}

static void move_top(struct pane_view *p)
{
    table_go_first(&p->table);
}

static void move_bottom(struct pane_view *p)
{
    table_go_last(&p->table);
}

static void scroll_left(struct pane_view *p)
{
    table_scroll_columns(&p->table, -1);
}

static void scroll_right(struct pane_view *p)
{
    table_scroll_columns(&p->table, 1);
}

static void sort_next(struct pane_view *p)
{
    table_sort_next(&p->table);
}

static void sort_reverse(struct pane_view *p)
{
    table_sort_reverse(&p->table);
}

static void sums_show(struct pane_view *p)
{
    if (!sums_toggle(&p->sums))
        app_toast(p->view.app, TOAST_INFO, _("The list of %s shows neither money nor quota"), _(p->table.pane->label));
}

static void set_sort(struct view *v, const char *sort)
{
    table_set_sort(&of(v)->table, sort);
    app_redraw(v->app, v);
}

static void sort_choose(struct pane_view *p)
{
    sort_chooser_open(&p->view, p->table.pane, p->table.wanted_sort, set_sort);
}

/* What is wrong with what the operator had kept is said when it is first looked for. */
static void load_columns(struct pane_view *p)
{
    struct app *app = p->view.app;
    char unknown[COLUMNS_NAME] = "";
    struct error e;
    const char *kept = view_store_find(app_config(app)->views_file, COLUMNS_KIND, p->table.pane->name, COLUMNS_OF_ALL);
    if (kept)
        columns_parse(&p->table.choice, p->table.pane, kept, unknown);
    if (view_store_trouble(&e))
        app_toast_error(app, &e);
    else if (*unknown)
        app_toast(app, TOAST_WARN, _("%s has no column '%s': the others are shown"), _(p->table.pane->label), unknown);
}

static void set_columns(struct view *v, const struct columns_choice *choice)
{
    struct table *t = &of(v)->table;
    char text[COLUMNS_TEXT];
    struct error e;
    t->choice = *choice;
    t->skipped = 0;
    columns_write(choice, t->pane, text);
    if (!view_store_put(app_config(v->app)->views_file, COLUMNS_KIND, t->pane->name, COLUMNS_OF_ALL,
                        choice->count ? text : NULL, &e))
        app_toast_error(v->app, &e);
    app_redraw(v->app, v);
}

static void choose_columns(struct pane_view *p)
{
    column_chooser_open(&p->view, p->table.pane, &p->table.choice, set_columns);
}

static void filter_edit(struct pane_view *p)
{
    edit_begin(p);
}

/* One that the list can't take (a field that is gone) is said, and the rows stay. */
static void take_filter(struct view *v, const char *filter)
{
    struct pane_view *p = of(v);
    p->is_editing = false;
    try_filter(p, filter);
    if (p->filter_error.code != ERR_NONE) {
        app_toast_error(v->app, &p->filter_error);
        error_clear(&p->filter_error);
    } else {
        remember(p);
    }
    app_redraw(v->app, v);
}

static void filter_saved(struct pane_view *p)
{
    saved_filters_open(&p->view, p->table.pane, p->table.wanted_filter, take_filter);
}

/* "filter:NAME", from the palette; false: the command is something else. */
static bool filter_by_name(struct pane_view *p, const char *command)
{
    struct saved_filter f;
    size_t length = strlen(SAVED_FILTER_COMMAND);
    if (strncmp(command, SAVED_FILTER_COMMAND, length) != 0 ||
        !saved_filter_find(app_config(p->view.app)->views_file, p->table.pane->name, command + length, &f))
        return false;
    take_filter(&p->view, f.filter);
    return true;
}

static void filter_clear(struct pane_view *p)
{
    p->is_editing = false;
    remember(p);
    try_filter(p, "");
}

/* Taken away again, the list goes back to where the row stands in it. */
static void filter_like(struct pane_view *p)
{
    struct table *t = &p->table;
    const struct listing_row *row = table_cursor_row(t);
    struct table_place place = { .id = NULL };
    bool had_it;
    if (!filter_like_column(t->pane)) {
        app_toast(p->view.app, TOAST_INFO, _("The rows of %s are of no kinds"), _(t->pane->label));
        return;
    }
    if (!row)
        return;
    struct arena *a = arena_new();
    const char *filter = filter_like_toggle(a, t->pane, row, t->wanted_filter, &had_it);
    p->is_editing = false;
    if (had_it) {
        table_note_place(t, &place);
        place.position = -1;
        table_go_back(t, filter, &place);
        table_drop_place(&place);
    } else {
        try_filter(p, filter);
    }
    arena_free(a);
}

static void mark_toggle(struct pane_view *p)
{
    table_toggle_mark(&p->table);
}

static void mark_range(struct pane_view *p)
{
    table_mark_range(&p->table);
}

static void mark_all(struct pane_view *p)
{
    table_mark_all(&p->table);
}

static void mark_none(struct pane_view *p)
{
    table_unmark(&p->table);
}

static void refresh_now(struct pane_view *p)
{
    table_refresh(&p->table);
    list_head_refresh(&p->head);
    summary_refresh(&p->summary);
    sums_refresh(&p->sums);
    table_count(&p->table, 0);
    app_redraw(p->view.app, NULL);
}

/* Again on the same row: the next thing. */
static void copy_text(struct pane_view *p)
{
    const struct listing_row *row = table_cursor_row(&p->table);
    const struct column *what = NULL;
    if (row && (!p->copied_of || strcmp(p->copied_of, row->id) != 0)) {
        free(p->copied_of);
        p->copied_of = strdup(row->id);
        p->copied = 0;
    }
    const char *text = row ? row_copy_nth(p->table.pane, row, p->copied++, &what) : NULL;
    if (text)
        row_copy_send(p->view.app, text, CLIPBOARD_ONE, _(what->label));
    else
        app_toast(p->view.app, TOAST_INFO, "%s", _("There is nothing to copy"));
}

static void copy_row(struct pane_view *p)
{
    const struct listing_row *row = table_cursor_row(&p->table);
    struct arena *a = arena_new();
    if (row)
        row_copy_send(p->view.app, row_copy_line(a, p->table.pane, &p->table.choice, row), CLIPBOARD_CELLS,
                      _("the whole row"));
    else
        app_toast(p->view.app, TOAST_INFO, "%s", _("There is nothing to copy"));
    arena_free(a);
}

static void export_list(struct pane_view *p)
{
    const struct table *t = &p->table;
    struct arena *a = arena_new();
    size_t columns[COLUMNS_SHOWN], count = columns_listed(t->pane, &t->choice, columns);
    export_dialog_open(&p->view, &(struct export_dialog_list){ .pane = t->pane,
                                                               .filter = table_within_scope(t, a, t->wanted_filter),
                                                               .sort = t->wanted_sort,
                                                               .columns = columns,
                                                               .column_count = count,
                                                               .count = t->count });
    arena_free(a);
}

static const struct {
    const char *name;
    void (*run)(struct pane_view *p);
} pane_commands[] = {
    { "move.up", move_up },
    { "move.down", move_down },
    { "page.up", scroll_page_up },
    { "page.down", scroll_page_down },
    { "move.top", move_top },
    { "move.bottom", move_bottom },
    { "scroll.left", scroll_left },
    { "scroll.right", scroll_right },
    { "sort.next", sort_next },
    { "sort.reverse", sort_reverse },
    { "sort.choose", sort_choose },
    { "filter.edit", filter_edit },
    { "filter.clear", filter_clear },
    { "mark.toggle", mark_toggle },
    { "mark.range", mark_range },
    { "mark.all", mark_all },
    { "mark.none", mark_none },
    { "open.detail", open_detail },
    { "refresh.now", refresh_now },
    { "filter.like", filter_like },
    { "show.qr", open_detail },
    { "copy.text", copy_text },
    { "copy.row", copy_row },
    { "list.export", export_list },
    { "columns.choose", choose_columns },
    { "filter.saved", filter_saved },
    { "list.sums", sums_show },
};

static bool has_marks(const struct table *t)
{
    return t->marks.is_all || t->marks.count > 0;
}

static unsigned start_action(struct pane_view *p, const struct action *a)
{
    struct arena *arena = arena_new();
    struct selection s;
    const char *who;
    /* the cursor stands somewhere always: only marks say that fewer are meant than it would find */
    if (a->selects_itself && !has_marks(&p->table))
        app_start_unselected(p->view.app, a);
    else if (table_selection(&p->table, arena, &s, &who))
        app_start_action(p->view.app, a, &s, who);
    else if (a->makes_new)
        app_start_unselected(p->view.app, a);
    else
        app_toast(p->view.app, TOAST_WARN, _("There is no row to act on"));
    arena_free(arena);
    return VIEW_HANDLED;
}

/* To what the row under the cursor is about; false: the command is something else. */
static bool go_to_subject(struct pane_view *p, const char *command)
{
    const struct row_command *way = row_command_find(command);
    const struct listing_row *row = way ? table_cursor_row(&p->table) : NULL;
    if (row)
        way->run(&p->view, &(struct screen_row){ .pane = p->table.pane, .id = row->id });
    return way != NULL;
}

/* The range that is being marked, else the filter. */
static bool close_something(struct pane_view *p)
{
    bool has_range = p->table.range.id != NULL;
    if (has_range)
        table_drop_place(&p->table.range);
    else if (*p->table.wanted_filter)
        filter_clear(p);
    else
        return false;
    return true;
}

static unsigned pane_command(struct view *v, const char *command)
{
    struct pane_view *p = of(v);
    if (go_to_subject(p, command) || filter_by_name(p, command))
        return VIEW_REDRAW;
    for (size_t i = 0; i < sizeof pane_commands / sizeof pane_commands[0]; i++)
        if (strcmp(pane_commands[i].name, command) == 0) {
            pane_commands[i].run(p);
            return VIEW_REDRAW;
        }
    if (strcmp(command, "view.close") == 0 && close_something(p))
        return VIEW_REDRAW;
    if (v->below && (strcmp(command, "view.close") == 0 || strcmp(command, "app.quit") == 0))
        return VIEW_CLOSE;
    const struct action *a = action_find(command);
    return a && action_begins_on(a, p->table.pane) ? start_action(p, a) : VIEW_IGNORED;
}

static bool depends_on(const struct pane *pane, const char *channel)
{
    if (strcmp(channel, "*") == 0)
        return true;
    for (const char *const *c = pane->channels; c && *c; c++)
        if (strcmp(*c, channel) == 0)
            return true;
    return false;
}

static unsigned pane_changed(struct view *v, const char *channel)
{
    struct pane_view *p = of(v);
    if (channel && !depends_on(p->table.pane, channel))
        return VIEW_IGNORED;
    table_refresh(&p->table);
    list_head_refresh(&p->head);
    summary_refresh(&p->summary);
    sums_note_news(&p->sums);
    if (sums_are_due(&p->sums))
        app_redraw(v->app, v);
    if (!p->table.is_stale)
        table_count(&p->table, channel ? COUNT_ON_NEWS_MS : COUNT_ON_POLL_MS);
    return VIEW_HANDLED;
}

static void pane_applied(struct view *v, const struct applied *what)
{
    table_end_marks(&of(v)->table, what);
}

static void pane_close(struct view *v)
{
    struct pane_view *p = of(v);
    sums_free(&p->sums);
    table_free(&p->table);
    list_head_free(&p->head);
    summary_free(&p->summary);
    table_drop_place(&p->place_before);
    free(p->filter_before);
    free(p->copied_of);
    row_hints_free(&p->hints);
    free(p);
}

static const struct hint *pane_hints(const struct view *v, size_t *count)
{
    const struct pane_view *p = of(v);
    *count = p->hints.count;
    return p->hints.items;
}

static struct pane_view *make(struct app *app, const struct pane *pane, const char *scope)
{
    struct pane_view *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    p->ops = (struct view_ops){ .name = pane->name,
                                .draw = pane_draw,
                                .key = pane_key,
                                .paste = pane_paste,
                                .command = pane_command,
                                .changed = pane_changed,
                                .applied = pane_applied,
                                .close = pane_close,
                                .hints = pane_hints };
    p->view.ops = &p->ops;
    p->view.app = app;
    table_init(&p->table, app, &p->view, pane, scope);
    p->table.on_rows = rows_came;
    sums_init(&p->sums, &p->table);
    load_columns(p);
    table_refresh(&p->table);
    summary_init(&p->summary, app, &p->view, pane);
    summary_refresh(&p->summary);
    return p;
}

struct view *pane_view_new(struct app *app, const struct pane *pane)
{
    return &make(app, pane, "")->view;
}

/* What one row stands for, over the list that it is in. */
static void open_parts(struct app *app, const struct pane *pane, const char *id)
{
    struct arena *a = arena_new();
    struct pane_view *p = make(app, pane_of_parts(pane), arena_printf(a, "%s:\"%s\"", pane->part_field, id));
    list_head_init(&p->head, &p->view, pane, id);
    list_head_refresh(&p->head);
    app_push(app, &p->view);
    arena_free(a);
}

void pane_view_open(struct app *app, const struct pane *pane, const char *scope)
{
    app_push(app, &make(app, pane, scope)->view);
}

const struct pane *pane_view_pane(const struct view *v)
{
    return v->ops->draw == pane_draw ? of(v)->table.pane : NULL;
}

const char *pane_view_filter(const struct view *v)
{
    return pane_view_pane(v) ? of(v)->table.wanted_filter : "";
}

void pane_view_set_filter(struct view *v, const char *filter)
{
    of(v)->is_editing = false;
    try_filter(of(v), filter);
    app_redraw(v->app, v);
}
