/* One difference between a router and the database: both sides, the cause, the commands that would mend it. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/customers/room.h"
#include "model/engine/saying.h"
#include "model/routers/drift.h"
#include "model/routers/drift_story.h"
#include "model/routers/room.h"
#include "model/values/choice.h"
#include "model/values/phone.h"
#include "tui/app/app.h"
#include "tui/lists/detail_page.h"
#include "tui/routers/room.h"
#include "tui/widgets/block_text.h"

#include <string.h>

enum {
    MAC_WIDTH = 17
};

static void *drift_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct drift_story *s = ARENA_NEW(ctx->arena, struct drift_story);
    (void)p;
    return drift_read_story(ctx, id, s, e) ? s : NULL;
}

static const char *drift_who(const void *data)
{
    const struct drift_story *s = data;
    return s->full_name ? s->full_name : s->subject;
}

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

static const char *or_dash(const char *text)
{
    return text && *text ? text : "-";
}

static const char *kind_label(const char *name)
{
    const struct drift_kind *k = drift_kind_find(name);
    return k ? _(k->label) : or_dash(name);
}

/* Takes what stands before the next separator off a text; NULL at its end. */
static const char *next_part(struct arena *a, const char **rest, const char *separator)
{
    if (!*rest)
        return NULL;
    const char *from = *rest, *end = strstr(from, separator);
    *rest = end ? end + strlen(separator) : NULL;
    return end ? arena_copy(a, from, (size_t)(end - from)) : from;
}

static void write_what(const struct detail_page *page, const struct drift_story *s)
{
    struct arena *a = arena_of(page);
    detail_title(page, _("Difference"));
    detail_fact(page, _("kind"), ROLE_TEXT,
                s->alike > 1 ? arena_printf(a, _("%s, one of %lld alike on %s"), kind_label(s->kind),
                                            (long long)s->alike, s->router)
                             : arena_printf(a, _("%s, on %s"), kind_label(s->kind), s->router));
    detail_fact(page, _("where"), ROLE_TEXT, s->subject);
    detail_fact(page, _("cause"), ROLE_TEXT, say(a, s->cause));
    detail_fact(page, _("since"), ROLE_TEXT,
                arena_printf(a, _("%s, seen last %s"), or_dash(s->found_at), or_dash(s->seen_at)));
}

static void write_side_by_side(const struct detail_page *page, enum theme_role left, const char *expected,
                               enum theme_role right, const char *actual)
{
    int half = (page->width - 2) / 2;
    struct line like = { 0 };
    lines_cell(&like, 0, 2, half, left, expected);
    lines_cell(&like, 1, 2 + half + 2, page->width - half - 2, right, actual);
    lines_columns(page->lines, &like);
}

/* Part by part ("server hotspot1, status=active"); what is the same on both sides is dim. */
static void write_sides(const struct detail_page *page, const struct drift_story *s)
{
    struct arena *a = arena_of(page);
    const char *expected = s->expected ? s->expected : _("nothing"), *actual = s->actual ? s->actual : _("nothing");
    detail_gap(page);
    const struct detail_page whole = detail_whole(page);
    write_side_by_side(&whole, ROLE_TITLE, _("Database"), ROLE_TITLE, arena_printf(a, _("Router %s"), s->router));
    while (expected || actual) {
        const char *left = next_part(a, &expected, ", "), *right = next_part(a, &actual, ", ");
        bool is_same = left && right && strcmp(left, right) == 0;
        write_side_by_side(&whole, is_same ? ROLE_DIM : ROLE_GOOD, left ? say_known(a, left) : "",
                           is_same ? ROLE_DIM : ROLE_BAD, right ? say_known(a, right) : "");
    }
}

static void write_claim(const struct detail_page *page, const struct drift_story *s)
{
    const char *key = app_key_for(page->app, page->pane->name, "users.claim");
    const char *sends = s->mend && *s->mend ? _("sends the commands below") : _("changes nothing of it");
    detail_fact(page, _("to be claimed"), ROLE_INFO,
                key ? arena_printf(arena_of(page), _("%s claims it, and %s"), key, sends)
                    : arena_printf(arena_of(page), _("users.claim claims it, and %s"), sends));
}

