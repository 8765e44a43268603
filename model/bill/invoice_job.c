/* The job that asks Xendit, brand by brand, for what was paid since the last look, and about links whose time is over.
 * Alone it leads to the same end as notifications do. */
#include "model/bill/invoice.h"

#include "base/clock.h"
#include "db/db.h"
#include "model/bill/xendit_desk.h"
#include "model/config/config.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    LONGEST_RUN_S = 300, /* what it leaves is the first of the next */
    PATIENCE_MS = 20 * 1000,
    LINKS_AT_ONCE = 20
};

/* One brand's turn. */
struct look {
    struct context ctx; /* its arena is a page's */
    struct xendit_desk desk;
    const char *paid_after, *until; /* as the database wrote them */
    size_t seen, taken, over, asked;
    size_t unclear; /* no answer that says what was paid */
    int64_t deadline;
};

static bool has_time(const struct look *l, struct error *e)
{
    if (context_cancelled(&l->ctx, e))
        return false;
    return clock_s() < l->deadline || error_set(e, ERR_TIMEOUT, "Xendit was not asked for all", "the next run goes on");
}

/* A list may leave out how much was paid: the invoice itself says it. Where that can't be read, it is left to the next
 * run, which begins where this one did. */
static bool take_payment(struct look *l, struct xendit_invoice *said, struct error *e)
{
    struct charge_outcome outcome;
    const char *order_id = said->external_id;
    if (said->paid_amount_rp == GATEWAY_NO_AMOUNT && said->id &&
        xendit_desk_get(&l->desk, said->id, said) != XENDIT_KNOWN) {
        l->unclear++;
        return !xendit_desk_is_away(&l->desk, e);
    }
    if (!xendit_desk_tell(&l->ctx, order_id, said, "poll", &outcome, e))
        return false;
    l->taken += outcome.is_changed;
    return true;
}

static struct xendit_invoice *find(struct xendit_invoice *said, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (said[i].external_id && said[i].id && strcmp(said[i].id, id) == 0)
            return &said[i];
    return NULL;
}

/* Those of ours that count as unpaid; what else the account is used for is no concern of ours. */
static bool take_page(struct look *l, struct xendit_invoice *said, size_t count, struct error *e)
{
    struct arena *a = l->ctx.arena;
    const char **numbers = ARENA_ARRAY(a, const char *, count + 1), **ids = ARENA_ARRAY(a, const char *, count + 1);
    size_t named = 0;
    for (size_t i = 0; i < count; i++)
        if (said[i].external_id && said[i].id) {
            numbers[named] = said[i].external_id;
            ids[named++] = said[i].id;
        }
    struct db_result *r = db_query(l->ctx.db, "invoice_unpaid",
                                   DB_PARAMS(l->desk.brand, db_array(a, numbers, named), db_array(a, ids, named)), e);
    if (!r)
        return false;
    bool ok = true;
    for (int i = 0; ok && i < db_rows(r); i++) {
        struct xendit_invoice *paid = find(said, count, db_value(r, i, 1));
        ok = has_time(l, e) && (!paid || take_payment(l, paid, e));
    }
    db_result_free(r);
    return ok;
}

static bool no_list(const struct look *l, struct error *e)
{
    return !xendit_desk_is_away(&l->desk, e) &&
           error_set(e, ERR_PROTOCOL, arena_printf(l->ctx.arena, "Xendit gave no list for %s", l->desk.brand), "%s",
                     xendit_desk_words(&l->desk));
}

/* last: the id that the page goes on behind, "" for the first; then that of the next. */
static bool read_page(struct look *l, const char *status, char *last, size_t size, bool *more, struct error *e)
{
    struct xendit_invoice *said = NULL;
    size_t count;
    if (xendit_desk_list_paid(&l->desk, status, l->paid_after, *last ? last : NULL, &said, &count) != XENDIT_KNOWN)
        return no_list(l, e);
    l->seen += count;
    *more = count >= XENDIT_PAGE;
    if (!take_page(l, said, count, e))
        return false;
    const char *id = count ? said[count - 1].id : NULL;
    if (*more && (!id || strcmp(id, last) == 0))
        return error_set(e, ERR_PROTOCOL, "Xendit's list can't be read", "a page ends as the one before");
    snprintf(last, size, "%s", id ? id : "");
    return true;
}

static bool in_own_arena(struct look *l, bool (*step)(struct look *l, void *arguments, struct error *e),
                         void *arguments, struct error *e)
{
    struct arena *outer = l->ctx.arena;
    l->ctx.arena = arena_new();
    bool ok = step(l, arguments, e);
    arena_free(l->ctx.arena);
    l->ctx.arena = outer;
    return ok;
}

struct page {
    const char *status;
    char last[100];
    bool more;
};

static bool page_step(struct look *l, void *arguments, struct error *e)
{
    struct page *p = arguments;
    return has_time(l, e) && read_page(l, p->status, p->last, sizeof p->last, &p->more, e);
}

