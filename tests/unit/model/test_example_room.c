/* A room of the test's own, "example": what customers complain of. docs/extending.md shows its blocks word for word,
 * from [name] to [/name]; tests/system/test_docs.py compares. Here they are compiled, and found as the program finds
 * those of its own rooms. */
#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "db/db.h"
#include "model/bill/room.h"
#include "model/customers/room.h"
#include "model/engine/action_table.h"
#include "model/engine/check.h"
#include "model/engine/effect.h"
#include "model/engine/entity.h"
#include "model/engine/job.h"
#include "model/engine/room.h"
#include "model/engine/saying.h"
#include "model/lists/filter.h"
#include "model/lists/pane.h"
#include "model/pay/room.h"
#include "model/routers/room.h"
#include "model/routers/router.h"
#include "model/settings/room.h"
#include "model/settings/setting.h"
#include "model/values/choice.h"
#include "model/values/room.h"
#include "net/ros.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* [pane] */
static const char *const complaint_states[] = { "open", "closed", NULL };

static const struct column complaint_columns[] = {
    { .name = "id",
      .label = N_("Id"),
      .sql = "c.id",
      .cast = "bigint",
      .type = COL_ID,
      .flags = COLUMN_HIDDEN,
      .width = 8,
      .min_width = 4,
      .priority = 9,
      .help = N_("Number of the complaint") },
    { .name = "full_name",
      .label = N_("Customer"),
      .sql = "u.full_name",
      .sort = "lower(u.full_name)",
      .cast = "text",
      .type = COL_TEXT,
      .flags = COLUMN_FROZEN,
      .width = 24,
      .min_width = 10,
      .priority = 0,
      .help = N_("Full name of the customer") },
    { .name = "state",
      .label = N_("State"),
      .sql = "c.state",
      .sort = "c.state",
      .cast = "text",
      .type = COL_CHOICE,
      .width = 7,
      .min_width = 6,
      .priority = 1,
      .choices = complaint_states,
      .help = N_("Whether it is answered") },
    { .name = "created_at",
      .label = N_("Since"),
      .sql = "c.created_at",
      .sort = "c.created_at",
      .cast = "timestamptz",
      .type = COL_TIME,
      .width = 12,
      .min_width = 12,
      .priority = 2,
      .help = N_("When the customer complained") },
    { .name = "text",
      .label = N_("Complaint"),
      .sql = "c.text",
      .type = COL_TEXT,
      .width = 40,
      .min_width = 12,
      .priority = 1,
      .help = N_("What the customer said") },
};

static const char *const complaint_searched[] = { "u.full_name", "c.text", NULL };
static const struct search complaint_search = { .text_columns = complaint_searched, .phone_column = "u.phone_number" };
static const char *const complaint_channels[] = { "complaints", NULL };

static const struct pane_action complaint_actions[] = {
    { .action = "complaints.close", .is_main = true, .when = { WHERE_IS("state", "open") } },
    { .action = "payments.sell", .is_main = true },
    { .action = NULL },
};

static const struct pane pane_complaints = {
    .name = "complaints",
    .label = N_("Complaints"),
    .help = N_("What customers complain of"),
    .go_help = N_("Go to the complaints"),
    .query = "complaints_list",
    .id = "c.id",
    .id_cast = "bigint",
    .entity = "complaint",
    .user = "c.user_id",
    .columns = complaint_columns,
    .column_count = sizeof complaint_columns / sizeof *complaint_columns,
    .actions = complaint_actions,
    .default_sort = "-created_at",
    .search = &complaint_search,
    .channels = complaint_channels,
};
/* [/pane] */

/* [action] */
static const struct action_arg close_args[] = {
    { .name = "answer",
      .label = N_("Answer"),
      .help = N_("what the customer was told"),
      .type = ARG_TEXT,
      .is_required = true,
      .minimum = 1,
      .maximum = LONGEST_NOTE },
};

