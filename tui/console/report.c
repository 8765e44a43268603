/* What the watch reports, taken in. */
#include "tui/console/report.h"

#include "base/i18n.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/lanes.h"
#include "tui/app/toast.h"

static void tell_db_state(struct app *app, const struct watch_report *before, const struct watch_report *now)
{
    bool was_up = !before || before->is_db_up;
    if (!before && !now->is_db_up)
        message_note_error(&app->messages, &now->error); /* the pane says so already: it could not read */
    else if (was_up && !now->is_db_up)
        app_toast_error(app, &now->error);
    else if (before && !was_up && now->is_db_up)
        app_toast(app, TOAST_GOOD, _("The database is there again"));
}

void report_take(struct app *app, struct watch_report *r)
{
    struct watch_report *before = app->report;
    app->report = r;
    if (!before || before->is_db_up != r->is_db_up)
        app_redraw(app, NULL); /* rows that may be old look so */
    app->header.needs_draw = true;
    tell_db_state(app, before, r);
    if (r->is_db_up && r->generation != app->db_generation) {
        app->db_generation = r->generation;
        tasks_retry_now(app->tasks);
        app_tell_changed(app, NULL); /* nobody was told of what changed until it listened */
    }
    watch_report_free(before);
}
