/* A question over a view. */
#include "tui/lists/question.h"

#include "base/arena.h"
#include "tui/app/app.h"
#include "tui/app/draw.h"
#include "tui/widgets/asking.h"

#include <stdlib.h>
#include <string.h>

enum {
    WIDEST = 64,
    EDGE_ROWS = 4 /* the box, a blank line and the hints */
};

struct question_view {
    struct view view;
    struct view *owner;
    struct arena *arena;
    struct question q;
    struct asking asking;
};

static struct question_view *of(struct view *v)
{
    return (struct question_view *)(void *)v;
}

static unsigned answer(struct question_view *w, bool is_yes)
{
    struct app *app = w->view.app;
    struct view *owner = w->owner;
    void (*answered)(struct app *, struct view *, bool) = w->q.answered;
    app_close(app, &w->view); /* who is told may open something else */
    answered(app, owner, is_yes);
    return VIEW_HANDLED;
}

/* What was typed before it stood on the screen, or came with something else, answers nothing. */
static unsigned question_key(struct view *v, const struct key *k)
{
    struct question_view *w = of(v);
    if (strcmp(k->name, "esc") == 0)
        return answer(w, false);
    if (!app_was_seen(v, k->read))
        return VIEW_HANDLED;
    enum asking_answer said = asking_key(&w->asking, k);
    if (said == ASKING_YES && app_may_answer(v, k))
        return answer(w, true);
    return said == ASKING_HANDLED ? VIEW_REDRAW : VIEW_HANDLED;
}

static unsigned question_paste(struct view *v, const char *text, unsigned read)
{
    struct question_view *w = of(v);
    return app_was_seen(v, read) && asking_paste(&w->asking, text) == ASKING_HANDLED ? VIEW_REDRAW : VIEW_IGNORED;
}

static unsigned question_command(struct view *v, const char *command)
{
    return strcmp(command, "view.close") == 0 ? answer(of(v), false) : VIEW_HANDLED;
}

static void question_draw(struct view *v)
{
    struct question_view *w = of(v);
    const struct draw_hint hints[] = { { asking_hint(&w->asking), w->q.yes }, { "esc", w->q.no } };
    int width = v->width - 4, typing = asking_rows(&w->asking);
    draw_box(v, w->q.title);
    draw_wrapped(v, 1, 2, width, v->height - EDGE_ROWS - typing, ROLE_DIALOG, w->q.text);
    asking_draw(&w->asking, v, v->height - 3, 2, width);
    draw_hints(v, v->height - 2, 2, width, hints, sizeof hints / sizeof *hints);
}

static void question_layout(struct view *v, int screen_height, int screen_width)
{
    struct question_view *w = of(v);
    int width = screen_width < WIDEST ? screen_width : WIDEST;
    int rows = draw_wrapped_lines(v, width - 4, w->q.text) + asking_rows(&w->asking);
    draw_centre(v, screen_height, screen_width, rows + EDGE_ROWS, width);
}

static void question_close(struct view *v)
{
    arena_free(of(v)->arena);
    free(v);
}

static const struct view_ops question_ops = {
    .name = "question",
    .is_dialog = true,
    .draw = question_draw,
    .key = question_key,
    .paste = question_paste,
    .command = question_command,
    .layout = question_layout,
    .close = question_close,
};

void question_open(struct app *app, struct view *owner, const struct question *q)
{
    struct question_view *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->view.ops = &question_ops;
    w->view.app = app;
    w->owner = owner;
    w->arena = arena_new();
    w->q = *q;
    w->q.text = arena_strdup(w->arena, q->text);
    asking_begin(&w->asking, confirm_by(q->reverse, q->rows), q->rows, q->word);
    app_push(app, &w->view);
}