static const struct action example_actions[] = {
    { .name = "complaints.close",
      .label = N_("Close"),
      .help = N_("Close complaints with an answer"),
      .sql = "complaint_close",
      .pane = "complaints",
      .entity = "complaint",
      .done = N_("closed"),
      ARGS(close_args),
      NOT_TAKEN_BACK(N_("close")),
      .role = ROLE_OPERATOR,
      .has_effects = true },
    { .name = NULL },
};

static const struct entity example_entities[] = {
    { .name = "complaint", .one = N_("complaint"), .many = N_("complaints"), .channels = "{complaints,audit,outbox}" },
    { .name = NULL },
};
/* [/action] */

/* [job] */
static bool run_forget(struct context *ctx, char *result, size_t size, struct error *e)
{
    const char *days = setting_read(ctx, "complaint_keep_days", e);
    int64_t rows;
    if (!days || !db_run(ctx->db, "complaint_forget", DB_PARAMS(days), &rows, e))
        return false;
    snprintf(result, size, "%lld complaints removed", (long long)rows);
    return true;
}

static const struct job example_jobs[] = {
    { .name = "complaint_forget",
      .label = N_("Old complaints"),
      .help = N_("Remove complaints that were closed long ago"),
      .interval_s = 86400,
      .lease_s = 300,
      .run = run_forget },
    { .name = NULL },
};
/* [/job] */

/* [effect] */
/* The note that RouterOS shows at login: how many complaints are open. Every run says it anew, so that doing it twice
 * is harmless. */
static bool set_note(struct context *ctx, struct ros *ros, struct ros_command *command, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "complaint_note", NULL, 0, e);
    if (!r)
        return false;
    const char **words = ARENA_ARRAY(ctx->arena, const char *, 2);
    words[0] = "/system/note/set";
    words[1] = arena_printf(ctx->arena, "=note=%s", db_value(r, 0, 0));
    db_result_free(r);
    *command = (struct ros_command){ .words = words, .word_count = 2 };
    return ros_run(ros, command, 1, NULL, NULL, e);
}

static bool effect_note(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e)
{
    struct ros_command command;
    struct error failure = { .code = ERR_NONE };
    struct ros *ros = routers_get(ctx, router, e);
    if (!ros)
        return false;
    bool ok = set_note(ctx, ros, &command, &failure);
    routers_report(ctx, router, ok ? NULL : &failure);
    if (!ok && e)
        *e = failure;
    for (size_t i = 0; ok && i < count; i++) {
        rows[i].state = command.outcome == ROS_DONE ? EFFECT_DONE : EFFECT_FAILED;
        rows[i].message = command.outcome == ROS_DONE ? NULL : text_safe_copy(ctx->arena, command.message);
    }
    return ok;
}

static const struct effect example_effects[] = {
    { .kind = "router",
      .name = "complaint_note",
      .help = N_("Show on the router how many complaints are open"),
      .run = effect_note },
    { .kind = NULL },
};
/* [/effect] */

/* [setting] */
static const struct setting example_settings[] = {
    { .key = "complaint_keep_days",
      .help = N_("Days that closed complaints are kept"),
      .kind = SETTING_INTEGER,
      .fallback = "90",
      .minimum = 1,
      .maximum = 3650 },
    { .key = NULL },
};
/* [/setting] */

/* [check] */
static const struct check example_checks[] = {
    { .name = "complaints_have_answers",
      .sql = "check_complaints",
      .what = N_("a closed complaint has no answer"),
      .mend = N_("ask the operator named in show audit what the customer was told") },
    { .name = NULL },
};
/* [/check] */

/* [sentences] */
static const struct saying example_sayings[] = {
    { N_("there is no such complaint"), NULL },
    { N_("it is closed already"), NULL },
    { N_("closed: {text}"), NULL },
    { N_("{n} complaints removed"), NULL },
    { NULL, NULL },
};
/* [/sentences] */

/* [room] */
static const struct pane *const example_panes[] = { &pane_complaints, NULL };

static const struct choice_word example_words[] = {
    { "closed", N_("closed") },
    { NULL, NULL },
};

