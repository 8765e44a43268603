/* What the watch reports, taken in. */
#include "tui/console/report.h"

#include "base/i18n.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/lanes.h"
#include "tui/app/toast.h"
#include "tui/terminal/screen.h"

#include <string.h>

static const struct health_lamp *incident_lamp_of(const struct health *h)
{
    for (size_t i = 0; i < h->count; i++)
        if (strcmp(h->lamps[i].name, "incidents") == 0)
            return &h->lamps[i];
    return NULL;
}

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

/* What is new since the last report; what was there when the console began, the lamp says. */
static void tell_incident(struct app *app, const struct watch_report *before, const struct health *h)
{
    bool is_new = before && h->incident_newest > app->incident_newest;
    const struct health_lamp *lamp = is_new ? incident_lamp_of(h) : NULL;
    if (h->incident_newest > app->incident_newest)
        app->incident_newest = h->incident_newest;
    if (!lamp)
        return;
    app_toast(app, lamp->state == LAMP_BAD ? TOAST_BAD : TOAST_WARN, _("New incident: %s"), lamp->detail);
    if (app->config->bell)
        screen_bell();
}

void report_take(struct app *app, struct watch_report *r)
{
    struct watch_report *before = app->report;
    app->report = r;
    if (!before || before->is_db_up != r->is_db_up)
        app_redraw(app, NULL); /* rows that may be old look so */
    app->header.needs_draw = true;
    tell_db_state(app, before, r);
    if (r->is_db_up)
        tell_incident(app, before, &r->health);
    if (r->is_db_up && r->generation != app->db_generation) {
        app->db_generation = r->generation;
        tasks_retry_now(app->tasks);
        app_tell_changed(app, NULL); /* nobody was told of what changed until it listened */
    }
    watch_report_free(before);
}
