/* The set-up on the screen.
 *
 * Its pages: the list of steps; a step's form; what came of a test, with what it asks; what is to be pasted elsewhere.
 * What takes its time runs as a task, one at a time, and may be left at any moment. */
#include "tui/setup/setup_view.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/saying.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/app/task.h"
#include "tui/engine/form.h"
#include "tui/setup/setup_task.h"
#include "tui/widgets/lines.h"

#include <libintl.h>
#include <stdlib.h>
#include <string.h>

enum page {
    PAGE_STEPS,
    PAGE_FORM,
    PAGE_WAIT, /* something is read, tested or written */
    PAGE_ASK,  /* a test has a question */
    PAGE_FAILED,
    PAGE_DONE,
    PAGE_PASTE
};

enum {
    SIGN_WIDTH = 2,
    LABEL_WIDTH = 20,
    STATE_WIDTH = 14,
    HEAD_ROWS = 3,
    CONCLUSION_ROWS = 8
};

struct setup_view {
    struct view view;
    struct setup_session *session;
    enum page page;
    size_t at, count; /* the step; how many there are */

    struct arena *looked; /* of the looks; NULL: none came yet */
    struct setup_look looks[SETUP_STEPS];
    bool has_begun; /* the step to begin with has been opened */

    struct form *form;
    struct arena *form_arena;
    struct setup_question agreed[SETUP_STEPS]; /* to what was agreed in this form */
    size_t agreed_count;

    struct arena *said; /* of the lines that are shown */
    struct setup_line said_lines[SETUP_LINES];
    size_t said_count;
    struct lines lines; /* the same, laid out */
    struct arena *lines_arena;
    struct error error;
    struct setup_question question;
    const char *waits_for; /* PAGE_WAIT: what is being done */
};

static struct setup_view *setup_of(struct view *v)
{
    return (struct setup_view *)v;
}

static const struct setup_step *step_of(const struct setup_view *s)
{
    return setup_step_at(s->at);
}

static void show(struct setup_view *s, enum page page)
{
    s->page = page;
    s->view.is_unseen = true; /* it asks something else now */
    app_redraw(s->view.app, NULL);
}

/* But for the look at all steps, which goes on beside them. */
static void forget_tasks(struct setup_view *s)
{
    task_forget(s->view.app, LANE_READ, &s->view);
    task_forget(s->view.app, LANE_ACT, &s->view);
}

/* --- what is said --- */

static void forget_said(struct setup_view *s)
{
    arena_free(s->said);
    s->said = NULL;
    s->said_count = 0;
    s->lines.top = 0;
    error_clear(&s->error);
    s->question = (struct setup_question){ .text = NULL };
}

/* What a task has said, which stays as long as it is shown. */
static void take_said(struct setup_view *s, struct task *t)
{
    const struct setup_job *job = t->data;
    forget_said(s);
    s->said = task_keep(t);
    memcpy(s->said_lines, job->lines, sizeof s->said_lines);
    s->said_count = job->line_count;
}

static void add_line(struct setup_view *s, enum theme_role role, const char *text)
{
    lines_pair(&s->lines, 0, 0, NULL, s->view.width, role, text);
}

/* What all that comes to, which is in sight however much was said: why it failed, what is asked, what is waited for. */
struct conclusion {
    const char *text; /* NULL: nothing is to be said */
    enum theme_role role;
};

static struct conclusion conclude(struct setup_view *s)
{
    char text[1024];
    switch (s->page) {
    case PAGE_WAIT:
        return (struct conclusion){ s->waits_for, ROLE_TITLE };
    case PAGE_ASK:
        return (struct conclusion){ s->question.text, ROLE_TITLE };
    case PAGE_FAILED:
        say_error(&s->error, text, sizeof text);
        return (struct conclusion){ arena_strdup(s->lines_arena, text), ROLE_BAD };
    default:
        return (struct conclusion){ NULL, ROLE_TEXT };
    }
}

