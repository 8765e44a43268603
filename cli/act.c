/* `act ACTION`: an action from a script, by the same plan and apply as its key. */
#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/goods.h"
#include "cli/rows.h"
#include "model/config/config.h"
#include "model/engine/action.h"
#include "model/engine/heartbeat.h"
#include "model/lists/report.h"
#include "model/values/phone.h"
#include "model/worker/session.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static bool unknown_action(const char *name, struct error *e)
{
    const char *nearest = NULL;
    int best = 6;
    for (size_t i = 0; i < action_count(); i++) {
        if (action_at(i)->is_internal)
            continue;
        int d = text_distance(name, action_at(i)->name),
            other = action_at(i)->also ? text_distance(name, action_at(i)->also) : d;
        if (d < best || other < best) {
            best = d < other ? d : other;
            nearest = d <= other ? action_at(i)->name : action_at(i)->also;
        }
    }
    error_set(e, ERR_USAGE, _("nothing was done"), _("there is no action '%s'"), name);
    return nearest ? error_hint(e, _("did you mean %s? `hotspot-console act --help` lists them"), nearest)
                   : error_hint(e, _("`hotspot-console act --help` lists them"));
}

static bool no_such_user(const char *user, enum error_code code, struct error *e)
{
    error_set(e, code, _("nothing was done"), _("there is no user %s"), user);
    return error_hint(e, _("a phone number in any form, or the id that `show users` gives"));
}

/* Whom an action is for, as a script says it. */
struct whom {
    const char *user; /* as it was given by user=; NULL: by --id or --where */
    struct selection selection;
};

/* user= in place of --id: an id, or a phone number in any form. Its word is taken out of the lists. */
static bool take_user(struct context *ctx, const struct cli_options *o, const struct action *a, const char **names,
                      const char **values, size_t *count, struct whom *whom, struct error *e)
{
    char stored[PHONE_TEXT];
    size_t at = 0;
    *whom = (struct whom){ .selection = { .ids = o->ids, .id_count = o->id_count, .filter = o->where } };
    while (at < *count && strcmp(names[at], "user") != 0)
        at++;
    if (at == *count || a->makes_new || strcmp(a->pane, "users") != 0 || action_arg_index(a, "user") < a->arg_count)
        return true;
    if (o->ids || o->where)
        return error_set(e, ERR_USAGE, _("nothing was done"),
                         _("say whom by user=, by --id or by --where, not by two of them"));
    whom->user = values[at];
    if (phone_normalise(stored, whom->user))
        whom->selection.filter = arena_printf(ctx->arena, "phone:%s", stored);
    else if (action_is_uuid(whom->user))
        whom->selection = (struct selection){ .ids = &whom->user, .id_count = 1 };
    else
        return no_such_user(whom->user, ERR_USAGE, e);
    --*count;
    memmove(names + at, names + at + 1, (*count - at) * sizeof *names);
    memmove(values + at, values + at + 1, (*count - at) * sizeof *values);
    return true;
}

/* NAME=VALUE words to two lists, with room for every argument of the action. */
static bool split_words(struct context *ctx, const struct cli_options *o, const struct action *a, const char ***names,
                        const char ***values, struct error *e)
{
    *names = ARENA_ARRAY(ctx->arena, const char *, o->word_count + a->arg_count);
    *values = ARENA_ARRAY(ctx->arena, const char *, o->word_count + a->arg_count);
    for (size_t i = 1; i < o->word_count; i++) {
        const char *equals = strchr(o->words[i], '=');
        if (!equals) {
            error_set(e, ERR_USAGE, _("nothing was done"), _("can't make sense of '%s'"), o->words[i]);
            return error_hint(e, _("arguments are written NAME=VALUE, ids follow --id"));
        }
        (*names)[i - 1] = arena_copy(ctx->arena, o->words[i], (size_t)(equals - o->words[i]));
        (*values)[i - 1] = equals + 1;
        if (!goods_take(ctx->arena, a, &(*names)[i - 1], &(*values)[i - 1], e))
            return false;
    }
    return true;
}

static const struct column plan_columns[] = {
    { .name = "id", .type = COL_ID },        { .name = "label", .type = COL_TEXT },
    { .name = "before", .type = COL_TEXT },  { .name = "after", .type = COL_TEXT },
    { .name = "refusal", .type = COL_TEXT },
};
enum {
    PLAN_COLUMNS = sizeof plan_columns / sizeof plan_columns[0]
};

static void write_plan(const struct cli_options *o, const struct plan *plan)
{
    struct row_writer *out = rows_open(o->format, plan_columns, PLAN_COLUMNS);
    for (size_t i = 0; i < plan->sample_count; i++) {
        const struct plan_sample *s = &plan->samples[i];
        row_writer_row(out, (const char *const[]){ s->id, s->label, s->before, s->after, s->refusal });
    }
    rows_close(out);
}

