/* A job: what it does, when it runs, and its last runs; and one of its runs, with what it changed. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/job.h"
#include "model/engine/job_story.h"
#include "model/engine/room.h"
#include "model/engine/saying.h"
#include "model/lists/listing.h"
#include "model/values/choice.h"
#include "tui/engine/room.h"
#include "tui/lists/detail_page.h"

#include <string.h>

enum {
    TIME_WIDTH = 20,
    TIME_NARROW = 9,
    TIMES_WIDTH = 8,
    NARROW = 60
};

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

/* --- a job --- */

static void *job_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct job_story *s = ARENA_NEW(ctx->arena, struct job_story);
    (void)p;
    return job_story_read(ctx, id, s, e) ? s : NULL;
}

static const char *job_who(const void *data)
{
    return ((const struct job_story *)data)->name;
}

static const char *next_text(const struct detail_page *page, const struct job_story *s)
{
    if (s->is_paused)
        return arena_printf(arena_of(page), _("paused; %s lets it run again"), detail_key(page, "jobs.resume"));
    return s->next_run_at ? arena_printf(arena_of(page), _("%s, every %lld s"), detail_when(page, s->next_run_at),
                                         (long long)s->interval_s)
                          : NULL;
}

static void write_job(const struct detail_page *page, const struct job_story *s)
{
    struct arena *a = arena_of(page);
    if (s->job)
        lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_TITLE,
                   arena_printf(a, "%s · %s", _(s->job->label), _(s->job->help)));
    detail_fact(page, _("state"), s->last_error ? ROLE_BAD : ROLE_TEXT, choice_word(s->state));
    detail_fact(page, _("next run"), s->is_paused ? ROLE_WARN : ROLE_TEXT, next_text(page, s));
    detail_fact(page, _("last run"), ROLE_TEXT, s->last_run_at ? detail_when(page, s->last_run_at) : _("never ran"));
    detail_fact(page, _("result"), ROLE_TEXT, s->last_result ? say(a, s->last_result) : NULL);
    detail_fact(page, _("reason"), ROLE_BAD, s->last_error ? say(a, s->last_error) : NULL);
    detail_fact(page, _("on"), ROLE_TEXT, s->host);
    detail_fact(page, _("history"), ROLE_DIM,
                arena_printf(a, _("%lld runs so far; the last %lld lines are kept (setting job_runs_kept)"),
                             (long long)s->runs, (long long)s->kept));
}

static const char *run_text(const struct detail_page *page, const struct job_story_run *r)
{
    struct arena *a = arena_of(page);
    const char *said = r->says ? say(a, r->says) : "";
    if (r->rows)
        return arena_printf(a, _("%s; %lld changed, %lld ms"), said, (long long)r->rows, (long long)r->took_ms);
    return arena_printf(a, _("%s; %lld ms"), said, (long long)r->took_ms);
}

static void write_run(const struct detail_page *page, const struct job_story_run *r)
{
    size_t from = page->lines->count;
    bool is_narrow = page->width < NARROW, has_failed = strcmp(r->outcome, "failed") == 0;
    int x = 2, time = is_narrow ? TIME_NARROW : TIME_WIDTH;
    struct line like = { 0 };
    lines_cell(&like, 0, x, time - 1, ROLE_TEXT, is_narrow && strlen(r->at) > 11 ? r->at + 11 : r->at);
    x += time;
    lines_cell(&like, 1, x, TIMES_WIDTH - 1, ROLE_DIM,
               r->runs > 1 ? arena_printf(arena_of(page), "%lldx", (long long)r->runs) : "");
    x += TIMES_WIDTH;
    lines_cell(&like, 2, x, page->width + 2 - x, has_failed ? ROLE_BAD : ROLE_TEXT, run_text(page, r));
    lines_columns(page->lines, &like);
    detail_row_opens(page, from, &pane_runs, r->id);
}

static void job_write(const struct detail_page *given, const void *data)
{
    const struct job_story *s = data;
    write_job(given, s);
    detail_title(given, _("Last runs, the newest first"));
    const struct detail_page page = detail_whole(given);
    for (size_t i = 0; i < s->item_count; i++)
        write_run(&page, &s->items[i]);
    if (!s->item_count)
        lines_text(page.lines, 2, page.width, ROLE_DIM, _("It has not run since runs are kept."));
}

static bool job_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct job_story *s = row->data;
    return DETAIL_CELLS(column, text, { "state", s->state }, { "is_paused", detail_cell_bool(s->is_paused) });
}

/* The runs of this job alone. */
static const char *job_elsewhere(struct arena *a, const void *data, const char *pane)
{
    return strcmp(pane, "runs") == 0 ? arena_printf(a, "job:\"%s\"", ((const struct job_story *)data)->name) : NULL;
}

const struct detail_kind detail_job = {
    .read = job_read, .who = job_who, .cell = job_cell, .write = job_write, .elsewhere = job_elsewhere
};

/* --- a run --- */

static void *run_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct listing_page page;
    if (!listing_by_ids(ctx, p, &id, 1, &page, e))
        return NULL;
    if (page.count == 1)
        return page.rows;
    error_set(e, ERR_REFUSED, _("can't show this run"), "%s", _("it is not kept any more"));
    return NULL;
}

static const char *cell(const struct listing_row *row, const char *column)
{
    const struct column *c = pane_column(&pane_runs, column);
    const char *text = row->cells[c - pane_runs.columns];
    return text ? text : "";
}

static const char *run_who(const void *data)
{
    return cell(data, "job");
}

static void write_changes(const struct detail_page *page, const struct listing_row *row)
{
    struct arena *a = arena_of(page);
    const char *operation = cell(row, "operation_id"), *operations = cell(row, "operations");
    size_t from = page->lines->count;
    detail_fact(page, _("changed"), ROLE_TEXT,
                *operation ? arena_printf(a, _("%s rows, by %s operations of the audit; enter opens the last"),
                                          cell(row, "rows"), operations)
                           : arena_printf(a, _("%s rows; the audit has nothing of it"), cell(row, "rows")));
    if (*operation)
        detail_row_opens(page, from, &pane_operations, operation);
}

static void run_write(const struct detail_page *page, const void *data)
{
    const struct listing_row *row = data;
    struct arena *a = arena_of(page);
    const char *outcome = cell(row, "outcome"), *runs = cell(row, "runs");
    bool has_failed = strcmp(outcome, "failed") == 0;
    detail_fact(page, _("outcome"), has_failed ? ROLE_BAD : ROLE_GOOD, choice_word(outcome));
    detail_fact(page, has_failed ? _("reason") : _("result"), has_failed ? ROLE_BAD : ROLE_TEXT,
                say(a, cell(row, "says")));
    write_changes(page, row);
    detail_fact(page, _("began"), ROLE_TEXT, detail_when(page, cell(row, "began_at")));
    detail_fact(page, _("took"), ROLE_TEXT, arena_printf(a, _("%s ms"), cell(row, "took_ms")));
    if (strcmp(runs, "1") != 0)
        detail_fact(page, _("times"), ROLE_TEXT,
                    arena_printf(a, _("%s runs came out so; the last began %s"), runs,
                                 detail_when(page, cell(row, "last_at"))));
    detail_fact(page, _("on"), ROLE_TEXT, cell(row, "host"));
    size_t from = page->lines->count;
    detail_fact(page, _("job"), ROLE_TEXT, say(a, cell(row, "job")));
    detail_row_opens(page, from, &pane_jobs, cell(row, "job"));
}

const struct detail_kind detail_run = { .read = run_read, .who = run_who, .cell = pane_row_cell, .write = run_write };
