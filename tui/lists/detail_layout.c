/* How the lines of a page lie on the screen. */
#include "tui/lists/detail_layout.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum {
    LEFT = 2,       /* where lines begin */
    BORDERS = 4,    /* columns that the page's border takes */
    BETWEEN = 3,    /* columns between the two */
    SPLIT_FROM = 10 /* lines: a section that stands alone is parted from there on */
};

void detail_layout_begin(struct detail_layout *l, int screen_width, bool wants_two)
{
    int width = screen_width - BORDERS;
    bool is_wide = wants_two && screen_width >= DETAIL_WIDE;
    *l = (struct detail_layout){ .width = is_wide ? (width - BETWEEN) / 2 : width, .whole_width = width };
}

bool detail_layout_is_wide(const struct detail_layout *l)
{
    return l->width < l->whole_width;
}

static void add_section(struct detail_layout *l, struct arena *a, struct detail_section s)
{
    if (l->section_count == l->section_room) {
        size_t room = l->section_room ? l->section_room * 2 : 16;
        struct detail_section *more = ARENA_ARRAY(a, struct detail_section, room);
        if (l->section_count)
            memcpy(more, l->sections, l->section_count * sizeof *more);
        l->sections = more;
        l->section_room = room;
    }
    l->sections[l->section_count++] = s;
}

/* What was written before any title is a section, too. */
static void begin_first(struct detail_layout *l, const struct lines *lines)
{
    if (!l->section_count)
        add_section(l, lines->arena, (struct detail_section){ .first = 0 });
}

void detail_layout_section(struct detail_layout *l, struct lines *lines, bool has_gap)
{
    if (lines->count)
        begin_first(l, lines);
    add_section(l, lines->arena, (struct detail_section){ .first = lines->count, .has_gap = has_gap });
}

void detail_layout_whole(struct detail_layout *l, struct lines *lines)
{
    begin_first(l, lines);
    l->sections[l->section_count - 1].is_whole = true;
}

void detail_layout_row(struct detail_layout *l, struct lines *lines, size_t from, const struct detail_target *target)
{
    if (from >= lines->count)
        return;
    if (l->row_count == l->row_room) {
        size_t room = l->row_room ? l->row_room * 2 : 32;
        struct detail_row *more = ARENA_ARRAY(lines->arena, struct detail_row, room);
        if (l->row_count)
            memcpy(more, l->rows, l->row_count * sizeof *more);
        l->rows = more;
        l->row_room = room;
    }
    l->rows[l->row_count++] = (struct detail_row){
        .target = *target, .first = from, .count = lines->count - from, .x = LEFT, .width = l->width
    };
}

/* --- placing --- */

/* Where each line of the one column has gone. */
struct place {
    size_t line;
    int column;
};

struct placing {
    struct detail_layout *layout;
    const struct lines *from;
    struct lines *to;
    struct place *places; /* by the lines of `from` */
};

static size_t section_end(const struct placing *p, size_t section)
{
    const struct detail_layout *l = p->layout;
    return section + 1 < l->section_count ? l->sections[section + 1].first : p->from->count;
}

static size_t height_of(const struct placing *p, size_t begin, size_t end)
{
    if (begin == end)
        return 0;
    const struct detail_section *first = &p->layout->sections[begin];
    return section_end(p, end - 1) - first->first - first->has_gap;
}

/* Into the lines from `at` on, which there are, or are made. */
static void copy_sections(struct placing *p, size_t begin, size_t end, size_t at, int column)
{
    const struct detail_layout *l = p->layout;
    int shift = column ? l->width + BETWEEN : 0;
    if (begin == end)
        return;
    size_t line = l->sections[begin].first + l->sections[begin].has_gap;
    for (; line < section_end(p, end - 1); line++, at++) {
        while (p->to->count <= at)
            lines_add(p->to);
        for (int cell = 0; cell < LINE_SIDE; cell++) {
            struct line_cell *c = &p->to->items[at].cells[column * LINE_SIDE + cell];
            *c = p->from->items[line].cells[cell];
            c->x += shift;
        }
        p->places[line] = (struct place){ .line = at, .column = column };
    }
}

/* So many of the sections in the first column make the whole the shortest. */
static size_t best_break(const struct placing *p, size_t begin, size_t end)
{
    size_t best = end, shortest = height_of(p, begin, end);
    for (size_t k = end - 1; k > begin; k--) {
        size_t left = height_of(p, begin, k), right = height_of(p, k, end), taller = left > right ? left : right;
        if (taller < shortest) {
            shortest = taller;
            best = k;
        }
    }
    return best;
}

/* Sections up to the next that lies over both columns, or that one. Returns where the next begin. */
static size_t place_group(struct placing *p, size_t begin)
{
    const struct detail_layout *l = p->layout;
    size_t end = begin + 1, at;
    if (p->to->count)
        lines_add(p->to); /* the gap */
    at = p->to->count;
    if (l->sections[begin].is_whole) {
        copy_sections(p, begin, end, at, 0);
        return end;
    }
    while (end < l->section_count && !l->sections[end].is_whole)
        end++;
    size_t middle = best_break(p, begin, end);
    copy_sections(p, begin, middle, at, 0);
    copy_sections(p, middle, end, at, 1);
    return end;
}