static void write_safety(const struct detail_page *page, const struct drift_story *s)
{
    const char *key = app_key_for(page->app, page->pane->name, "drift.mend");
    if (strncmp(s->kind, "claim_", 6) == 0)
        write_claim(page, s);
    else if (!s->mend)
        detail_fact(page, _("for information"), ROLE_DIM, _("no command from here would mend it"));
    else if (s->is_asked_for)
        detail_fact(page, _("under way"), ROLE_INFO, _("an effect in the outbox brings it about"));
    else if (s->is_safe)
        detail_fact(
            page, _("safe"), ROLE_GOOD,
            key ? arena_printf(arena_of(page), _("nobody has to look at it: %s mends it, or the next reconcile"), key)
                : _("nobody has to look at it: the next reconcile may mend it"));
    else
        detail_fact(
            page, _("needs a person"), ROLE_WARN,
            key ? arena_printf(arena_of(page), _("no job mends it: look at the cause, then %s sends the commands"), key)
                : _("no job mends it: look at the cause first"));
}

/* Each command stands alone on its line, as it would be typed. */
static void write_mend(const struct detail_page *page, const struct drift_story *s)
{
    const char *rest = s->mend, *command;
    detail_title(page, _("What would mend it"));
    write_safety(page, s);
    while ((command = next_part(arena_of(page), &rest, "\n")))
        if (*command)
            lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_INFO, command);
    if (s->item && *s->item)
        detail_fact(page, _("its row"), ROLE_DIM, s->item);
}

static void write_devices(const struct detail_page *page, const struct drift_story *s)
{
    detail_title(page, arena_printf(arena_of(page), _("Devices: %zu"), s->device_count));
    for (size_t i = 0; i < s->device_count; i++) {
        const struct drift_device *d = &s->devices[i];
        enum theme_role role = d->is_authorized ? ROLE_TEXT : ROLE_WARN;
        size_t from = page->lines->count;
        struct line like = { 0 };
        struct strbuf b = { .arena = arena_of(page) };
        strbuf_add(&b, d->ip_address ? d->ip_address : _("no address yet"));
        if (d->label && *d->label)
            strbuf_printf(&b, ", %s", d->label);
        strbuf_printf(&b, _(", seen %s"), or_dash(d->last_seen_at));
        if (!d->is_authorized)
            strbuf_add(&b, _(", not let in"));
        lines_cell(&like, 0, 2, MAC_WIDTH, role, or_dash(d->mac_address));
        lines_cell(&like, 1, 2 + MAC_WIDTH + 1, page->width - MAC_WIDTH - 1, role, strbuf_text(&b));
        lines_columns(page->lines, &like);
        detail_row_opens(page, from, &pane_devices, d->id);
    }
}

static void write_user(const struct detail_page *page, const struct drift_story *s)
{
    char local[PHONE_TEXT] = "";
    struct strbuf status = { .arena = arena_of(page) };
    detail_title(page, _("Customer"));
    if (!s->user_id) {
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("It is about nobody that the database knows."));
        return;
    }
    if (s->phone_number && strlen(s->phone_number) < PHONE_TEXT)
        phone_local(local, s->phone_number);
    strbuf_add(&status, choice_word(or_dash(s->status)));
    if (s->blocked_reason && *s->blocked_reason)
        strbuf_printf(&status, " (%s)", block_text(status.arena, s->block_cause, s->blocked_reason, NULL));
    if (s->expires_at)
        strbuf_printf(&status, _(", valid until %s"), s->expires_at);
    size_t from = page->lines->count;
    detail_fact(page, _("name"), ROLE_TEXT, s->full_name);
    detail_row_opens(page, from, &pane_users, s->user_id);
    detail_fact(page, _("contact"), ROLE_TEXT,
                s->address && *s->address ? arena_printf(arena_of(page), "%s, %s", local, s->address) : local);
    detail_fact(page, _("status"), ROLE_TEXT, strbuf_text(&status));
    write_devices(page, s);
}

static void drift_write(const struct detail_page *page, const void *data)
{
    const struct drift_story *s = data;
    write_what(page, s);
    write_sides(page, s);
    write_mend(page, s);
    write_user(page, s);
}

static bool drift_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct drift_story *s = row->data;
    return DETAIL_CELLS(column, text, { "kind", s->kind }, { "is_mendable", detail_cell_bool(s->mend != NULL) },
                        { "user_id", s->user_id });
}

const struct detail_kind detail_drift = {
    .read = drift_read, .who = drift_who, .cell = drift_cell, .write = drift_write
};