static void say_plan(const struct plan *plan)
{
    cli_say("%s", plan->summary);
    for (size_t i = 0; plan->notes && plan->notes[i]; i++)
        cli_say("%s", plan->notes[i]);
    if (plan->refused_count)
        cli_say(_("%zu refused"), plan->refused_count);
    if (plan->id_count + plan->refused_count > plan->sample_count)
        cli_say(_("%zu of %zu are listed"), plan->sample_count, plan->id_count + plan->refused_count);
}

static const struct column result_columns[] = {
    { .name = "operation_id", .type = COL_ID },     { .name = "action", .type = COL_TEXT },
    { .name = "changed", .type = COL_INT },         { .name = "refused", .type = COL_INT },
    { .name = "outbox", .type = COL_INT },          { .name = "effects_done", .type = COL_INT },
    { .name = "effects_waiting", .type = COL_INT }, { .name = "effects_failed", .type = COL_INT },
    { .name = "summary", .type = COL_TEXT },        { .name = "order_id", .type = COL_TEXT },
};
enum {
    RESULT_COLUMNS = sizeof result_columns / sizeof result_columns[0]
};

static const char *number(struct arena *a, size_t n)
{
    return arena_printf(a, "%zu", n);
}

static void write_result(struct context *ctx, const struct cli_options *o, const struct action *a, size_t refused,
                         const struct action_result *r)
{
    struct row_writer *out = rows_open(o->format, result_columns, RESULT_COLUMNS);
    row_writer_row(out, (const char *const[]){
                            r->operation_id, a->name, number(ctx->arena, r->changed), number(ctx->arena, refused),
                            number(ctx->arena, r->outbox_count), number(ctx->arena, r->effects_done),
                            number(ctx->arena, r->effects_waiting), number(ctx->arena, r->effects_failed), r->summary,
                            *r->opened_id ? r->opened_id : NULL });
    if (!rows_close(out))
        cli_say(_("what was done stands: `hotspot-console show audit` tells it"));
    if (r->effects_waiting && !r->effects_failed && !*r->effect_error)
        cli_say(_("%zu effects wait for the next worker, or for what is not configured yet"), r->effects_waiting);
    else if (r->effects_waiting || r->effects_failed)
        cli_say(_("%zu effects wait, %zu failed: %s; what waits is finished by the next worker"), r->effects_waiting,
                r->effects_failed, r->effect_error);
}

/* Who only looks may not have thought of the words yet: a text that is wanted stands as "…" then. */
static size_t fill_words(const struct action *a, const char **names, const char **values, size_t count)
{
    for (size_t i = 0; i < a->arg_count; i++) {
        bool is_given = !a->args[i].is_required || a->args[i].type != ARG_TEXT;
        for (size_t k = 0; k < count; k++)
            is_given = is_given || action_arg_index(a, names[k]) == i;
        if (is_given)
            continue;
        cli_say(_("%s= is still to be given"), a->args[i].name);
        names[count] = a->args[i].name;
        values[count++] = "…";
    }
    return count;
}

/* A dangerous action wants --yes, or a person who types what a screen would ask for: its word, or else how many. */
static bool is_confirmed(const struct cli_options *o, const struct action *a, const struct plan *plan, struct error *e)
{
    char line[64], wanted[64];
    if (!action_wants_yes(a) || o->yes)
        return true;
    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
        error_set(e, ERR_REFUSED, _("nothing was done"), _("%s is a dangerous action"), a->name);
        return error_hint(e, _("look at it with --dry-run, then say --yes"));
    }
    if (a->word)
        snprintf(wanted, sizeof wanted, "%s", _(a->word));
    else
        snprintf(wanted, sizeof wanted, "%zu", plan->id_count);
    say_plan(plan);
    fprintf(stderr, _("type %s to go on: "), wanted);
    fflush(stderr);
    if (!fgets(line, sizeof line, stdin))
        line[0] = '\0';
    line[strcspn(line, "\r\n")] = '\0';
    return strcasecmp(line, wanted) == 0 || error_set(e, ERR_CANCELLED, _("nothing was done"), _("not confirmed"));
}

static bool refused_whole(const struct plan *plan, struct error *e)
{
    const struct plan_sample *first = plan->sample_count ? &plan->samples[0] : NULL;
    return error_set(e, ERR_REFUSED, _("nothing was done"), _("all %zu are refused: %s: %s"), plan->refused_count,
                     first ? first->label : "", first && first->refusal ? first->refusal : "");
}

