/* One take-over: what was found by shape, what is unclear, how far it is, and what stood on the router before. */
#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/saying.h"
#include "model/mikhmon/room.h"
#include "model/mikhmon/takeover_story.h"
#include "model/values/choice.h"
#include "tui/lists/detail_page.h"
#include "tui/mikhmon/room.h"

#include <string.h>

static void *takeover_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct takeover_story *s = ARENA_NEW(ctx->arena, struct takeover_story);
    (void)p;
    return takeover_read_story(ctx, id, s, e) ? s : NULL;
}

static const char *cell(const struct takeover_story *s, const char *column)
{
    const struct column *c = pane_column(&pane_takeovers, column);
    const char *text = c ? s->row->cells[c - pane_takeovers.columns] : NULL;
    return text ? text : "";
}

static const char *takeover_who(const void *data)
{
    return cell(data, "router");
}

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

static void write_state(const struct detail_page *page, const struct takeover_story *s)
{
    const char *state = cell(s, "state"), *trouble = cell(s, "trouble");
    bool is_open = strcmp(cell(s, "to_answer"), "0") != 0;

    detail_title(page, _("Take-over"));
    detail_fact(page, _("state"), strcmp(state, "taken") == 0 ? ROLE_GOOD : ROLE_TEXT, choice_word(state));
    detail_fact(page, _("held up"), ROLE_BAD, *trouble ? say(arena_of(page), trouble) : NULL);
    detail_fact(page, _("looked at"), ROLE_TEXT,
                arena_printf(arena_of(page), _("%s by %s"), detail_when(page, cell(s, "looked_at")), cell(s, "actor")));
    detail_fact(page, _("its times"), ROLE_TEXT, cell(s, "zone"));
    if (is_open) {
        size_t from = page->lines->count;
        detail_fact(page, _("questions"), ROLE_WARN,
                    arena_printf(arena_of(page), _("%s to answer"), cell(s, "to_answer")));
        detail_row_lists(page, from, &pane_questions,
                         arena_printf(arena_of(page), "router:\"%s\" state:to_answer", cell(s, "router")));
    }
    if (strcmp(state, "looked") == 0)
        detail_fact(page, _("next"), ROLE_INFO,
                    arena_printf(arena_of(page),
                                 is_open ? _("answer what is open, then %s takes it over") : _("%s takes it over"),
                                 detail_key(page, "takeover.apply")));
    else if (strcmp(state, "taken") == 0)
        detail_fact(page, _("next"), ROLE_INFO,
                    arena_printf(arena_of(page), _("%s gives it back, as it was; %s ends that"),
                                 detail_key(page, "takeover.undo"), detail_key(page, "takeover.confirm")));
}

/* Nothing is said of what there is none of. */
static void write_counts(const struct detail_page *page, const struct takeover_story *s, const char *const *names)
{
    for (; *names; names++) {
        const struct column *c = pane_column(&pane_takeovers, *names);
        const char *count = cell(s, *names);
        if (*count && strcmp(count, "0") != 0)
            detail_fact(page, _(c->label), ROLE_TEXT, arena_printf(arena_of(page), "%s · %s", count, _(c->help)));
    }
}

static void write_found(const struct detail_page *page, const struct takeover_story *s)
{
    static const char *const shapes[] = { "batch", "single", "empty",   "dated_old",        "dated_iso", "spent",
                                          "vc",    "up",     "foreign", "hidden_passwords", NULL };
    static const char *const states[] = { "vouchers", "unsold", "running", "expired", "stuck", "overdue", NULL };
    static const char *const rest[] = { "sales",
                                        "sales_without_time",
                                        "sales_repeated",
                                        "sales_unreadable",
                                        "profiles",
                                        "profiles_without_record",
                                        "price_unclear",
                                        "packages",
                                        "monitors",
                                        "schedulers_left",
                                        NULL };
    detail_title(page, _("Vouchers, by how they stand"));
    write_counts(page, s, states);
    detail_title(page, _("Users, by their shape"));
    write_counts(page, s, shapes);
    detail_title(page, _("Sales and profiles"));
    write_counts(page, s, rest);
}