static bool read_paid(struct look *l, const char *status, struct error *e)
{
    struct page p = { .status = status, .more = true };
    bool ok = true;
    while (ok && p.more)
        ok = in_own_arena(l, page_step, &p, e);
    return ok;
}

/* Charges about which the same is asked of Xendit. */
struct links {
    const struct db_result *found;
    int first;
    bool (*ask)(struct context *ctx, const char *brand, struct effect_row *rows, size_t count, struct error *e);
    size_t *done;
};

static bool ask_links(struct look *l, const struct links *links, struct error *e)
{
    struct effect_row rows[LINKS_AT_ONCE] = { { .entity_id = NULL } };
    size_t count = 0;
    for (; count < LINKS_AT_ONCE && links->first + (int)count < db_rows(links->found); count++)
        rows[count] =
            (struct effect_row){ .entity_id = db_value(links->found, links->first + (int)count, 0), .attempts = 1 };
    if (!links->ask(&l->ctx, l->desk.brand, rows, count, e))
        return false;
    for (size_t i = 0; i < count; i++)
        *links->done += rows[i].state == EFFECT_DONE;
    return true;
}

static bool links_step(struct look *l, void *arguments, struct error *e)
{
    return has_time(l, e) && ask_links(l, arguments, e);
}

static bool ask_all(struct look *l, const char *query, struct links links, struct error *e)
{
    struct db_result *r = db_query(l->ctx.db, query, DB_PARAMS(l->desk.brand), e);
    bool ok = r != NULL;
    links.found = r;
    for (; ok && links.first < db_rows(r); links.first += LINKS_AT_ONCE)
        ok = in_own_arena(l, links_step, &links, e);
    db_result_free(r);
    return ok;
}

/* Links whose time is over: ended there, so that nobody pays what counts as expired here, or paid in the last moment.
 */
static bool end_old_links(struct look *l, struct error *e)
{
    return ask_all(l, "invoice_links_over", (struct links){ .ask = effect_invoice_expire, .done = &l->over }, e);
}

/* Xendit has no list of sessions: each is asked about. */
static bool ask_sessions(struct look *l, struct error *e)
{
    return ask_all(l, "session_due", (struct links){ .ask = effect_invoice_ask, .done = &l->asked }, e);
}

static bool read_seen(struct look *l, struct error *e)
{
    struct db_result *r = db_query(l->ctx.db, "invoice_seen", DB_PARAMS(l->desk.brand), e);
    if (!r)
        return false;
    l->paid_after = arena_strdup(l->ctx.arena, db_value(r, 0, 0));
    l->until = arena_strdup(l->ctx.arena, db_value(r, 0, 1));
    db_result_free(r);
    return true;
}

/* What was seen is noted when all of it was taken, and not before. */
static bool note_seen(struct look *l, struct error *e)
{
    return l->unclear || db_run(l->ctx.db, "invoice_seen_until", DB_PARAMS(l->desk.brand, l->until), NULL, e);
}

static bool look_at(struct look *l, const char *brand, struct error *e)
{
    if (!xendit_desk_open(&l->desk, &l->ctx, brand, e) || !read_seen(l, e))
        return false;
    l->desk.patience_ms = PATIENCE_MS;
    return read_paid(l, "PAID", e) && read_paid(l, "SETTLED", e) && note_seen(l, e) && end_old_links(l, e) &&
           ask_sessions(l, e);
}

static void say(struct strbuf *words, const struct look *l, const char *brand, bool ok)
{
    strbuf_printf(words, "%s%s: %zu seen, %zu taken as paid, %zu links ended", words->length ? "; " : "", brand,
                  l->seen, l->taken, l->over);
    if (l->asked)
        strbuf_printf(words, ", %zu sessions asked about", l->asked);
    if (l->unclear)
        strbuf_printf(words, ", %zu unclear", l->unclear);
    strbuf_add(words, ok ? "" : ", then it failed");
}

bool invoice_reconcile(struct context *ctx, char *result, size_t size, struct error *e)
{
    struct strbuf words = { .arena = ctx->arena };
    struct error first = { .code = ERR_NONE };
    int64_t deadline = clock_s() + LONGEST_RUN_S;

    for (size_t i = 0; i < ctx->config->xendit_count && !context_cancelled(ctx, NULL); i++) {
        struct look l = { .ctx = *ctx, .deadline = deadline };
        struct error why = { .code = ERR_NONE };
        l.ctx.actor = "job:invoice_reconcile";
        bool ok = look_at(&l, ctx->config->xendit[i].brand, &why);
        say(&words, &l, ctx->config->xendit[i].brand, ok);
        if (!ok && first.code == ERR_NONE)
            first = why;
    }
    snprintf(result, size, "%s", words.length ? strbuf_text(&words) : "Xendit is not configured here");
    if (context_cancelled(ctx, e))
        return false;
    if (first.code != ERR_NONE && e)
        *e = first;
    return first.code == ERR_NONE;
}