static const struct room room_example = {
    .name = "example",
    .panes = example_panes,
    .actions = example_actions,
    .entities = example_entities,
    .jobs = example_jobs,
    .effects = example_effects,
    .settings = example_settings,
    .checks = example_checks,
    .words = example_words,
    .sayings = example_sayings,
};
/* [/room] */

/* In place of model/worker/rooms.c, which the linker leaves out: the program's rooms, and ours behind them. */
const struct room *const rooms[] = {
    &room_customers, &room_pay, &room_bill, &room_routers, &room_engine, &room_settings, &room_example, NULL,
};

static struct context ctx;

static int open_arena(void **state)
{
    (void)state;
    ctx = (struct context){ .arena = arena_new() };
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_free(ctx.arena);
    return 0;
}

static void each_entry_is_found_by_its_name(void **state)
{
    (void)state;
    assert_ptr_equal(pane_find("complaints"), &pane_complaints);
    assert_non_null(pane_complaints.go_help); /* help and palette tell of the command pane.complaints by it */
    assert_ptr_equal(action_find("complaints.close"), &example_actions[0]);
    assert_ptr_equal(entity_find("complaint"), &example_entities[0]);
    assert_ptr_equal(job_find("complaint_forget"), &example_jobs[0]);
    assert_ptr_equal(effect_find("router", "complaint_note"), &example_effects[0]);
    assert_ptr_equal(setting_find("complaint_keep_days"), &example_settings[0]);
    assert_string_equal(entity_channels("complaint"), "{complaints,audit,outbox}");
}

static void the_walkers_end_with_the_last_room(void **state)
{
    (void)state;
    const struct check *last = NULL;
    size_t panes = 0;
    while (pane_at(panes))
        panes++;
    ROOM_EACH(check, c, checks, name)
    last = c;
    assert_ptr_equal(pane_at(panes - 1), &pane_complaints);
    assert_ptr_equal(action_at(action_count() - 1), &example_actions[0]);
    assert_ptr_equal(job_at(job_count() - 1), &example_jobs[0]);
    assert_ptr_equal(last, &example_checks[0]);
}

static void the_action_fits_its_pane_and_is_offered(void **state)
{
    (void)state;
    const struct action *a = action_find("complaints.close");
    assert_true(action_is_offered(a));
    assert_true(action_fits(a, &pane_complaints));
    assert_false(action_fits(a, pane_find("users")));
    assert_true(action_fits(action_find("users.block"), &pane_complaints)); /* its rows are about users */
}

static void the_filter_knows_the_columns(void **state)
{
    (void)state;
    struct filter f;
    struct error e;
    assert_true(filter_compile(ctx.arena, &pane_complaints, "state:open created_at>7d lambat", &f, NULL));
    assert_int_equal(f.param_count, 3);
    assert_false(filter_compile(ctx.arena, &pane_complaints, "state:opened", &f, &e));
    assert_int_equal(e.code, ERR_USAGE);
    assert_false(filter_compile(ctx.arena, &pane_complaints, "stat:open", &f, &e));
    assert_int_equal(e.code, ERR_USAGE);
}

static bool takes(const char *name, const char *value, struct error *e)
{
    const char *const *args;
    const char *const names[] = { name }, *const values[] = { value };
    return action_parse_args(&ctx, action_find("complaints.close"), names, values, name ? 1 : 0, &args, e) &&
           strcmp(args[0], "cable replaced") == 0;
}

static void the_arguments_are_checked(void **state)
{
    (void)state;
    struct error e;
    assert_true(takes("answer", " cable replaced ", NULL));
    assert_false(takes(NULL, NULL, &e));
    assert_int_equal(e.code, ERR_USAGE);
    assert_false(takes("reason", "cable replaced", &e));
    assert_int_equal(e.code, ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_entry_is_found_by_its_name),
        cmocka_unit_test(the_walkers_end_with_the_last_room),
        cmocka_unit_test(the_action_fits_its_pane_and_is_offered),
        cmocka_unit_test(the_filter_knows_the_columns),
        cmocka_unit_test(the_arguments_are_checked),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