static void lay_out_said(struct setup_view *s)
{
    static const enum theme_role roles[] = {
        [SETUP_PLAIN] = ROLE_TEXT, [SETUP_GOOD] = ROLE_GOOD, [SETUP_BAD] = ROLE_BAD, [SETUP_COPY] = ROLE_INFO
    };
    arena_reset(s->lines_arena);
    lines_clear(&s->lines);
    for (size_t i = 0; i < s->said_count; i++)
        add_line(s, roles[s->said_lines[i].tone], s->said_lines[i].text);
    if (s->page == PAGE_FAILED && s->form)
        add_line(s, ROLE_DIM, _("Nothing was written, and what you typed is kept."));
}

/* --- the list of steps --- */

static bool is_open(enum setup_state state)
{
    return state == SETUP_MISSING || state == SETUP_BROKEN;
}

static size_t first_open(const struct setup_view *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (is_open(s->looks[i].state))
            return i;
    return s->count;
}

static void read_step(struct setup_view *s);

/* The first thing that is seen is the step to begin with. */
static void begin(struct setup_view *s)
{
    s->has_begun = true;
    s->at = first_open(s) < s->count ? first_open(s) : 0;
    for (size_t i = 0; s->session->step && i < s->count; i++)
        if (strcmp(setup_step_at(i)->name, s->session->step) == 0) {
            s->at = i;
            read_step(s);
        }
}

static void looks_done(struct app *app, struct task *t)
{
    struct setup_view *s = t->owner;
    const struct setup_job *job = t->data;
    arena_free(s->looked);
    s->looked = task_keep(t);
    memcpy(s->looks, job->looks, sizeof s->looks);
    if (!s->has_begun)
        begin(s);
    app_redraw(app, NULL);
}

static void look_again(struct setup_view *s)
{
    struct task *t;
    task_forget(s->view.app, LANE_COUNT, &s->view);
    setup_task_new(&t, SETUP_LOOK, s->session->file, s->session->read_only, NULL);
    t->owner = &s->view;
    t->done = looks_done;
    setup_task_submit(s->view.app, t);
}

static void drop_form(struct setup_view *s)
{
    arena_free(s->form_arena);
    s->form_arena = NULL;
    s->form = NULL;
    s->agreed_count = 0;
}

static void show_steps(struct setup_view *s)
{
    forget_tasks(s);
    forget_said(s);
    drop_form(s);
    look_again(s);
    show(s, PAGE_STEPS);
}

/* --- a step's form --- */

static void make_form(struct setup_view *s, struct task *t)
{
    const struct setup_job *job = t->data;
    const struct action *fields = setup_fields(job->step);
    drop_form(s);
    s->form_arena = task_keep(t);
    s->form = form_new(s->form_arena, fields, job->begun, app_is_ascii(s->view.app));
    for (size_t i = 0; i < fields->arg_count; i++) {
        if (fields->args[i].choices_sql)
            form_offer(s->form, s->form_arena, i, job->offers[i].choices, job->offers[i].count);
        if (job->step->asked && i >= job->step->asked)
            form_leave_out(s->form, i);
    }
}

static void fail(struct setup_view *s, struct task *t)
{
    take_said(s, t);
    s->error = t->error;
    show(s, PAGE_FAILED);
}

static void reading_done(struct app *app, struct task *t)
{
    struct setup_view *s = t->owner;
    (void)app;
    if (!t->ok) {
        drop_form(s);
        fail(s, t);
        return;
    }
    forget_said(s);
    make_form(s, t);
    show(s, PAGE_FORM);
}

static struct task *begin_task(struct setup_view *s, enum setup_work work, const char *what,
                               void (*done)(struct app *app, struct task *t))
{
    struct task *t;
    forget_tasks(s);
    setup_task_new(&t, work, s->session->file, s->session->read_only, step_of(s));
    t->owner = &s->view;
    t->done = done;
    s->waits_for = what;
    return t;
}

static void submit_task(struct setup_view *s, struct task *t)
{
    setup_task_submit(s->view.app, t);
    show(s, PAGE_WAIT);
}

static void read_step(struct setup_view *s)
{
    drop_form(s);
    forget_said(s);
    submit_task(s, begin_task(s, SETUP_READ, _("Reading what is there"), reading_done));
}