/* In its middle, where a fact begins: on a line with a label. */
static void part_lone_section(struct detail_layout *l, const struct lines *lines)
{
    if (l->section_count != 1 || l->sections[0].is_whole || lines->count < SPLIT_FROM)
        return;
    for (size_t line = (lines->count + 1) / 2; line < lines->count; line++)
        if (lines->items[line].cells[0].text && *lines->items[line].cells[0].text) {
            add_section(l, lines->arena, (struct detail_section){ .first = line });
            return;
        }
}

static void move_rows(struct placing *p)
{
    struct detail_layout *l = p->layout;
    for (size_t i = 0; i < l->row_count; i++) {
        struct detail_row *row = &l->rows[i];
        const struct place *place = &p->places[row->first];
        row->first = place->line;
        row->column = place->column;
        row->x = place->column ? LEFT + l->width + BETWEEN : LEFT;
    }
}

void detail_layout_place(struct detail_layout *l, struct lines *lines)
{
    struct lines placed = { .arena = lines->arena };
    if (!detail_layout_is_wide(l) || !lines->count)
        return;
    begin_first(l, lines);
    part_lone_section(l, lines);
    struct placing p = {
        .layout = l, .from = lines, .to = &placed, .places = ARENA_ARRAY(lines->arena, struct place, lines->count)
    };
    for (size_t section = 0; section < l->section_count;)
        section = place_group(&p, section);
    move_rows(&p);
    lines->items = placed.items;
    lines->count = placed.count;
    lines->room = placed.room;
}

/* --- moving over the rows --- */

static bool is_same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

int detail_layout_find(const struct detail_layout *l, const struct detail_target *target, int near)
{
    int best = DETAIL_NO_ROW;
    for (int i = 0; i < (int)l->row_count; i++) {
        const struct detail_target *t = &l->rows[i].target;
        if (t->pane != target->pane || !is_same(t->id, target->id) || !is_same(t->scope, target->scope))
            continue;
        if (best == DETAIL_NO_ROW || abs(i - near) < abs(best - near))
            best = i;
    }
    return best;
}

int detail_layout_row_at(const struct detail_layout *l, size_t line, int x)
{
    for (int i = 0; i < (int)l->row_count; i++) {
        const struct detail_row *r = &l->rows[i];
        if (line >= r->first && line < r->first + r->count && x >= r->x && x < r->x + r->width)
            return i;
    }
    return DETAIL_NO_ROW;
}

bool detail_layout_sees(const struct detail_layout *l, const struct lines *lines, int row, int height)
{
    if (row < 0 || row >= (int)l->row_count)
        return false;
    size_t first = l->rows[row].first;
    return first >= lines->top && first < lines->top + (size_t)height;
}

/* The first in sight, or the last one; DETAIL_NO_ROW: none is. */
static int row_in_sight(const struct detail_layout *l, const struct lines *lines, int step, int height)
{
    int count = (int)l->row_count;
    for (int i = step > 0 ? 0 : count - 1; i >= 0 && i < count; i += step)
        if (detail_layout_sees(l, lines, i, height))
            return i;
    return DETAIL_NO_ROW;
}

/* As much of it as fits, its beginning in any case. */
static void show_row(const struct detail_row *r, struct lines *lines, int height)
{
    size_t seen = (size_t)(height > 0 ? height : 1), end = r->first + r->count;
    if (end > lines->top + seen)
        lines->top = end - seen;
    if (r->first < lines->top)
        lines->top = r->first;
}

/* Which comes next; DETAIL_NO_ROW: none, or none in sight, where the one that was chosen last is not. */
static int next_row(const struct detail_layout *l, const struct lines *lines, int row, int step, int height)
{
    if (!detail_layout_sees(l, lines, row, height))
        return row_in_sight(l, lines, step, height);
    row += step;
    return row < (int)l->row_count ? row : DETAIL_NO_ROW;
}

/* Whether it may be gone to at once: it is in sight, or lies in the other column than the one that is. */
static bool is_near(const struct detail_layout *l, const struct lines *lines, int row, int next, int height)
{
    if (next == DETAIL_NO_ROW)
        return false;
    return detail_layout_sees(l, lines, next, height) || l->rows[next].column != l->rows[row].column;
}

int detail_layout_step(const struct detail_layout *l, struct lines *lines, int row, int step, int height)
{
    int next = next_row(l, lines, row, step, height);
    if (!is_near(l, lines, row, next, height)) {
        lines_command(lines, step > 0 ? "move.down" : "move.up", height);
        if (next == DETAIL_NO_ROW && !detail_layout_sees(l, lines, row, height))
            next = row_in_sight(l, lines, step, height);
        if (!detail_layout_sees(l, lines, next, height))
            return row;
    }
    show_row(&l->rows[next], lines, height);
    return next;
}

int detail_layout_cross(const struct detail_layout *l, struct lines *lines, int row, int column, int height)
{
    long from = detail_layout_sees(l, lines, row, height) ? (long)l->rows[row].first : (long)lines->top;
    int best = DETAIL_NO_ROW;
    for (int i = 0; i < (int)l->row_count; i++) {
        if (l->rows[i].column != column)
            continue;
        if (best == DETAIL_NO_ROW || labs((long)l->rows[i].first - from) < labs((long)l->rows[best].first - from))
            best = i;
    }
    if (best == DETAIL_NO_ROW)
        return row;
    show_row(&l->rows[best], lines, height);
    return best;
}
