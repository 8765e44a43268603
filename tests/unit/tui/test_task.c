/* Tasks and views: who owns what while a done, or a handler, runs. */
#include "base/arena.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/lanes.h"
#include "tui/app/task.h"
#include "tui/lists/window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <malloc.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    DEADLINE_MS = 20000,
    PERTURB = 165 /* what is freed is overwritten at once */
};

/* No database: a task comes back as failed, which is all that is needed of it here. */
static const struct config config = { .database = "host=/nowhere connect_timeout=1" };

static struct app open_app(void)
{
    struct app app = { .config = &config, .wake_fd = eventfd(0, EFD_NONBLOCK), .height = 24, .width = 80 };
    app.tasks = tasks_new(&config, "test", app.wake_fd);
    return app;
}

static void close_app(struct app *app)
{
    assert_true(tasks_free(app->tasks, DEADLINE_MS));
    close(app->wake_fd);
}

static void run_nothing(struct context *ctx, struct task *t)
{
    (void)ctx;
    (void)t;
}

/* A page of rows that was asked for, and what became of it. */
struct request {
    char text[32];
    struct listing_page page;
};

static struct {
    struct window window;
    char seen[32]; /* of the request, when all else was done */
    int called, kept;
} owner;

/* Until the counter stands there. */
static void collect(struct app *app, const int *counter, int wanted)
{
    struct pollfd fd = { .fd = app->wake_fd, .events = POLLIN };
    while (*counter < wanted) {
        eventfd_t ignored;
        assert_int_equal(poll(&fd, 1, DEADLINE_MS), 1);
        eventfd_read(app->wake_fd, &ignored);
        tasks_collect(app->tasks, app);
    }
}

static void submit(struct app *app, void (*done)(struct app *app, struct task *t), void *of)
{
    struct task *t = task_new();
    struct request *r = ARENA_NEW(t->arena, struct request);
    strcpy(r->text, "what was asked");
    r->page = (struct listing_page){ .rows = ARENA_NEW(t->arena, struct listing_row), .count = 1 };
    r->page.rows[0].id = arena_strdup(t->arena, "r1");
    t->data = r;
    t->run = run_nothing;
    t->done = done;
    t->owner = of;
    task_submit(app, LANE_READ, t);
}

static void keep_and_drop(struct app *app, struct task *t)
{
    const struct request *r = t->data;
    (void)app;
    owner.kept++;
    window_replace(&owner.window, task_keep(t), &r->page, 0);
    window_clear(&owner.window);
    memcpy(owner.seen, r->text, sizeof owner.seen);
}

static void test_what_a_task_is_about_is_there_until_its_done_returns(void **state)
{
    struct app app = open_app();
    (void)state;
    memset(&owner, 0, sizeof owner);
    submit(&app, keep_and_drop, &owner);
    collect(&app, &owner.kept, 1);
    assert_string_equal(owner.seen, "what was asked");
    close_app(&app);
}

static void keep(struct app *app, struct task *t)
{
    const struct request *r = t->data;
    (void)app;
    owner.kept++;
    window_replace(&owner.window, task_keep(t), &r->page, 0);
}

static void test_what_was_kept_outlives_the_task(void **state)
{
    struct app app = open_app();
    (void)state;
    memset(&owner, 0, sizeof owner);
    submit(&app, keep, &owner);
    collect(&app, &owner.kept, 1);
    close_app(&app);
    assert_string_equal(window_row(&owner.window, 0)->id, "r1");
    window_clear(&owner.window);
}

static void forget_others(struct app *app, struct task *t)
{
    owner.called++;
    task_forget(app, LANE_READ, t->owner);
}

static void test_a_done_may_forget_the_others_of_its_owner(void **state)
{
    struct app app = open_app();
    (void)state;
    memset(&owner, 0, sizeof owner);
    submit(&app, forget_others, &owner);
    submit(&app, forget_others, &owner);
    collect(&app, &owner.called, 1);
    submit(&app, keep, &app); /* of somebody else: by then the other one would have come */
    collect(&app, &owner.kept, 1);
    assert_int_equal(owner.called, 1);
    window_clear(&owner.window);
    close_app(&app);
}

/* --- views --- */

struct told {
    struct view view;
    int told, closed;
};

static unsigned close_when_told(struct view *v, const char *channel)
{
    (void)channel;
    ((struct told *)v)->told++;
    return VIEW_CLOSE;
}

static void note_close(struct view *v)
{
    ((struct told *)v)->closed++;
}

static void test_a_view_that_closes_when_told_leaves_the_others_to_be_told(void **state)
{
    static const struct view_ops ops = { .name = "told", .changed = close_when_told, .close = note_close };
    struct told views[4] = { { .told = 0 } };
    struct app app = open_app();
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        views[i].view.ops = &ops;
        app_push(&app, &views[i].view);
    }
    app_close(&app, &views[2].view);
    app_tell_changed(&app, "users");
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(views[i].told, i != 2);
    assert_ptr_equal(app.top, &views[0].view); /* the pane at the bottom stays */
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(views[i].closed, 0);
    app_free_closed(&app);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(views[i].closed, i != 0);
    close_app(&app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_a_task_is_about_is_there_until_its_done_returns),
        cmocka_unit_test(test_what_was_kept_outlives_the_task),
        cmocka_unit_test(test_a_done_may_forget_the_others_of_its_owner),
        cmocka_unit_test(test_a_view_that_closes_when_told_leaves_the_others_to_be_told),
    };
    mallopt(M_PERTURB, PERTURB);
    return cmocka_run_group_tests_name("task", tests, NULL, NULL);
}
