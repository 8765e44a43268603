/* A column of lines that scrolls. */
#include "tui/widgets/lines.h"

#include "base/text.h"
#include "tui/app/draw.h"

#include <string.h>
#include <strings.h>

void lines_clear(struct lines *l)
{
    l->items = NULL;
    l->count = l->room = 0;
}

struct line *lines_add(struct lines *l)
{
    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 32;
        struct line *items = ARENA_ARRAY(l->arena, struct line, room);
        if (l->count)
            memcpy(items, l->items, l->count * sizeof *items);
        l->items = items;
        l->room = room;
    }
    return &l->items[l->count++];
}

void lines_cell(struct line *line, int cell, int x, int width, enum theme_role role, const char *text)
{
    line->cells[cell] = (struct line_cell){ .text = text, .x = x, .width = width, .role = role };
}

void lines_text(struct lines *l, int x, int width, enum theme_role role, const char *text)
{
    lines_cell(lines_add(l), 0, x, width, role, arena_strdup(l->arena, text));
}

static size_t char_bytes(const char *p)
{
    size_t n = 1;
    while ((p[n] & 0xC0) == 0x80)
        n++;
    return n;
}

static int char_columns(const char *p, size_t bytes)
{
    char one[8] = "";
    memcpy(one, p, bytes < sizeof one ? bytes : sizeof one - 1);
    return text_width(one);
}

/* Bytes of safe that go on one line of so many columns: up to the last blank, or as many as fit
 * where a word is longer than the line. Never 0 while something is left. */
static size_t line_bytes(const char *safe, int columns)
{
    size_t at = 0, blank = 0;
    int taken = 0;
    while (safe[at]) {
        size_t n = char_bytes(safe + at);
        int w = char_columns(safe + at, n);
        if (taken + w > columns && at)
            return blank ? blank : at;
        taken += w;
        at += n;
        if (safe[at] == ' ')
            blank = at;
    }
    return at;
}

/* Takes the next line of *rest and moves it on; NULL when nothing is left. */
static const char *next_piece(struct arena *a, const char **rest, int columns)
{
    if (!*rest || !**rest)
        return NULL;
    size_t n = line_bytes(*rest, columns > 0 ? columns : 1);
    const char *piece = arena_copy(a, *rest, n);
    *rest += n;
    *rest += strspn(*rest, " ");
    return piece;
}

void lines_columns(struct lines *l, const struct line *like)
{
    struct line from = *like; /* like may be one of the lines, which move */
    const char *rest[LINE_CELLS];
    bool is_first = true;
    for (int i = 0; i < LINE_CELLS; i++)
        rest[i] = from.cells[i].text ? text_safe_copy(l->arena, from.cells[i].text) : NULL;
    for (;;) {
        struct line line = { 0 };
        bool any = is_first;
        for (int i = 0; i < LINE_CELLS; i++) {
            const char *piece = next_piece(l->arena, &rest[i], from.cells[i].width);
            if (piece)
                lines_cell(&line, i, from.cells[i].x, from.cells[i].width, from.cells[i].role, piece);
            any |= piece != NULL;
        }
        if (!any)
            return;
        *lines_add(l) = line;
        is_first = false;
    }
}

void lines_pair(struct lines *l, int x, int label_width, const char *label, int width, enum theme_role role,
                const char *text)
{
    struct line like = { 0 };
    lines_cell(&like, 0, x, label_width, ROLE_DIM, label);
    lines_cell(&like, 1, x + (label_width ? label_width + 1 : 0), width - (label_width ? label_width + 1 : 0), role,
               text);
    lines_columns(l, &like);
}

static bool line_holds(const struct line *line, const char *find)
{
    for (int i = 0; i < LINE_CELLS; i++)
        if (line->cells[i].text && strcasestr(line->cells[i].text, find))
            return true;
    return false;
}

static bool is_lit(const struct lines_lit *lit, size_t line, int x)
{
    return line >= lit->first && line < lit->first + lit->count && x >= lit->x && x < lit->x + lit->width;
}

static void draw_line(const struct lines *l, size_t at, const struct view *v, int y)
{
    const struct line *line = &l->items[at];
    bool is_match = l->find && *l->find && line_holds(line, l->find);
    if (is_lit(&l->lit, at, l->lit.x))
        draw_blank(v, y, l->lit.x, l->lit.width, ROLE_CURSOR);
    for (int i = 0; i < LINE_CELLS; i++) {
        const struct line_cell *c = &line->cells[i];
        if (c->text && c->role == ROLE_QR)
            draw_qr(v, y, c->x, c->width, c->text);
        else if (c->text)
            draw_text(v, y, c->x, c->width,
                      is_lit(&l->lit, at, c->x) ? ROLE_CURSOR
                      : is_match                ? ROLE_MATCH
                                                : c->role,
                      c->text);
    }
}

void lines_draw(struct lines *l, const struct view *v, int y, int height)
{
    lines_keep_in(l, height);
    for (int row = 0; row < height && l->top + (size_t)row < l->count; row++)
        draw_line(l, l->top + (size_t)row, v, y + row);
}

void lines_keep_in(struct lines *l, int height)
{
    size_t seen = height > 0 ? (size_t)height : 1;
    size_t last = l->count > seen ? l->count - seen : 0;
    if (l->top > last)
        l->top = last;
}

static void move_by(struct lines *l, long by, int height)
{
    if (by < 0 && (size_t)-by > l->top)
        l->top = 0;
    else
        l->top = (size_t)((long)l->top + by);
    lines_keep_in(l, height);
}

bool lines_command(struct lines *l, const char *command, int height)
{
    long page = height > 1 ? height - 1 : 1, all = (long)l->count;
    const struct {
        const char *command;
        long by;
    } moves[] = { { "move.down", 1 },   { "move.up", -1 },    { "page.down", page },
                  { "page.up", -page }, { "move.top", -all }, { "move.bottom", all } };
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (strcmp(moves[i].command, command) == 0) {
            move_by(l, moves[i].by, height);
            return true;
        }
    return false;
}

bool lines_find(struct lines *l, int step, bool from_here, int height)
{
    if (!l->find || !*l->find || !l->count)
        return false;
    size_t at = from_here ? l->top : l->found % l->count;
    for (size_t tries = 0; tries < l->count; tries++) {
        if (!(tries == 0 && from_here))
            at = (at + l->count + (size_t)(step > 0 ? 1 : l->count - 1)) % l->count;
        if (line_holds(&l->items[at], l->find)) {
            l->top = l->found = at;
            lines_keep_in(l, height);
            return true;
        }
    }
    return false;
}
