/* Sync: sending the commands, phase by phase, and reading what became of them. */
#include "base/text.h"
#include "model/routers/sync_run.h"

#include <string.h>
#include <strings.h>

void sync_add_step(struct sync_run *s, struct sync_difference *d, const struct sync_write *w)
{
    struct sync_step *step = ARENA_NEW(s->arena, struct sync_step);
    step->write = w;
    *(d->last_step ? &d->last_step->next : &d->steps) = step;
    d->last_step = step;
}

struct sync_write *sync_add_write(struct sync_run *s, struct sync_difference *d, enum sync_phase phase,
                                  const char *what, const char *command)
{
    struct sync_writes *all = &s->writes[phase];
    if (all->count == all->room) {
        size_t room = all->room ? all->room * 2 : 16;
        struct sync_write **items = ARENA_ARRAY(s->arena, struct sync_write *, room);
        for (size_t i = 0; i < all->count; i++)
            items[i] = all->items[i];
        all->items = items;
        all->room = room;
    }
    struct sync_write *w = all->items[all->count++] = ARENA_NEW(s->arena, struct sync_write);
    w->user = d->user;
    w->phase = phase;
    w->what = what;
    w->words[w->count++] = command;
    sync_add_step(s, d, w);
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
    s->replaces_entries |= w->is_renewal;
    if (is_surprise(c->message) || w->is_renewal) {
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
    (void)count;
    context_progress(s->ctx, s->router, s->answered + answered, s->write_count);
}

/* Users take turns, all phases of some before the first of the others: whoever is stopped, by the operator or
 * by a router that goes away, leaves most of them done or untouched, and only those whose turn it is halfway. */
enum {
    TURN_USERS = 512
};

static size_t turn_of(const struct sync_run *s, const struct sync_user *u)
{
    return (size_t)(u - s->users) / TURN_USERS;
}

static bool is_due(const struct sync_run *s, const struct sync_write *w, size_t turn)
{
    return turn_of(s, w->user) == turn && !(w->phase == SYNC_TIGHTEN && w->user->list_failed);
}

/* The phases from first to last in one run: they are sent in their order, and none waits for an answer. */
static bool run_phases(struct sync_run *s, size_t turn, enum sync_phase first, enum sync_phase last, struct error *e)
{
    struct ros_command *commands = ARENA_ARRAY(s->arena, struct ros_command, s->write_count + 1);
    size_t count = 0;

    for (int phase = first; phase <= (int)last; phase++)
        for (size_t i = 0; i < s->writes[phase].count; i++) {
            struct sync_write *w = s->writes[phase].items[i];
            if (is_due(s, w, turn))
                commands[count++] = (struct ros_command){ .words = w->words, .word_count = w->count, .owner = w };
        }
    if (!count)
        return true;
    bool ok = ros_run(s->ros, commands, count, report_progress, s, e);
    for (size_t i = 0; i < count; i++)
        judge(s, &commands[i], commands[i].owner);
    s->answered += count;
    return ok;
}

/* Stricter lists are left and the new one is entered without a wait in between, unless it is one and the same list that
 * is entered anew: that is refused as long as the old entry stands. */
static bool run_turn(struct sync_run *s, size_t turn, struct error *e)
{
    if (!s->enters_anew)
        return run_phases(s, turn, SYNC_LOOSEN, SYNC_PUT, e) && run_phases(s, turn, SYNC_TIGHTEN, SYNC_TIGHTEN, e) &&
               run_phases(s, turn, SYNC_KICK, SYNC_KICK, e);
    for (int phase = 0; phase < SYNC_PHASES; phase++)
        if (!run_phases(s, turn, phase, phase, e))
            return false;
    return true;
}

/* Those whose turn does not come any more wait for another try; who needed nothing is done. */
static void stop_before(struct sync_run *s, size_t turn)
{
    for (int phase = 0; phase < SYNC_PHASES; phase++)
        for (size_t i = 0; i < s->writes[phase].count; i++) {
            struct sync_user *u = s->writes[phase].items[i]->user;
            if (turn_of(s, u) >= turn)
                u->hiccup = "stopped before its turn came";
        }
}

bool sync_run_writes(struct sync_run *s, struct error *e)
{
    size_t turns = s->user_count / TURN_USERS + 1;

    for (int phase = 0; phase < SYNC_PHASES; phase++)
        s->write_count += s->writes[phase].count;
    for (size_t turn = 0; turn < turns; turn++) {
        if (context_cancelled(s->ctx, NULL)) {
            stop_before(s, turn);
            return true;
        }
        if (!run_turn(s, turn, e))
            return false;
    }
    return true;
}
