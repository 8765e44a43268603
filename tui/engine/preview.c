/* A plan before it is applied. */
#include "tui/engine/preview.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "tui/app/draw.h"
#include "tui/widgets/lineedit.h"
#include "tui/widgets/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    SIDE_BY_SIDE = 72, /* from this width on, before and after stand beside each other */
    NAME_WIDTH = 24,
    NAME_MOST = 40, /* longer names are not asked to be typed */
    NAME_BYTES = NAME_MOST * 4 + 1,
    FOOT_ROWS = 2
};

struct preview {
    const struct plan *plan;
    const char *filter;  /* NULL: the rows were named one by one */
    struct arena *arena; /* the lines, for one width */
    struct lines lines;
    int width, seen; /* of the last drawing */
    bool is_ascii, is_wrong;
    char wanted[NAME_BYTES]; /* "" where nothing has to be typed */
    struct lineedit typed;
};

static bool is_typable(const char *name)
{
    char safe[NAME_BYTES];
    size_t length = strlen(name);
    return length && length < sizeof safe && text_safe(safe, sizeof safe, name, length) == length &&
           memcmp(safe, name, length) == 0 && text_width(name) <= NAME_MOST;
}

/* A label without the phone number at its end. */
static void copy_name(char *out, size_t size, const char *label)
{
    const char *last = strrchr(label, ' ');
    size_t length =
        last && (last[1] == '+' || (last[1] >= '0' && last[1] <= '9')) ? (size_t)(last - label) : strlen(label);
    snprintf(out, size, "%.*s", (int)length, label);
}

/* One row is confirmed by its name, where that can be typed; anything else by the count. */
static void set_wanted(struct preview *p)
{
    const struct plan *plan = p->plan;
    if (plan->action->danger != DANGER_TYPE || !plan->id_count)
        return;
    snprintf(p->wanted, sizeof p->wanted, "%zu", plan->id_count);
    if (plan->id_count != 1)
        return;
    for (size_t i = 0; i < plan->sample_count; i++) {
        char name[NAME_BYTES] = "";
        if (!plan->samples[i].refusal && plan->samples[i].label)
            copy_name(name, sizeof name, plan->samples[i].label);
        if (is_typable(name))
            memcpy(p->wanted, name, sizeof name);
    }
}

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
    set_wanted(p);
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
    return p->wanted[0] ? p->wanted : NULL;
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
                   _(refusal));
    }
}

static void add_sample_beside(struct preview *p, const struct plan_sample *s, int width)
{
    int half = (width - NAME_WIDTH - 5) / 2;
    struct line like = { 0 };
    lines_cell(&like, 0, 2, NAME_WIDTH, s->refusal ? ROLE_DIM : ROLE_DIALOG, s->label ? s->label : s->id);
    if (s->refusal) {
        lines_cell(&like, 1, 3 + NAME_WIDTH, width - NAME_WIDTH - 1, ROLE_WARN, _(s->refusal));
    } else {
        lines_cell(&like, 1, 3 + NAME_WIDTH, half, ROLE_DIM, s->before ? s->before : "");
        lines_cell(&like, 2, 4 + NAME_WIDTH + half, 2, ROLE_DIM, p->is_ascii ? "->" : "→");
        lines_cell(&like, 3, 7 + NAME_WIDTH + half, half, ROLE_DIALOG, s->after ? s->after : "");
    }
    lines_columns(&p->lines, &like);
}

