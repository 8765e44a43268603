/* Sync: sending the commands, phase by phase, and reading what became of them. */
#include "base/text.h"
#include "model/sync_run.h"

#include <string.h>
#include <strings.h>

struct sync_write *sync_add_write(struct sync_run *s, enum sync_phase phase, struct sync_user *u, const char *what,
                                  const char *command)
{
    struct sync_writes *all = &s->writes[phase];
    if (all->count == all->room) {
        size_t room = all->room ? all->room * 2 : 16;
        struct sync_write *items = ARENA_ARRAY(s->arena, struct sync_write, room);
        if (all->count)
            memcpy(items, all->items, all->count * sizeof *items);
        all->items = items;
        all->room = room;
    }
    struct sync_write *w = &all->items[all->count++];
    w->user = u;
    w->what = what;
    w->words[w->count++] = command;
    return w;
}

void sync_add_word(struct sync_run *s, struct sync_write *w, const char *name, const char *value)
{
    if (value && w->count < SYNC_MAX_WORDS)
        w->words[w->count++] = arena_printf(s->arena, "=%s=%s", name, value);
}

static bool says(const char *message, const char *const *phrases)
{
    for (; *phrases; phrases++)
        if (strcasestr(message, *phrases))
            return true;
    return false;
}

/* The router holds already what was to be added, or has no more what was to be changed. */
static bool is_surprise(const char *message)
{
    return says(message, (const char *const[]){ "already", "no such item", NULL });
}

static bool is_hiccup(const struct ros_command *c)
{
    enum {
        CATEGORY_INTERRUPTED = 2
    };
    return c->category == CATEGORY_INTERRUPTED ||
           says(c->message, (const char *const[]){ "timed out", "timeout", "busy", "interrupted", "overload",
                                                   "try again", "not enough memory", NULL });
}

static void judge(struct sync_run *s, const struct ros_command *c, const struct sync_write *w)
{
    struct sync_user *u = w->user;

    u->outcome->writes += c->outcome != ROS_NOT_SENT;
    u->has_account |= w->is_account_add && c->outcome == ROS_DONE;
    if (c->outcome != ROS_TRAP)
        return;
    const char *message = arena_printf(s->arena, "%s: %s", w->what, c->message);
    message = text_safe_copy(s->arena, message);
    u->list_failed |= w->is_list_add && !is_surprise(c->message);
    if (is_surprise(c->message)) {
        u->is_surprised = true;
        u->hiccup = message;
    } else if (is_hiccup(c)) {
        u->hiccup = message;
    } else if (!u->failure) {
        u->failure = message;
    }
}

static void report_progress(void *ctx, size_t answered, size_t count)
{
    struct sync_run *s = ctx;
    context_progress(s->ctx, s->router, answered, count);
}

static bool run_phase(struct sync_run *s, enum sync_phase phase, struct error *e)
{
    struct sync_writes *all = &s->writes[phase];
    struct ros_command *commands = ARENA_ARRAY(s->arena, struct ros_command, all->count + 1);
    size_t count = 0;

    for (size_t i = 0; i < all->count; i++) {
        struct sync_write *w = &all->items[i];
        if (phase == SYNC_TIGHTEN && w->user->list_failed)
            continue;
        commands[count++] = (struct ros_command){ .words = w->words, .word_count = w->count, .owner = w };
    }
    if (!count)
        return true;
    context_progress(s->ctx, s->router, 0, count);
    bool ok = ros_run(s->ros, commands, count, report_progress, s, e);
    for (size_t i = 0; i < count; i++)
        judge(s, &commands[i], commands[i].owner);
    return ok;
}

bool sync_run_writes(struct sync_run *s, struct error *e)
{
    for (int phase = 0; phase < SYNC_PHASES; phase++)
        if (context_cancelled(s->ctx, e) || !run_phase(s, phase, e))
            return false;
    return true;
}