/* --- testing and writing --- */

/* An empty field is said to be empty: what it began with is not meant. */
static void give_form(struct setup_view *s, struct task *t)
{
    const struct action *fields = setup_fields(step_of(s));
    size_t asked = step_of(s)->asked ? step_of(s)->asked : fields->arg_count;
    for (size_t i = 0; i < asked; i++) {
        const char *text = form_text(s->form, i);
        bool is_empty = !text[strspn(text, " ")];
        if (!is_empty || !fields->args[i].is_secret)
            setup_task_give(t, fields->args[i].name, is_empty && fields->args[i].may_clear ? "-" : text);
    }
    for (size_t i = 0; i < s->agreed_count; i++)
        setup_task_give(t, s->agreed[i].field, s->agreed[i].value);
}

/* What was chosen there is the language from here on; nothing else runs at that moment. */
static void take_language(const char *language)
{
    const char *now = getenv("LANGUAGE");
    if (!language || (now && strcmp(now, language) == 0))
        return;
    setenv("LANGUAGE", language, 1);
    textdomain(textdomain(NULL)); /* what was translated already is looked up anew */
}

/* What was done stands above what the test has said, which may be long. */
static void take_said_before(struct setup_view *s, struct task *t)
{
    const struct setup_job *job = t->data;
    struct arena *tested = s->said;
    struct setup_line all[SETUP_LINES];
    size_t count = job->line_count;
    s->said = task_keep(t);
    memcpy(all, job->lines, count * sizeof *all);
    for (size_t i = 0; i < s->said_count && count < SETUP_LINES; i++)
        all[count++] = (struct setup_line){ s->said_lines[i].tone, arena_strdup(s->said, s->said_lines[i].text) };
    memcpy(s->said_lines, all, count * sizeof *all);
    s->said_count = count;
    arena_free(tested);
}

static void writing_done(struct app *app, struct task *t)
{
    struct setup_view *s = t->owner;
    const struct setup_job *job = t->data;
    (void)app;
    if (!t->ok) {
        fail(s, t);
        return;
    }
    take_said_before(s, t);
    s->session->has_written = true;
    take_language(job->language);
    drop_form(s);
    look_again(s);
    show(s, PAGE_DONE);
}

static void begin_writing(struct setup_view *s)
{
    struct task *t = begin_task(s, SETUP_WRITE, _("Writing it down"), writing_done);
    give_form(s, t);
    submit_task(s, t);
}

static void trying_done(struct app *app, struct task *t)
{
    struct setup_view *s = t->owner;
    const struct setup_job *job = t->data;
    (void)app;
    if (!t->ok) {
        fail(s, t);
        return;
    }
    take_said(s, t);
    s->question = job->question;
    if (s->question.text)
        show(s, PAGE_ASK);
    else
        begin_writing(s);
}

/* A password that stands in an address goes where passwords go. */
static void move_password(struct setup_view *s)
{
    const struct action *fields = setup_fields(step_of(s));
    size_t url = action_arg_index(fields, "url"), password = action_arg_index(fields, "password");
    const char *plain, *secret;
    if (url == fields->arg_count || password == fields->arg_count ||
        !setup_split_address(s->form_arena, form_text(s->form, url), &plain, &secret))
        return;
    form_put(s->form, url, plain);
    form_put(s->form, password, secret);
}

static void begin_trying(struct setup_view *s)
{
    move_password(s);
    forget_said(s);
    struct task *t = begin_task(s, SETUP_TRY, _("Testing"), trying_done);
    give_form(s, t);
    submit_task(s, t);
}

static void agree(struct setup_view *s)
{
    if (s->agreed_count < SETUP_STEPS)
        s->agreed[s->agreed_count++] = (struct setup_question){
            .field = arena_strdup(s->form_arena, s->question.field),
            .value = arena_strdup(s->form_arena, s->question.value),
        };
    begin_trying(s);
}

static void paste_done(struct app *app, struct task *t)
{
    struct setup_view *s = t->owner;
    (void)app;
    if (!t->ok) {
        fail(s, t);
        return;
    }
    take_said(s, t);
    show(s, PAGE_PASTE);
}

