/* Which columns of a pane stand where. */
#include "tui/widgets/columns.h"

#include "base/i18n.h"
#include "base/text.h"
#include "model/values/choice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NARROW = 60
};

/* What is laid out, and in how many columns of the screen. */
struct look {
    const struct pane *pane;
    const struct columns_choice *choice;
    int width;
};

static bool is_listed(const struct column *c)
{
    return !(c->flags & (COLUMN_HIDDEN | COLUMN_FILTER_ONLY));
}

static bool is_chosen(const struct columns_choice *choice)
{
    return choice && choice->count;
}

static int wider(int width, const char *text)
{
    int other = text_width(text);
    return other > width ? other : width;
}

/* Words and headings are read whole, in whatever language they are; what may be amiss has a word too many and too long
 * for that, and stands on the page in full. */
static int words_width(const struct column *c)
{
    const char *const *choice = c->kept_in ? NULL : c->choices;
    int width = c->label && *c->label ? text_width(_(c->label)) : 0;
    if (c->type == COL_BOOL)
        width = wider(wider(width, _("yes")), _("no"));
    for (; choice && *choice; choice++)
        width = wider(width, choice_word(*choice));
    return width;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

int columns_wanted(const struct column *c)
{
    return larger(words_width(c), c->width);
}

/* Fewer columns that can be read are better than many that are cut: only texts give way. On a
 * narrow screen there is no such choice. */
static int readable_width(const struct look *k, const struct column *c)
{
    if (k->width < NARROW)
        return c->min_width;
    return c->type == COL_TEXT || c->type == COL_JSON ? (c->min_width + c->width) / 2 : c->width;
}

static struct column_place place_of(const struct look *k, size_t column, int chosen_width)
{
    const struct column *c = &k->pane->columns[column];
    if (chosen_width > 0)
        return (struct column_place){ .column = column, .width = chosen_width, .least = chosen_width };
    int words = words_width(c);
    return (struct column_place){ .column = column,
                                  .width = larger(words, c->width),
                                  .least = larger(words, readable_width(k, c)) };
}

/* All columns of the list, as wide as they want to be. */
static size_t list_places(const struct look *k, struct column_place *out)
{
    const struct columns_choice *choice = k->choice;
    const struct pane *p = k->pane;
    size_t count = 0;
    for (size_t i = 0; is_chosen(choice) && i < choice->count; i++)
        out[count++] = place_of(k, choice->items[i].column, choice->items[i].width);
    for (size_t i = 0; !is_chosen(choice) && i < p->column_count && count < COLUMNS_SHOWN; i++)
        if (is_listed(&p->columns[i]))
            out[count++] = place_of(k, i, 0);
    return count;
}

size_t columns_listed(const struct pane *p, const struct columns_choice *choice, size_t *out)
{
    struct column_place places[COLUMNS_SHOWN];
    size_t count = list_places(&(struct look){ p, choice, 0 }, places);
    for (size_t i = 0; i < count; i++)
        out[i] = places[i].column;
    return count;
}

size_t columns_scrollable(const struct pane *p, const struct columns_choice *choice)
{
    struct column_place places[COLUMNS_SHOWN];
    size_t count = 0, all = list_places(&(struct look){ p, choice, 0 }, places);
    for (size_t i = 0; i < all; i++)
        if (!(p->columns[places[i].column].flags & COLUMN_FROZEN))
            count++;
    return count ? count - 1 : 0;
}

static void take_all(struct columns_layout *l, const struct look *k, size_t skipped)
{
    struct column_place places[COLUMNS_SHOWN];
    size_t all = list_places(k, places);
    l->count = 0;
    for (size_t i = 0; i < all; i++) {
        bool is_frozen = k->pane->columns[places[i].column].flags & COLUMN_FROZEN;
        if (!is_frozen && skipped) {
            skipped--;
            continue;
        }
        l->places[l->count++] = places[i];
    }
}

static int total_width(const struct columns_layout *l)
{
    int total = 0;
    for (size_t i = 0; i < l->count; i++)
        total += l->places[i].width + (i ? COLUMNS_GAP : 0);
    return total;
}

/* Takes what is too much from the widths, the least important columns first. */
static void shrink(struct columns_layout *l, const struct look *k)
{
    int excess = total_width(l) - k->width;
    for (int priority = 100; priority >= 0 && excess > 0; priority--)
        for (size_t i = 0; i < l->count && excess > 0; i++) {
            const struct column *c = &k->pane->columns[l->places[i].column];
            int spare = l->places[i].width - l->places[i].least;
            if (c->priority != priority || spare <= 0)
                continue;
            int taken = spare < excess ? spare : excess;
            l->places[i].width -= taken;
            excess -= taken;
        }
}

static int least_width(const struct columns_layout *l)
{
    int total = 0;
    for (size_t i = 0; i < l->count; i++)
        total += l->places[i].least + (i ? COLUMNS_GAP : 0);
    return total;
}

static void remove_place(struct columns_layout *l, size_t i)
{
    for (; i + 1 < l->count; i++)
        l->places[i] = l->places[i + 1];
    l->count--;
    l->has_more = true;
}

/* What was chosen first stays longest. */
static void drop_least_important(struct columns_layout *l, const struct pane *p, const struct columns_choice *choice)
{
    size_t worst = is_chosen(choice) ? l->count - 1 : 0;
    for (size_t i = 1; i < l->count && !is_chosen(choice); i++)
        if (p->columns[l->places[i].column].priority >= p->columns[l->places[worst].column].priority)
            worst = i;
    remove_place(l, worst);
}

/* What is left over goes to the last column that holds text. */
static void stretch(struct columns_layout *l, const struct pane *p, int rest)
{
    if (rest <= 0 || !l->count)
        return;
    enum column_type type = p->columns[l->places[l->count - 1].column].type;
    if (type == COL_TEXT || type == COL_JSON)
        l->places[l->count - 1].width += rest;
}

void columns_lay_out(struct columns_layout *l, const struct pane *p, const struct columns_choice *choice,
                     size_t skipped, int width)
{
    const struct look k = { p, choice, width };
    int x = 0;
    l->has_more = false;
    take_all(l, &k, skipped);
    while (!skipped && l->count > 1 && least_width(l) > width)
        drop_least_important(l, p, choice);
    while (skipped && l->count > 1 && total_width(l) > width)
        remove_place(l, l->count - 1);
    shrink(l, &k);
    stretch(l, p, width - total_width(l));
    for (size_t i = 0; i < l->count; i++) {
        l->places[i].x = x;
        x += l->places[i].width + COLUMNS_GAP;
    }
}

int columns_at(const struct columns_layout *l, int x)
{
    for (size_t i = 0; i < l->count; i++)
        if (x >= l->places[i].x && x < l->places[i].x + l->places[i].width)
            return (int)l->places[i].column;
    return -1;
}

static void take_word(struct columns_choice *choice, const struct pane *p, char *word, char unknown[COLUMNS_NAME])
{
    char *colon = strchr(word, ':');
    long width = colon ? strtol(colon + 1, NULL, 10) : 0;
    if (colon)
        *colon = '\0';
    const struct column *c = pane_column(p, word);
    if (c && !(c->flags & COLUMN_FILTER_ONLY) && choice->count < COLUMNS_SHOWN)
        choice->items[choice->count++] =
            (struct column_place){ .column = (size_t)(c - p->columns),
                                   .width = width > 0 && width <= COLUMNS_WIDEST ? (int)width : 0 };
    else if (unknown && !*unknown)
        snprintf(unknown, COLUMNS_NAME, "%s", word);
}

void columns_parse(struct columns_choice *choice, const struct pane *p, const char *text, char unknown[COLUMNS_NAME])
{
    char words[COLUMNS_TEXT], *rest = NULL;
    *choice = (struct columns_choice){ .count = 0 };
    if (unknown)
        *unknown = '\0';
    snprintf(words, sizeof words, "%s", text);
    for (char *word = strtok_r(words, ",", &rest); word; word = strtok_r(NULL, ",", &rest))
        take_word(choice, p, word, unknown);
}

void columns_write(const struct columns_choice *choice, const struct pane *p, char out[COLUMNS_TEXT])
{
    size_t length = 0;
    *out = '\0';
    for (size_t i = 0; i < choice->count; i++) {
        const struct column_place *item = &choice->items[i];
        length += (size_t)snprintf(out + length, COLUMNS_TEXT - length, "%s%.*s", i ? "," : "", COLUMNS_NAME - 1,
                                   p->columns[item->column].name);
        if (item->width)
            length += (size_t)snprintf(out + length, COLUMNS_TEXT - length, ":%d", item->width);
    }
}