static void add_sample_below(struct preview *p, const struct plan_sample *s, int width)
{
    lines_pair(&p->lines, 2, 0, NULL, width, s->refusal ? ROLE_DIM : ROLE_DIALOG, s->label ? s->label : s->id);
    if (s->refusal) {
        lines_pair(&p->lines, 4, 0, NULL, width - 2, ROLE_WARN, _(s->refusal));
        return;
    }
    lines_pair(&p->lines, 4, 0, NULL, width - 2, ROLE_DIM, s->before ? s->before : "");
    lines_pair(&p->lines, 4, 2, p->is_ascii ? "->" : "→", width - 2, ROLE_DIALOG, s->after ? s->after : "");
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

static void layout(struct preview *p, int width)
{
    const struct plan *plan = p->plan;
    if (p->lines.count && p->width == width)
        return;
    arena_reset(p->arena);
    lines_clear(&p->lines);
    p->width = width;
    if (plan->id_count && plan->summary)
        lines_pair(&p->lines, 2, 0, NULL, width, ROLE_DIALOG_TITLE, plan->summary);
    if (p->filter)
        lines_pair(&p->lines, 2, 0, NULL, width, ROLE_DIM,
                   *p->filter ? arena_printf(p->arena, _("all that match: %s"), p->filter)
                              : _("all rows, without a filter"));
    add_counts(p, width);
    for (size_t i = 0; plan->notes && plan->notes[i]; i++)
        lines_pair(&p->lines, 2, 1, p->is_ascii ? "-" : "·", width, ROLE_INFO, plan->notes[i]);
    lines_text(&p->lines, 2, width, ROLE_DIALOG, "");
    add_samples(p, width);
}

int preview_height(struct preview *p, int width)
{
    layout(p, width);
    return (int)p->lines.count + FOOT_ROWS + (p->wanted[0] ? 1 : 0);
}

/* Both without the blanks at their ends; case does not matter. */
static bool is_same(const char *typed, const char *wanted)
{
    size_t length = strlen(typed);
    while (length && typed[length - 1] == ' ')
        length--;
    size_t blanks = strspn(typed, " ");
    return length >= blanks && length - blanks == strlen(wanted) &&
           strncasecmp(typed + blanks, wanted, strlen(wanted)) == 0;
}

static enum preview_answer confirm_typed(struct preview *p)
{
    p->is_wrong = !is_same(p->typed.text, p->wanted);
    return p->is_wrong ? PREVIEW_HANDLED : PREVIEW_APPLY;
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
    if (p->wanted[0] && is_enter)
        return confirm_typed(p);
    if (p->wanted[0]) {
        enum lineedit_answer edited = lineedit_key(&p->typed, k);
        p->is_wrong &= edited != LINEEDIT_CHANGED;
        return edited == LINEEDIT_IGNORED ? PREVIEW_IGNORED : PREVIEW_HANDLED;
    }
    if (p->plan->action->danger == DANGER_NONE ? is_enter : strcmp(k->name, "y") == 0)
        return PREVIEW_APPLY;
    return PREVIEW_IGNORED;
}

enum preview_answer preview_paste(struct preview *p, const char *text)
{
    if (!p->wanted[0])
        return PREVIEW_IGNORED;
    p->is_wrong &= lineedit_paste(&p->typed, text) != LINEEDIT_CHANGED;
    return PREVIEW_HANDLED;
}

enum preview_answer preview_command(struct preview *p, const char *command)
{
    return lines_command(&p->lines, command, p->seen) ? PREVIEW_HANDLED : PREVIEW_IGNORED;
}

static void draw_typing(struct preview *p, const struct view *v, int y, int width)
{
    int taken = draw_printf(v, y, 2, width * 2 / 3, p->is_wrong ? ROLE_BAD : ROLE_DIALOG,
                            p->is_wrong ? _("Not the same. Type %s to apply:") : _("Type %s to apply:"), p->wanted);
    int room = width - taken - 1;
    lineedit_draw(&p->typed, v, y, 3 + taken, room, p->is_wrong ? ROLE_INPUT_BAD : ROLE_INPUT, true);
}

static void draw_foot(struct preview *p, const struct view *v, int y, int width)
{
    bool is_empty = !p->plan->id_count;
    bool is_asked = p->plan->action->danger == DANGER_CONFIRM;
    const struct draw_hint hints[] = {
        { is_empty   ? NULL
          : is_asked ? "y"
                     : "enter",
          _("Apply") },
        { "esc", _("Back, change nothing") },
        { p->lines.count > (size_t)p->seen ? "down" : NULL, _("More") },
    };
    draw_hints(v, y, 2, width, hints, sizeof hints / sizeof *hints);
}

void preview_draw(struct preview *p, const struct view *v)
{
    int width = v->width - 4, inside = v->height - 2;
    int foot = FOOT_ROWS + (p->wanted[0] ? 1 : 0);
    p->seen = inside > foot ? inside - foot : 1;
    layout(p, width);
    lines_draw(&p->lines, v, 1, p->seen);
    if (p->wanted[0])
        draw_typing(p, v, v->height - 3, width);
    draw_foot(p, v, v->height - 2, width);
}