static void begin_paste(struct setup_view *s)
{
    struct task *t = begin_task(s, SETUP_PASTE, _("Reading what is there"), paste_done);
    give_form(s, t);
    submit_task(s, t);
}

/* The step that comes next: the first behind this one that is not done, as far as is known. */
static void go_on(struct setup_view *s)
{
    for (size_t i = s->at + 1; i < s->count; i++)
        if (s->looks[i].state != SETUP_DONE) {
            s->at = i;
            read_step(s);
            return;
        }
    show_steps(s);
}

/* --- keys --- */

static bool is_key(const struct key *k, const char *name)
{
    return strcmp(k->name, name) == 0;
}

/* A worker is not needed for it, and a hotspot without a router is one that can be looked at. */
static unsigned leave(struct setup_view *s)
{
    s->session->opens_console = s->session->may_open_console && s->looked && s->looks[0].state == SETUP_DONE;
    s->view.app->is_quitting = true; /* once what is being written is */
    return VIEW_HANDLED;
}

static unsigned steps_key(struct setup_view *s, const struct key *k)
{
    if (is_key(k, "esc") || is_key(k, "q"))
        return leave(s);
    if (is_key(k, "down") || is_key(k, "j") || is_key(k, "tab"))
        s->at += s->at + 1 < s->count;
    else if (is_key(k, "up") || is_key(k, "k") || is_key(k, "backtab"))
        s->at -= s->at > 0;
    else if (is_key(k, "enter") && s->looked)
        read_step(s);
    return VIEW_REDRAW;
}

static unsigned form_page_key(struct setup_view *s, const struct key *k)
{
    if (is_key(k, "C-n")) {
        go_on(s);
        return VIEW_HANDLED;
    }
    if (is_key(k, "C-o") && step_of(s)->paste) {
        begin_paste(s);
        return VIEW_HANDLED;
    }
    switch (form_key(s->form, k)) {
    case FORM_SUBMIT:
        begin_trying(s);
        return VIEW_HANDLED;
    case FORM_CANCEL:
        show_steps(s);
        return VIEW_HANDLED;
    default:
        return VIEW_REDRAW;
    }
}

static unsigned ask_key(struct setup_view *s, const struct key *k)
{
    if (is_key(k, "esc"))
        show(s, PAGE_FORM);
    else if (is_key(k, "y") && app_may_answer(&s->view, k))
        agree(s);
    return VIEW_HANDLED;
}

static unsigned failed_key(struct setup_view *s, const struct key *k)
{
    if (is_key(k, "esc") || (!s->form && is_key(k, "enter")))
        show_steps(s);
    else if (is_key(k, "enter") && app_was_seen(&s->view, k->read))
        show(s, PAGE_FORM);
    return VIEW_HANDLED;
}

static unsigned done_key(struct setup_view *s, const struct key *k)
{
    if (is_key(k, "esc"))
        show_steps(s);
    else if (is_key(k, "enter") && app_was_seen(&s->view, k->read))
        go_on(s);
    return VIEW_HANDLED;
}

/* What is being written is finished; what only asks ends. */
static unsigned wait_key(struct setup_view *s, const struct key *k)
{
    if (!is_key(k, "esc"))
        return VIEW_HANDLED;
    if (s->form) {
        forget_tasks(s);
        show(s, PAGE_FORM);
    } else {
        show_steps(s);
    }
    return VIEW_HANDLED;
}

static unsigned paste_key(struct setup_view *s, const struct key *k)
{
    if (is_key(k, "esc") || is_key(k, "enter"))
        show(s, PAGE_FORM);
    return VIEW_HANDLED;
}

static int conclusion_rows(const struct setup_view *s, const struct conclusion *c)
{
    int rows = c->text ? draw_wrapped_lines(&s->view, s->view.width - 1, c->text) : 0;
    return rows < CONCLUSION_ROWS ? rows : CONCLUSION_ROWS;
}

static int lines_height(struct setup_view *s)
{
    const struct conclusion c = conclude(s);
    return s->view.height - HEAD_ROWS - conclusion_rows(s, &c) - 1;
}

