/* One ticket with its notes. */
#include "model/tickets/ticket.h"

#include "base/text.h"
#include "db/db.h"
#include "model/lists/story.h"

static void fill_note(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct ticket_note *n = item;
    *n = (struct ticket_note){ story_text(a, r, row, 0), story_text(a, r, row, 1), story_text(a, r, row, 2),
                               story_text(a, r, row, 3) };
}

static bool read_notes(struct context *ctx, struct ticket *t, struct error *e)
{
    static const struct story_list notes = { "ticket_notes", sizeof(struct ticket_note), fill_note };
    const char *const params[] = { t->id, arena_printf(ctx->arena, "%d", TICKET_NOTES) };
    void *items;
    if (!story_read_list(ctx, &notes, params, 2, &items, &t->note_count, e))
        return false;
    t->notes = items;
    return true;
}

static void take(struct context *ctx, const struct db_result *r, const char *id, struct ticket *t)
{
    *t = (struct ticket){ .id = arena_strdup(ctx->arena, id), .number = db_int64(r, 0, 0), .is_due = db_bool(r, 0, 6) };
    const char **const texts[] = { NULL,          &t->state,   &t->text,      &t->outcome,     &t->assigned_to,
                                   &t->follow_up, NULL,        &t->opened_by, &t->opened_at,   &t->closed_by,
                                   &t->closed_at, &t->user_id, &t->customer,  &t->incident_id, &t->incident,
                                   &t->router,    &t->subject };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i])
            *texts[i] = story_text(ctx->arena, r, 0, (int)i);
}

bool ticket_read(struct context *ctx, const char *id, struct ticket *t, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "ticket_story", DB_PARAMS(id), e);
    if (!r)
        return false;
    bool is_there = db_rows(r) == 1;
    if (is_there)
        take(ctx, r, id, t);
    else
        error_set(e, ERR_REFUSED, "can't show this ticket", "there is no ticket %s", id);
    db_result_free(r);
    return is_there && read_notes(ctx, t, e);
}
