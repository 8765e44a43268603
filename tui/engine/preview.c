/* A plan before it is applied. */
#include "tui/engine/preview.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/saying.h"
#include "tui/app/draw.h"
#include "tui/engine/action_text.h"
#include "tui/terminal/verb.h"
#include "tui/widgets/asking.h"
#include "tui/widgets/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    SIDE_BY_SIDE = 72, /* from this width on, before and after stand beside each other */
    NAME_WIDTH = 24,
    FOOT_ROWS = 2
};

struct preview {
    const struct plan *plan;
    const char *filter;  /* NULL: the rows were named one by one */
    struct arena *arena; /* the lines, for one width */
    struct lines lines;
    int width, seen; /* of the last drawing */
    bool is_ascii;
    struct asking asking;
};

struct preview *preview_new(const struct plan *plan, const char *filter, bool is_ascii)
{
    struct preview *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    p->plan = plan;
    p->filter = filter;
    p->is_ascii = is_ascii;
    p->arena = arena_new();
    p->lines.arena = p->arena;
    p->seen = 1;
    asking_begin(&p->asking, action_confirm(plan), action_rows(plan),
                 plan->action->word ? _(plan->action->word) : NULL);
    return p;
}

void preview_free(struct preview *p)
{
    if (!p)
        return;
    arena_free(p->arena);
    free(p);
}

const char *preview_wanted(const struct preview *p)
{
    return p->plan->id_count && p->asking.wanted[0] ? p->asking.wanted : NULL;
}

static bool was_counted(const struct plan *plan, size_t before, const char *refusal)
{
    for (size_t i = 0; i < before; i++)
        if (plan->samples[i].refusal && strcmp(plan->samples[i].refusal, refusal) == 0)
            return true;
    return false;
}

/* "3 × is blocked already": the reasons among the samples, each once. */
static void add_refusals(struct preview *p, int width)
{
    const struct plan *plan = p->plan;
    for (size_t i = 0; i < plan->sample_count; i++) {
        const char *refusal = plan->samples[i].refusal;
        size_t count = 0;
        if (!refusal || was_counted(plan, i, refusal))
            continue;
        for (size_t j = i; j < plan->sample_count; j++)
            count += plan->samples[j].refusal && strcmp(plan->samples[j].refusal, refusal) == 0;
        lines_pair(&p->lines, 2, 6, arena_printf(p->arena, p->is_ascii ? "%zu x" : "%zu ×", count), width, ROLE_WARN,
                   say(p->arena, refusal));
    }
}

/* Of an effect the name is a word of the program's; all others are names of people and things. */
static const char *label_text(const struct preview *p, const struct plan_sample *s)
{
    if (!s->label)
        return s->id;
    return strcmp(p->plan->action->entity, "outbox") == 0 ? say(p->arena, s->label) : s->label;
}

static void add_sample_beside(struct preview *p, const struct plan_sample *s, int width)
{
    int half = (width - NAME_WIDTH - 5) / 2;
    struct line like = { 0 };
    lines_cell(&like, 0, 2, NAME_WIDTH, s->refusal ? ROLE_DIM : ROLE_DIALOG, label_text(p, s));
    if (s->refusal) {
        lines_cell(&like, 1, 3 + NAME_WIDTH, width - NAME_WIDTH - 1, ROLE_WARN, say(p->arena, s->refusal));
    } else {
        lines_cell(&like, 1, 3 + NAME_WIDTH, half, ROLE_DIM, s->before ? say(p->arena, s->before) : "");
        lines_cell(&like, 2, 4 + NAME_WIDTH + half, 2, ROLE_DIM, p->is_ascii ? "->" : "→");
        lines_cell(&like, 3, 7 + NAME_WIDTH + half, half, ROLE_DIALOG, s->after ? say(p->arena, s->after) : "");
    }
    lines_columns(&p->lines, &like);
}

static void add_sample_below(struct preview *p, const struct plan_sample *s, int width)
{
    lines_pair(&p->lines, 2, 0, NULL, width, s->refusal ? ROLE_DIM : ROLE_DIALOG, label_text(p, s));
    if (s->refusal) {
        lines_pair(&p->lines, 4, 0, NULL, width - 2, ROLE_WARN, say(p->arena, s->refusal));
        return;
    }
    lines_pair(&p->lines, 4, 0, NULL, width - 2, ROLE_DIM, s->before ? say(p->arena, s->before) : "");
    lines_pair(&p->lines, 4, 2, p->is_ascii ? "->" : "→", width - 2, ROLE_DIALOG,
               s->after ? say(p->arena, s->after) : "");
}

static void add_samples(struct preview *p, int width)
{
    const struct plan *plan = p->plan;
    size_t all = plan->id_count + plan->refused_count;
    for (size_t i = 0; i < plan->sample_count; i++)
        if (width >= SIDE_BY_SIDE)
            add_sample_beside(p, &plan->samples[i], width);
        else
            add_sample_below(p, &plan->samples[i], width);
    if (all > plan->sample_count)
        lines_text(&p->lines, 2, width, ROLE_DIM, arena_printf(p->arena, _("and %zu more"), all - plan->sample_count));
}