static bool scrolls(struct setup_view *s, const struct key *k)
{
    static const struct {
        const char *key, *command;
    } keys[] = { { "down", "move.down" }, { "up", "move.up" }, { "pagedown", "page.down" }, { "pageup", "page.up" } };
    if (s->page == PAGE_STEPS || s->page == PAGE_FORM)
        return false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (is_key(k, keys[i].key))
            return lines_command(&s->lines, keys[i].command, lines_height(s));
    return false;
}

static unsigned setup_key(struct view *v, const struct key *k)
{
    static unsigned (*const of_pages[])(struct setup_view * s, const struct key *k) = {
        [PAGE_STEPS] = steps_key,   [PAGE_FORM] = form_page_key, [PAGE_WAIT] = wait_key,   [PAGE_ASK] = ask_key,
        [PAGE_FAILED] = failed_key, [PAGE_DONE] = done_key,      [PAGE_PASTE] = paste_key,
    };
    struct setup_view *s = setup_of(v);
    if (is_key(k, "C-l") || is_key(k, "C-z"))
        return VIEW_IGNORED;
    return scrolls(s, k) ? VIEW_REDRAW : of_pages[s->page](s, k);
}

static unsigned setup_paste(struct view *v, const char *text, unsigned read)
{
    struct setup_view *s = setup_of(v);
    (void)read;
    if (s->page != PAGE_FORM || form_paste(s->form, text) == FORM_IGNORED)
        return VIEW_IGNORED;
    move_password(s);
    return VIEW_REDRAW;
}

/* --- drawing --- */

static const struct {
    const char *sign, *ascii, *word;
    enum theme_role role;
} states[] = {
    [SETUP_DONE] = { "●", "*", N_("done"), ROLE_GOOD },    [SETUP_MISSING] = { "○", "o", N_("missing"), ROLE_WARN },
    [SETUP_UNSET] = { "·", "-", N_("not set"), ROLE_DIM }, [SETUP_WAITING] = { "·", ".", N_("waits"), ROLE_DIM },
    [SETUP_BROKEN] = { "●", "!", N_("fails"), ROLE_BAD },
};

static void draw_step(const struct setup_view *s, int y, size_t i)
{
    const struct view *v = &s->view;
    const struct setup_look *look = &s->looks[i];
    bool is_here = i == s->at;
    enum theme_role role = is_here ? ROLE_CURSOR : ROLE_TEXT,
                    state_role = is_here ? ROLE_CURSOR : states[look->state].role;
    draw_blank(v, y, 0, v->width, role);
    draw_text(v, y, 2 + SIGN_WIDTH, LABEL_WIDTH, role, _(setup_step_at(i)->label));
    if (!s->looked)
        return;
    draw_text(v, y, 2, SIGN_WIDTH, state_role,
              app_is_ascii(v->app) ? states[look->state].ascii : states[look->state].sign);
    draw_text(v, y, 2 + SIGN_WIDTH + LABEL_WIDTH, STATE_WIDTH, state_role, _(states[look->state].word));
    int x = 2 + SIGN_WIDTH + LABEL_WIDTH + STATE_WIDTH;
    draw_text(v, y, x, v->width - x - 1, is_here ? ROLE_CURSOR : ROLE_DIM, say(s->looked, look->what));
}

static void draw_steps(struct setup_view *s)
{
    const struct view *v = &s->view;
    int y = 2;
    draw_wrapped(v, y, 2, v->width - 4, 2, ROLE_DIM,
                 s->looked ? _("Each step can be left and taken up again: what is done stays. enter opens one.")
                           : _("Looking at what is there"));
    y += HEAD_ROWS;
    for (size_t i = 0; i < s->count; i++)
        draw_step(s, y++, i);
    if (s->looked && first_open(s) == s->count)
        draw_text(v, y + 1, 2, v->width - 4, ROLE_GOOD, _("All that is needed is set up."));
    draw_printf(v, v->height - 2, 2, v->width - 4, ROLE_DIM, _("Configuration: %s"), s->session->file);
}

