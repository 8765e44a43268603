/* Choosing one of what the database offers. */
#include "tui/widgets/chooser.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "tui/app/draw.h"

#include <stdio.h>
#include <string.h>

enum {
    WORD_BYTES = 128
};

/* Every word that was typed stands in the label or the value. */
static bool holds_words(const struct action_choice *choice, const char *typed)
{
    char word[WORD_BYTES];
    for (typed += strspn(typed, " "); *typed; typed += strspn(typed, " ")) {
        size_t length = strcspn(typed, " ");
        snprintf(word, sizeof word, "%.*s", (int)length, typed);
        if (!strcasestr(choice->label, word) && !strcasestr(choice->value, word))
            return false;
        typed += length;
    }
    return true;
}

static void narrow(struct chooser *c)
{
    c->found_count = c->top = 0;
    for (size_t i = 0; i < c->count; i++)
        if (holds_words(&c->choices[i], c->typed.text))
            c->found[c->found_count++] = i;
}

void chooser_init(struct chooser *c, struct arena *a, const struct action_choice *choices, size_t count)
{
    *c = (struct chooser){ .choices = choices, .count = count };
    c->found = ARENA_ARRAY(a, size_t, count + 1);
    narrow(c);
    c->cursor = c->found_count;
}

bool chooser_set(struct chooser *c, const char *value)
{
    lineedit_set(&c->typed, "");
    narrow(c);
    for (c->cursor = 0; c->cursor < c->found_count; c->cursor++)
        if (strcmp(c->choices[c->cursor].value, value) == 0)
            return true;
    lineedit_set(&c->typed, value);
    lineedit_select(&c->typed);
    narrow(c);
    c->cursor = c->found_count;
    return false;
}

static const struct action_choice *chosen(const struct chooser *c)
{
    return c->cursor < c->found_count ? &c->choices[c->found[c->cursor]] : NULL;
}

const char *chooser_value(const struct chooser *c)
{
    const struct action_choice *choice = chosen(c);
    return choice ? choice->value : "";
}

bool chooser_is_lost(const struct chooser *c)
{
    return c->typed.length > 0 && !c->found_count;
}

int chooser_rows(const struct chooser *c)
{
    if (!c->count)
        return 1; /* where it says so */
    return c->count < CHOOSER_ROWS ? (int)c->count : CHOOSER_ROWS;
}

/* Around the ends; from nowhere to the first or the last. */
static void step(struct chooser *c, int by)
{
    if (!c->found_count)
        return;
    if (!chosen(c))
        c->cursor = by > 0 ? 0 : c->found_count - 1;
    else
        c->cursor = (c->cursor + (by > 0 ? 1 : c->found_count - 1)) % c->found_count;
}

static void page(struct chooser *c, int by)
{
    for (int i = 0; i < CHOOSER_ROWS && c->found_count; i++) {
        bool is_at_end = chosen(c) && c->cursor == (by > 0 ? c->found_count - 1 : 0);
        if (!is_at_end)
            step(c, by);
    }
}

/* Another text narrows to other choices: the first of them is meant, unless nothing is typed any more. */
static void typed(struct chooser *c)
{
    narrow(c);
    c->cursor = c->typed.length ? 0 : c->found_count;
}

bool chooser_key(struct chooser *c, const struct key *k)
{
    static const struct {
        const char *key;
        void (*go)(struct chooser *c, int by);
        int by;
    } moves[] = { { "down", step, 1 }, { "up", step, -1 }, { "pagedown", page, 1 }, { "pageup", page, -1 } };
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (strcmp(k->name, moves[i].key) == 0) {
            moves[i].go(c, moves[i].by);
            return true;
        }
    enum lineedit_answer answer = lineedit_key(&c->typed, k);
    if (answer == LINEEDIT_CHANGED)
        typed(c);
    return answer != LINEEDIT_IGNORED;
}

void chooser_paste(struct chooser *c, const char *text)
{
    if (lineedit_paste(&c->typed, text) == LINEEDIT_CHANGED)
        typed(c);
}

void chooser_click(struct chooser *c, int row)
{
    if (row >= 0 && c->top + (size_t)row < c->found_count)
        c->cursor = c->top + (size_t)row;
}

void chooser_draw_line(struct chooser *c, const struct view *v, int y, int x, int columns, enum theme_role role,
                       bool has_focus)
{
    const struct action_choice *choice = chosen(c);
    if (has_focus)
        lineedit_draw(&c->typed, v, y, x, columns, role, true);
    else
        draw_field(v, y, x, columns, role, choice ? choice->label : c->typed.text);
}

void chooser_draw_list(struct chooser *c, const struct view *v, int y, int x, int columns, int rows)
{
    if (!c->count && rows > 0)
        draw_text(v, y, x, columns, ROLE_WARN, _("there is nothing to choose from"));
    if (chosen(c) && c->cursor < c->top)
        c->top = c->cursor;
    if (chosen(c) && rows > 0 && c->cursor >= c->top + (size_t)rows)
        c->top = c->cursor - (size_t)rows + 1;
    for (int row = 0; row < rows && c->top + (size_t)row < c->found_count; row++) {
        size_t i = c->top + (size_t)row;
        draw_field(v, y + row, x, columns, i == c->cursor ? ROLE_CURSOR : ROLE_DIALOG, c->choices[c->found[i]].label);
    }
}
