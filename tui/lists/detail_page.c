/* What the pages about one row are written with. */
#include "tui/lists/detail_page.h"

#include "base/arena.h"
#include "model/values/amount.h"
#include "model/values/phone.h"
#include "tui/app/app.h"
#include "tui/lists/detail_layout.h"
#include "tui/widgets/format.h"

#include <string.h>
#include <time.h>

enum {
    LABEL_WIDTH = 15,
    NARROW = 50,
    LABEL_NARROW = 10
};

void detail_gap(const struct detail_page *page)
{
    if (page->layout)
        detail_layout_section(page->layout, page->lines, page->lines->count > 0);
    if (page->lines->count)
        lines_text(page->lines, 2, page->width, ROLE_TEXT, "");
}

void detail_title(const struct detail_page *page, const char *title)
{
    detail_gap(page);
    lines_text(page->lines, 2, page->width, ROLE_TITLE, title);
}

struct detail_page detail_whole(const struct detail_page *page)
{
    struct detail_page whole = *page;
    if (!page->layout)
        return whole;
    detail_layout_whole(page->layout, page->lines);
    whole.width = page->layout->whole_width;
    return whole;
}

static void add_row(const struct detail_page *page, size_t from, const struct detail_target *target)
{
    if (page->layout)
        detail_layout_row(page->layout, page->lines, from, target);
}

void detail_row_opens(const struct detail_page *page, size_t from, const struct pane *pane, const char *id)
{
    if (id && *id)
        add_row(page, from, &(const struct detail_target){ .pane = pane, .id = id });
}

void detail_row_lists(const struct detail_page *page, size_t from, const struct pane *pane, const char *scope)
{
    add_row(page, from, &(const struct detail_target){ .pane = pane, .scope = scope });
}

void detail_fact(const struct detail_page *page, const char *label, enum theme_role role, const char *text)
{
    if (text && *text)
        lines_pair(page->lines, 2, page->width < NARROW ? LABEL_NARROW : LABEL_WIDTH, label, page->width, role, text);
}

const char *detail_key(const struct detail_page *page, const char *command)
{
    const char *key = app_key_for(page->app, page->pane->name, command);
    return key ? key : command;
}

const char *detail_rupiah(const struct detail_page *page, int64_t rp)
{
    char text[AMOUNT_TEXT];
    return arena_strdup(page->lines->arena, rp_shown(text, rp));
}

const char *detail_when(const struct detail_page *page, const char *at)
{
    char text[FORMAT_BYTES];
    return at && format_time(text, at, time(NULL)) ? arena_strdup(page->lines->arena, text) : at;
}

const char *detail_phone(const struct detail_page *page, const char *stored)
{
    char local[PHONE_TEXT];
    if (!stored || !*stored || strlen(stored) >= PHONE_TEXT)
        return stored;
    phone_local(local, stored);
    return arena_strdup(page->lines->arena, local);
}

static bool is_way(const struct detail_copy *way)
{
    return way->text && *way->text;
}

const char *detail_copy_nth(const struct detail_copy *ways, size_t count, size_t nth, const char **what)
{
    size_t found = 0, i = 0;
    for (size_t way = 0; way < count; way++)
        found += is_way(&ways[way]);
    if (!found)
        return NULL;
    for (nth %= found; !is_way(&ways[i]) || nth--;)
        i++;
    *what = ways[i].what;
    return ways[i].text;
}

bool detail_cell_find(const struct detail_cell *cells, size_t count, const char *column, const char **text)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(cells[i].column, column) == 0) {
            *text = cells[i].text;
            return true;
        }
    return false;
}

const char *detail_cell_bool(bool is_so)
{
    return is_so ? "t" : "f";
}