static void draw_head(const struct setup_view *s)
{
    const struct view *v = &s->view;
    draw_blank(v, 0, 0, v->width, ROLE_HEADER);
    if (s->page == PAGE_STEPS) {
        draw_text(v, 0, 2, v->width - 4, ROLE_HEADER, _("Set up the hotspot"));
        return;
    }
    draw_printf(v, 0, 2, v->width - 4, ROLE_HEADER, _("Set up, step %zu of %zu: %s"), s->at + 1, s->count,
                _(step_of(s)->label));
    draw_text(v, 1, 2, v->width - 4, ROLE_DIM, _(step_of(s)->help));
}

static void draw_form(struct setup_view *s)
{
    struct view inner = s->view;
    int room = s->view.height - HEAD_ROWS, wanted = form_height(s->form, inner.width - 4) + 2;
    inner.y += 2;
    inner.height = wanted < room ? wanted : room;
    form_draw(s->form, &inner);
}

static void draw_said(struct setup_view *s)
{
    lay_out_said(s);
    const struct conclusion c = conclude(s);
    int rows = conclusion_rows(s, &c), height = s->view.height - HEAD_ROWS - rows - 1;
    int said = (int)s->lines.count < height ? (int)s->lines.count : height;
    lines_draw(&s->lines, &s->view, HEAD_ROWS, height);
    if (c.text)
        draw_wrapped(&s->view, HEAD_ROWS + said, 0, s->view.width - 1, rows, c.role, c.text);
}

/* What each page says of its keys, the most wanted first. */
static void draw_keys(struct setup_view *s)
{
    const struct view *v = &s->view;
    const char *more = (int)s->lines.count > lines_height(s) ? "down" : NULL;
    const struct draw_hint of_pages[][4] = {
        [PAGE_STEPS] = { { "enter", _("Open the step") }, { "j k", _("Choose") }, { "esc", _("Leave") } },
        [PAGE_FORM] = { { "C-n", _("Skip this step") }, { step_of(s)->paste ? "C-o" : NULL, _("What to type there") } },
        [PAGE_WAIT] = { { "esc", _("Don't wait") } },
        [PAGE_ASK] = { { "y", _("Yes") }, { "esc", _("No, back to the values") }, { more, _("More") } },
        [PAGE_FAILED] = { { s->form ? "enter" : NULL, _("Edit the values") },
                          { "esc", _("To the list of steps") },
                          { more, _("More") } },
        [PAGE_DONE] = { { "enter", _("Next step") }, { "esc", _("To the list of steps") }, { more, _("More") } },
        [PAGE_PASTE] = { { "esc", _("Back") } },
    };
    draw_hints(v, v->height - 1, 2, v->width - 4, of_pages[s->page], 4);
}

static void setup_draw(struct view *v)
{
    struct setup_view *s = setup_of(v);
    for (int y = 0; y < v->height; y++)
        draw_blank(v, y, 0, v->width, ROLE_TEXT);
    draw_head(s);
    if (s->page == PAGE_STEPS)
        draw_steps(s);
    else if (s->page == PAGE_FORM)
        draw_form(s);
    else
        draw_said(s);
    draw_keys(s);
}

static void setup_layout(struct view *v, int screen_height, int screen_width)
{
    v->y = v->x = 0;
    v->height = screen_height;
    v->width = screen_width;
}

static void setup_close(struct view *v)
{
    struct setup_view *s = setup_of(v);
    arena_free(s->looked);
    arena_free(s->form_arena);
    arena_free(s->said);
    arena_free(s->lines_arena);
    free(s);
}

static const struct view_ops setup_ops = {
    .name = "setup",
    .draw = setup_draw,
    .key = setup_key,
    .paste = setup_paste,
    .layout = setup_layout,
    .close = setup_close,
};

void setup_view_open(struct app *app, struct setup_session *session)
{
    struct setup_view *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->view.ops = &setup_ops;
    s->view.is_full_screen = true;
    s->session = session;
    s->lines_arena = arena_new();
    s->lines.arena = s->lines_arena;
    while (s->count < SETUP_STEPS && setup_step_at(s->count))
        s->count++;
    app_push(app, &s->view);
    look_again(s);
}