static bool undo_each(struct context *ctx, const struct cli_options *o, const struct action *a, struct error *e)
{
    if (!o->ids)
        return error_set(e, ERR_USAGE, _("nothing was done"), _("say which operation: --id ID"));
    for (size_t i = 0; i < o->id_count; i++) {
        struct action_result result = { .changed = 0 };
        char id[40];
        action_new_id(id);
        if (!action_undo(ctx, o->ids[i], id, &result, e))
            return false;
        write_result(ctx, o, a, 0, &result);
    }
    return true;
}

static bool plan_and_apply(struct context *ctx, const struct cli_options *o, const struct action *a,
                           const struct whom *whom, const char *const *args, struct error *e)
{
    struct plan plan;
    struct action_result result = { .changed = 0 };
    char id[40];
    if (!action_plan(ctx, a, &whom->selection, args, &plan, e))
        return false;
    if (whom->user && !plan.id_count && !plan.refused_count)
        return no_such_user(whom->user, ERR_REFUSED, e);
    if (o->dry_run) {
        write_plan(o, &plan);
        say_plan(&plan);
        return true;
    }
    if (plan.id_count == 0 && plan.refused_count)
        return refused_whole(&plan, e);
    if (plan.id_count && !is_confirmed(o, a, &plan, e))
        return false;
    action_new_id(id);
    if (plan.id_count == 0)
        result.summary = _("nothing matches: nothing was done");
    else if (!action_apply(ctx, &plan, id, &result, e))
        return false;
    write_result(ctx, o, a, plan.refused_count, &result);
    return true;
}

/* It changes nothing: on whom, and with what, is not for it to be told. */
static bool tell(struct session *s, const struct cli_options *o, const struct action *a, struct error *e)
{
    struct report report;
    if (o->ids || o->where || o->word_count > 1)
        return error_set(e, ERR_USAGE, _("nothing was asked"), _("%s takes neither arguments nor a selection"),
                         a->name);
    if (!session_ready(s, e) || !report_read(session_context(s), a->report_sql, &report, e))
        return false;
    struct row_writer *out = rows_open(o->format, report.columns, report.column_count);
    for (size_t i = 0; i < report.row_count; i++)
        row_writer_row(out, report.rows[i]);
    rows_close(out);
    return true;
}

static bool act(struct session *s, const struct cli_options *o, const struct action *a, struct error *e)
{
    struct context *ctx = session_context(s);
    const char **names, **values;
    const char *const *args;
    bool is_undo = strcmp(a->name, "audit.undo") == 0;
    size_t count = o->word_count - 1;
    struct whom whom;
    if (!split_words(ctx, o, a, &names, &values, e) || !take_user(ctx, o, a, names, values, &count, &whom, e))
        return false;
    if (o->dry_run)
        count = fill_words(a, names, values, count);
    if (!action_parse_args(ctx, a, names, values, count, &args, e))
        return false;
    if (!whom.user && !o->ids && !o->where && action_needs_rows(a)) {
        error_set(e, ERR_USAGE, _("nothing was done"), _("%s wants to know on whom"), a->name);
        return error_hint(e, _("--where EXPR (an empty one means all) or --id ID"));
    }
    if (ctx->read_only && !o->dry_run)
        return error_set(e, ERR_REFUSED, _("nothing was done"), _("this is read-only mode"));
    if (!action_check_ids(a, o->ids, o->id_count, e) || !session_ready(s, e))
        return false;
    if (!o->dry_run && !action_may_change(ctx, e))
        return false;
    return is_undo && !o->dry_run ? undo_each(ctx, o, a, e) : plan_and_apply(ctx, o, a, &whom, args, e);
}

int cli_act(const struct cli_options *o, const struct config *config)
{
    struct error e = { .code = ERR_NONE };
    const struct action *a = o->word_count ? action_find(o->words[0]) : NULL;
    if (!a || a->is_internal) {
        if (o->word_count)
            unknown_action(o->words[0], &e);
        else
            error_set(&e, ERR_USAGE, _("nothing was done"),
                      _("name an action; `hotspot-console act --help` lists them"));
        return cli_fail(&e);
    }
    struct session *s = session_open(&(struct session_options){ .config = config,
                                                                .pace = SESSION_BULK,
                                                                .name = "hotspot-console act",
                                                                .with_routers = true,
                                                                .with_gateways = true,
                                                                .read_only = o->read_only });
    bool ok = a->report_sql ? tell(s, o, a, &e) : act(s, o, a, &e);
    if (session_is_connected(s) && !session_context(s)->read_only)
        worker_leave(session_context(s));
    session_close(s);
    return ok ? 0 : cli_fail(&e);
}