static const char *question_text(const struct detail_page *page, const struct takeover_ask *q)
{
    struct strbuf b = { .arena = arena_of(page) };
    strbuf_printf(&b, "%s · %s", choice_word(q->state), q->subject);
    if (q->example)
        strbuf_printf(&b, " · %s", q->example);
    if (q->answer || q->proposal)
        strbuf_printf(&b, " → %s", q->answer ? q->answer : q->proposal);
    if (q->rows > 1)
        strbuf_printf(&b, " (%lld)", (long long)q->rows);
    return strbuf_text(&b);
}

static void write_questions(const struct detail_page *page, const struct takeover_story *s)
{
    struct detail_page whole = detail_whole(page);
    detail_title(&whole, _("What is unclear"));
    for (size_t i = 0; i < s->asked_count; i++) {
        const struct takeover_ask *q = &s->asked[i];
        size_t from = page->lines->count;
        detail_fact(&whole, choice_word(q->kind), strcmp(q->state, "to_answer") == 0 ? ROLE_WARN : ROLE_TEXT,
                    question_text(page, q));
        detail_row_opens(&whole, from, &pane_questions, q->id);
    }
    if (!s->asked_count)
        lines_text(page->lines, 2, whole.width, ROLE_DIM, _("Nothing."));
}

static void write_steps(const struct detail_page *page, const struct takeover_story *s)
{
    static const struct {
        const char *step, *word;
    } words[] = { { "remembered", N_("what stands there is noted") },
                  { "monitors_off", N_("its monitors are switched off") },
                  { "scripts_out", N_("its scripts are taken out") },
                  { "read_again", N_("read once more") },
                  { "written", N_("vouchers and sales are here") } };
    detail_title(page, _("Steps"));
    for (size_t i = 0; i < s->step_count; i++)
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (strcmp(words[k].step, s->steps[i].step) == 0)
                detail_fact(page, s->steps[i].done_at ? detail_when(page, s->steps[i].done_at) : _("not yet"),
                            s->steps[i].done_at ? ROLE_GOOD : ROLE_DIM, _(words[k].word));
}

static void write_kept(const struct detail_page *page, const struct takeover_story *s)
{
    struct detail_page whole = detail_whole(page);
    if (!s->kept_count)
        return;
    detail_title(&whole, _("What stood on the router before"));
    for (size_t i = 0; i < s->kept_count; i++) {
        const struct takeover_kept *k = &s->kept[i];
        const char *was =
            strcmp(k->part, "scheduler") == 0 ? _("scheduler, was on") : text_safe_copy(arena_of(page), k->before);
        detail_fact(&whole, k->name, k->is_restored || !k->is_changed ? ROLE_DIM : ROLE_TEXT, was);
    }
}

static void takeover_write(const struct detail_page *page, const void *data)
{
    const struct takeover_story *s = data;
    write_state(page, s);
    write_steps(page, s);
    write_found(page, s);
    write_questions(page, s);
    write_kept(page, s);
}

static const char *takeover_elsewhere(struct arena *a, const void *data, const char *pane)
{
    return strcmp(pane, "questions") == 0 || strcmp(pane, "routers") == 0
               ? arena_printf(a, "router:\"%s\"", cell(data, "router"))
               : NULL;
}

static bool takeover_cell(const struct pane_row *row, const char *column, const char **text)
{
    return DETAIL_CELLS(column, text, { "state", cell(row->data, "state") });
}

const struct detail_kind detail_takeover = { .read = takeover_read,
                                             .who = takeover_who,
                                             .cell = takeover_cell,
                                             .write = takeover_write,
                                             .elsewhere = takeover_elsewhere };
