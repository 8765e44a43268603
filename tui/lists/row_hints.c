/* The hints of a list for the footer. */
#include "tui/lists/row_hints.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "tui/app/app.h"
#include "tui/lists/filter_like.h"
#include "tui/lists/row_actions.h"
#include "tui/lists/row_command.h"
#include "tui/lists/table.h"
#include "tui/terminal/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beside actions and ways: what always stands there. */
static const char *const on_row[] = { "open.detail", "filter.edit", "mark.toggle" };
static const char *const on_marks[] = { "mark.none", "mark.toggle", "filter.edit" };
static const char *const last[] = { "sort.next", "pane.next", "undo.last", "app.quit" };
enum {
    FIRST = sizeof on_row / sizeof *on_row,
    LAST = sizeof last / sizeof *last
};

struct hints {
    const struct table *table;
    struct arena *arena;
    struct hint *items;
    size_t count;
};

static void add(struct hints *h, const char *command)
{
    if (app_key_for(h->table->app, h->table->pane->name, command))
        h->items[h->count++] = (struct hint){ .command = command };
}

static void add_all(struct hints *h, const char *const *commands, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add(h, commands[i]);
}

static struct pane_row pane_row(const struct table *t, const struct listing_row *row)
{
    return (struct pane_row){ .cell = pane_row_cell, .pane = t->pane, .data = row };
}

static bool has_marks(const struct table *t)
{
    return t->marks.is_all || t->marks.count > 0;
}

/* The marked rows, if all of them are at hand. */
static bool marked_rows(const struct hints *h, struct row_actions *r)
{
    const struct table *t = h->table;
    const struct listing_row *row;
    struct pane_row *rows = ARENA_ARRAY(h->arena, struct pane_row, t->marks.count + 1);
    for (int i = 0; !t->marks.is_all && (row = window_row(&t->window, i)) && r->row_count < t->marks.count; i++)
        if (marks_has(&t->marks, row->id))
            rows[r->row_count++] = pane_row(t, row);
    if (t->marks.is_all || r->row_count < t->marks.count)
        r->row_count = 0;
    else
        r->rows = rows;
    return r->rows != NULL;
}

/* What the actions are for: the marked rows, the one under the cursor, or none. */
static struct row_actions chosen_rows(const struct hints *h)
{
    const struct table *t = h->table;
    struct row_actions r = { .pane = t->pane, .are_chosen = has_marks(t) };
    const struct listing_row *row = table_cursor_row(t);
    struct pane_row *one = ARENA_ARRAY(h->arena, struct pane_row, 1);
    if (r.are_chosen) {
        marked_rows(h, &r);
        return r;
    }
    r.rows = one;
    r.row_count = row != NULL;
    if (row)
        *one = pane_row(t, row);
    return r;
}

/* The QR code of what can be paid still. */
static void add_qr(struct hints *h)
{
    const struct pane *p = h->table->pane;
    const struct listing_row *row = table_cursor_row(h->table);
    const struct column *c = p->open_column ? pane_column(p, p->open_column) : NULL;
    const char *state = row && c ? row->cells[c - p->columns] : NULL;
    if (state && strcmp(state, p->open_state) == 0)
        add(h, "show.qr");
}

static void add_for_row(struct hints *h)
{
    add_qr(h);
    add_all(h, on_row, FIRST);
}

/* The ways from a row to what it is about, in the order of the commands; to those like it at the end. */
static void add_ways(struct hints *h)
{
    for (size_t i = 0; i < command_count(); i++) {
        const char *name = command_at(i)->name;
        const struct row_command *way = row_command_find(name);
        if (way && way->leads_on(h->table->pane))
            add(h, name);
    }
    if (filter_like_column(h->table->pane))
        add(h, "filter.like");
}

static void add_hints(struct hints *h)
{
    const struct row_actions r = chosen_rows(h);
    const struct action **actions = ARENA_ARRAY(h->arena, const struct action *, action_count());
    size_t mains, count = row_actions(&r, actions, &mains);
    for (size_t i = 0; i < mains; i++)
        add(h, actions[i]->name);
    if (r.are_chosen)
        add_all(h, on_marks, FIRST);
    else if (r.row_count)
        add_for_row(h);
    else
        add(h, "filter.edit");
    for (size_t i = mains; i < count; i++)
        add(h, actions[i]->name);
    if (!r.are_chosen && r.row_count)
        add_ways(h);
    add_all(h, last, LAST);
}

/* How many are meant stands before what can be done with them. */
static void write_marked(const struct table *t, char out[ROW_HINTS_MARKED])
{
    *out = '\0';
    if (t->marks.is_all)
        snprintf(out, ROW_HINTS_MARKED, "%s", _("all marked"));
    else if (t->marks.count)
        snprintf(out, ROW_HINTS_MARKED, _("%zu marked"), t->marks.count);
}

static bool is_same(const struct row_hints *a, const struct hints *b)
{
    if (!a->items || a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->items[i].command != b->items[i].command)
            return false;
    return true;
}

bool row_hints_choose(struct row_hints *h, const struct table *t)
{
    char marked[ROW_HINTS_MARKED];
    /* each once: the actions, and the ways and all else, which are commands; before them how many are marked */
    size_t most = 1 + action_count() + command_count();
    struct arena *a = arena_new();
    struct hints now = { .table = t, .arena = a, .items = ARENA_ARRAY(a, struct hint, most) };
    write_marked(t, marked);
    if (*marked)
        now.items[now.count++] = (struct hint){ .text = h->marked };
    add_hints(&now);
    bool is_other = strcmp(marked, h->marked) != 0 || !is_same(h, &now);
    if (is_other) {
        if (!h->items && !(h->items = calloc(most, sizeof *h->items)))
            abort();
        memcpy(h->items, now.items, now.count * sizeof *now.items);
        memcpy(h->marked, marked, sizeof marked);
        h->count = now.count;
    }
    arena_free(a);
    return is_other;
}

void row_hints_free(struct row_hints *h)
{
    free(h->items);
    *h = (struct row_hints){ .items = NULL };
}
