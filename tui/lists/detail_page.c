/* What the pages about one row are written with. */
#include "tui/lists/detail_page.h"

#include "base/arena.h"
#include "model/values/amount.h"
#include "model/values/phone.h"
#include "tui/app/app.h"
#include "tui/widgets/format.h"

#include <string.h>
#include <time.h>

enum {
    LABEL_WIDTH = 15,
    NARROW = 50,
    LABEL_NARROW = 10
};

void detail_title(const struct detail_page *page, const char *title)
{
    if (page->lines->count)
        lines_text(page->lines, 2, page->width, ROLE_TEXT, "");
    lines_text(page->lines, 2, page->width, ROLE_TITLE, title);
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
    return arena_strdup(page->lines->arena, rp_human(text, rp));
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