static void add_counts(struct preview *p, int width)
{
    const struct plan *plan = p->plan;
    const char *text;
    if (!plan->id_count && !plan->refused_count)
        text = _("Nothing matches, so nothing would change.");
    else if (!plan->id_count)
        text = arena_printf(p->arena, _("Nothing would change: all %zu are refused:"), plan->refused_count);
    else if (plan->refused_count)
        text = arena_printf(p->arena, _("%zu more are refused:"), plan->refused_count);
    else
        return; /* the summary has said it */
    lines_pair(&p->lines, 2, 0, NULL, width, plan->id_count ? ROLE_DIALOG : ROLE_WARN, text);
    if (plan->refused_count)
        add_refusals(p, width);
}

/* Why it is asked for as it is. */
static void add_reverse(struct preview *p, int width)
{
    const struct action *a = p->plan->action;
    const char *text = p->plan->id_count ? action_reverse_text(p->arena, a, p->plan->args) : NULL;
    if (text)
        lines_pair(&p->lines, 2, 1, p->is_ascii ? "-" : "·", width, a->reverse == REVERSE_NONE ? ROLE_WARN : ROLE_DIM,
                   text);
}

static void layout(struct preview *p, int width)
{
    const struct plan *plan = p->plan;
    if (p->lines.count && p->width == width)
        return;
    arena_reset(p->arena);
    lines_clear(&p->lines);
    p->width = width;
    if (plan->id_count && plan->summary)
        lines_pair(&p->lines, 2, 0, NULL, width, ROLE_DIALOG_TITLE, say(p->arena, plan->summary));
    if (p->filter)
        lines_pair(&p->lines, 2, 0, NULL, width, ROLE_DIM,
                   *p->filter ? arena_printf(p->arena, _("all that match: %s"), p->filter)
                              : _("all rows, without a filter"));
    add_counts(p, width);
    for (size_t i = 0; plan->notes && plan->notes[i]; i++)
        lines_pair(&p->lines, 2, 1, p->is_ascii ? "-" : "·", width, ROLE_INFO, say(p->arena, plan->notes[i]));
    add_reverse(p, width);
    lines_text(&p->lines, 2, width, ROLE_DIALOG, "");
    add_samples(p, width);
}

/* Of an empty plan nothing is asked. */
static int typing_rows(const struct preview *p)
{
    return p->plan->id_count ? asking_rows(&p->asking) : 0;
}

int preview_height(struct preview *p, int width)
{
    layout(p, width);
    return (int)p->lines.count + FOOT_ROWS + typing_rows(p);
}

static enum preview_answer scroll_key(struct preview *p, const char *key)
{
    static const char *const keys[][2] = {
        { "down", "move.down" }, { "up", "move.up" }, { "pagedown", "page.down" }, { "pageup", "page.up" }
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(key, keys[i][0]) == 0)
            return preview_command(p, keys[i][1]);
    return PREVIEW_IGNORED;
}

static enum preview_answer answer_of(enum asking_answer asked)
{
    return asked == ASKING_YES ? PREVIEW_APPLY : asked == ASKING_HANDLED ? PREVIEW_HANDLED : PREVIEW_IGNORED;
}

enum preview_answer preview_key(struct preview *p, const struct key *k)
{
    bool is_enter = strcmp(k->name, "enter") == 0;
    enum preview_answer scrolled = scroll_key(p, k->name);
    if (strcmp(k->name, "esc") == 0)
        return PREVIEW_BACK;
    if (scrolled != PREVIEW_IGNORED)
        return scrolled;
    if (!p->plan->id_count)
        return is_enter ? PREVIEW_BACK : PREVIEW_IGNORED;
    return answer_of(asking_key(&p->asking, k));
}

enum preview_answer preview_paste(struct preview *p, const char *text)
{
    return p->plan->id_count ? answer_of(asking_paste(&p->asking, text)) : PREVIEW_IGNORED;
}

enum preview_answer preview_command(struct preview *p, const char *command)
{
    return lines_command(&p->lines, command, p->seen) ? PREVIEW_HANDLED : PREVIEW_IGNORED;
}

static void draw_foot(struct preview *p, const struct view *v, int y, int width)
{
    const struct draw_hint hints[] = {
        { p->plan->id_count ? asking_hint(&p->asking) : NULL, _("Apply") },
        { "esc", _("Back, change nothing") },
        { p->lines.count > (size_t)p->seen ? "down" : NULL, _("More") },
    };
    draw_hints(v, y, 2, width, hints, sizeof hints / sizeof *hints);
}

void preview_draw(struct preview *p, const struct view *v)
{
    int width = v->width - 4, inside = v->height - 2;
    int foot = FOOT_ROWS + typing_rows(p);
    p->seen = inside > foot ? inside - foot : 1;
    layout(p, width);
    lines_draw(&p->lines, v, 1, p->seen);
    if (typing_rows(p))
        asking_draw(&p->asking, v, v->height - 3, 2, width);
    draw_foot(p, v, v->height - 2, width);
}
