/* What stands above invoices and their queue. */
#include "model/bill/summary.h"

#include "base/i18n.h"
#include "db/db.h"
#include "model/bill/queue.h"

static enum lamp bad_if_any(int64_t count)
{
    return count > 0 ? LAMP_BAD : LAMP_UNKNOWN;
}

/* The most urgent first: where the screen is narrow, the last go. */
static void take_sums(struct context *ctx, struct pane_summary *s, const char *title, const struct summary_sum *sums,
                      size_t count)
{
    s->title = title;
    s->sums = ARENA_ARRAY(ctx->arena, struct summary_sum, count);
    s->sum_count = count;
    for (size_t i = 0; i < count; i++)
        s->sums[i] = sums[i];
}

static void take_work(struct pane_summary *s, const struct queue_figures *f)
{
    s->work = (struct summary_work){ .waiting = f->pending + f->processing,
                                     .done = f->done_of_run,
                                     .size = f->size_of_run,
                                     .per_minute = f->per_minute,
                                     .wait_s = f->estimated_wait_s,
                                     .is_paused = f->is_paused,
                                     .is_moving = !f->is_paused &&
                                                  (f->processing > 0 || (f->pending > 0 && f->per_minute > 0)),
                                     .health = f->health,
                                     .reason = f->reason };
}

bool pane_summary_of_queue(struct context *ctx, struct pane_summary *s, struct error *e)
{
    struct queue_figures f;
    if (!queue_read_figures(ctx, &f, e))
        return false;
    take_work(s, &f);
    const struct summary_sum sums[] = {
        { N_("pending"), f.pending, -1, LAMP_UNKNOWN },
        { N_("processing"), f.processing, -1, LAMP_UNKNOWN },
        { N_("completed"), f.completed, -1, LAMP_UNKNOWN },
        { N_("failed"), f.failed, -1, bad_if_any(f.failed) },
        { N_("ever: sent"), f.total_processed, -1, LAMP_UNKNOWN },
        { N_("failed"), f.total_failed, -1, LAMP_UNKNOWN },
    };
    take_sums(ctx, s, N_("Items"), sums, sizeof sums / sizeof *sums);
    return true;
}

static int64_t sum_of(const struct db_result *r, int column)
{
    return db_rows(r) ? db_int64(r, 0, column) : 0;
}

bool pane_summary_of_invoices(struct context *ctx, struct pane_summary *s, struct error *e)
{
    struct queue_figures f;
    struct db_result *r;
    if (!queue_read_figures(ctx, &f, e) || !(r = db_query(ctx->db, "invoice_sums", NULL, 0, e)))
        return false;
    take_work(s, &f);
    const struct summary_sum sums[] = {
        { N_("overdue"), sum_of(r, 4), sum_of(r, 5), bad_if_any(sum_of(r, 4)) },
        { N_("unpaid"), sum_of(r, 2), sum_of(r, 3), LAMP_UNKNOWN },
        { N_("paid"), sum_of(r, 0), sum_of(r, 1), LAMP_GOOD },
        { N_("overdue of earlier months"), sum_of(r, 6), sum_of(r, 7), bad_if_any(sum_of(r, 6)) },
    };
    take_sums(ctx, s, N_("Month"), sums, sizeof sums / sizeof *sums);
    db_result_free(r);
    return true;
}
