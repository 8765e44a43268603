/* Notifications of Xendit. Their token is that of one account and covers nothing of what they say. */
#include "model/bill/notice_xendit.h"

#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "model/bill/session_desk.h"
#include "model/bill/xendit_desk.h"
#include "model/bill/xendit_news.h"
#include "model/config/config.h"
#include "model/lists/story.h"
#include "model/pay/checkout_desk.h"
#include "net/xendit.h"

#include <inttypes.h>
#include <string.h>

enum {
    PATIENCE_MS = 1000 /* other gateways' notifications wait for the same thread */
};

/* The brand whose token it is; of several with the same, the one that is wanted (NULL: any). Every brand is compared,
 * so that the time says nothing of which it was. */
static const char *brand_of(const struct config *config, const char *token, const char *wanted)
{
    const char *brand = NULL;
    for (size_t i = 0; token && i < config->xendit_count; i++) {
        const struct config_xendit *x = &config->xendit[i];
        bool fits = x->callback_token && *x->callback_token && xendit_verify(token, x->callback_token);
        if (fits && (!brand || (wanted && strcmp(x->brand, wanted) == 0)))
            brand = x->brand;
    }
    return brand;
}

/* What is known here of the number or reference that a notification names. */
struct about {
    const char *order_id;   /* the charge's; of what is unknown just what was named */
    const char *owner;      /* the brand of its invoice; NULL: none is known yet */
    const char *session_id; /* of its session, where an answer said it */
    bool is_session;        /* one of our sessions has this reference */
    bool has_come;          /* money by that session, came_rp */
    int64_t came_rp;
};

static bool read_session(struct context *ctx, const char *reference, struct about *about, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "session_of", DB_PARAMS(reference), e);
    if (!r)
        return false;
    about->is_session = db_rows(r) > 0;
    if (about->is_session) {
        about->order_id = story_text(ctx->arena, r, 0, 0);
        about->owner = story_text(ctx->arena, r, 0, 1);
        about->session_id = story_text(ctx->arena, r, 0, 2);
        about->has_come = !db_is_null(r, 0, 3);
        about->came_rp = about->has_come ? db_int64(r, 0, 3) : 0;
    }
    db_result_free(r);
    return true;
}

static bool read_about(struct context *ctx, const struct xendit_notice *n, struct about *about, struct error *e)
{
    *about = (struct about){ .order_id = n->said.external_id };
    if (!db_ready(ctx->db, e))
        return false;
    if (n->event)
        return read_session(ctx, n->said.external_id, about, e);
    struct db_result *r = db_query(ctx->db, "inbox_brand", DB_PARAMS(about->order_id), e);
    if (!r)
        return false;
    about->owner = db_rows(r) ? arena_strdup(ctx->arena, db_value(r, 0, 0)) : NULL;
    db_result_free(r);
    return true;
}

/* By what repeats are told from others: nothing that differs between them. */
static void name_notice(struct context *ctx, const struct xendit_notice *x, const struct about *about, struct notice *n)
{
    const struct xendit_invoice *said = &x->said;
    const char *sums = arena_printf(ctx->arena, "%" PRId64 " %" PRId64, said->amount_rp, said->paid_amount_rp);
    *n = (struct notice){ .order_id = about->order_id,
                          .status = said->status,
                          .transaction_id = x->is_payment ? said->payment_id : said->id,
                          .detail = sums };
    if (x->captures || (x->event && !x->is_payment && said->payment_id))
        n->detail = arena_printf(ctx->arena, "%s %s", x->captures ? x->captures : said->payment_id, sums);
}

/* That of a session may come without a token: the page that describes it names none. It is taken where it names a
 * session of ours, and no other than the one that is known by that reference. */
static enum inbox_answer judge_token(struct context *ctx, const struct xendit_notice *x, const struct about *about,
                                     const char *token, struct notice *n, struct error *e)
{
    bool is_own = about->is_session && x->event && !x->is_payment && config_find_xendit(ctx->config, about->owner) &&
                  (!about->session_id || strcmp(about->session_id, x->said.id) == 0);
    if (token || !is_own) {
        n->brand = brand_of(ctx->config, token, about->owner);
        if (about->owner && n->brand && strcmp(n->brand, about->owner) != 0)
            return notice_refuse(e, "its callback token is that of another brand than the invoice's");
        return n->brand
                   ? INBOX_TAKEN
                   : notice_refuse(e, token ? "its callback token is that of no brand of Xendit in this configuration"
                                            : "it has no callback token, as Xendit's have");
    }
    n->brand = about->owner;
    log_line(LOG_LEVEL_WARNING,
             "Xendit's notification of session %s has no callback token: Xendit is asked whether it is so",
             text_safe_copy(ctx->arena, x->said.id));
    return INBOX_TAKEN;
}

/* A token is that of one account: it says nothing of another's invoices. */
enum inbox_answer notice_xendit_read(struct context *ctx, const char *body, size_t length, const char *token,
                                     struct notice *n, struct error *e)
{
    struct xendit_notice x;
    struct about about;
    if (token && !brand_of(ctx->config, token, NULL))
        return notice_refuse(e, "its callback token is that of no brand of Xendit in this configuration");
    bool is_read = xendit_read_notification(body, length, ctx->arena, &x, e);
    if (!token && !(is_read && x.event))
        return notice_refuse(e, "it has no callback token, as Xendit's have");
    if (!is_read)
        return INBOX_UNREADABLE;
    if (!read_about(ctx, &x, &about, e))
        return INBOX_LATER;
    name_notice(ctx, &x, &about, n);
    return notice_is_short(n, e) ? judge_token(ctx, &x, &about, token, n, e) : INBOX_UNREADABLE;
}

static bool is_money(const char *word)
{
    return word && strcmp(word, XENDIT_PAYMENT "SUCCEEDED") == 0;
}

/* A session says what was asked for, not what came: where that was taken, a payment of another sum moves nothing any
 * more, and somebody has to look. */
static const char *misfit_of(struct context *ctx, const struct xendit_notice *x, const struct about *about)
{
    if (!x->is_payment || !is_money(x->said.status) || !about->has_come || x->said.paid_amount_rp == about->came_rp)
        return NULL;
    return x->said.paid_amount_rp < 0
               ? "the payment says an amount that can't be read: look at Xendit"
               : arena_printf(ctx->arena, "a payment of Rp %" PRId64 " came, Rp %" PRId64 " was taken: look at Xendit",
                              x->said.paid_amount_rp, about->came_rp);
}

bool notice_xendit_news(struct context *ctx, const char *body, size_t length, struct charge_news *news,
                        const char **misfit, struct error *e)
{
    struct xendit_notice x;
    struct about about;
    if (!xendit_read_notification(body, length, ctx->arena, &x, e) || !read_about(ctx, &x, &about, e))
        return false;
    charge_news_of_xendit(&x.said, "notification", news);
    news->order_id = about.order_id;
    if (x.is_payment)
        news->transaction_id = about.session_id ? about.session_id : x.said.external_id;
    const char *why = misfit_of(ctx, &x, &about);
    if (why)
        *misfit = why;
    return true;
}

/* By its id, or by the number where no answer ever said that. Another invoice under the same number is asked for by its
 * own. */
static enum xendit_answer look(struct xendit_desk *d, const struct notice_question *q, struct xendit_invoice *said,
                               struct notice_reply *reply)
{
    enum xendit_answer answer;
    if (!q->known_as || xendit_is_session(q->known_as))
        return xendit_desk_find(d, q->order_id, said);
    if (!q->transaction_id || strcmp(q->transaction_id, q->known_as) == 0)
        return xendit_desk_get(d, q->known_as, said);
    answer = xendit_desk_get(d, q->transaction_id, said);
    if (answer != XENDIT_NONE &&
        (answer != XENDIT_KNOWN || (said->external_id && strcmp(said->external_id, q->order_id) == 0)))
        return answer;
    reply->knows_no_transaction = true;
    return xendit_desk_get(d, q->known_as, said);
}

/* The sessions that a question is about. */
struct sessions {
    struct session *list;
    size_t count;
    const struct session *meant; /* by its reference; NULL: it is meant by its id, or it is an invoice */
    const struct session *paid;  /* one of them, of which a payment says another sum than was asked for; NULL: none */
};

static bool is_named(const struct session *s, const char *name)
{
    return strcmp(s->reference, name) == 0 || (s->id && strcmp(s->id, name) == 0);
}

static bool read_sessions(struct context *ctx, const struct notice_question *q, struct sessions *s, struct error *e)
{
    *s = (struct sessions){ .meant = NULL };
    if (!q->transaction_id)
        return true;
    if (!session_list(ctx, q->order_id, &s->list, &s->count, e))
        return false;
    for (size_t i = 0; i < s->count; i++) {
        struct session *one = &s->list[i];
        if (strcmp(one->reference, q->transaction_id) == 0)
            s->meant = one;
        if (is_money(q->word) && q->amount_rp != one->amount_rp && is_named(one, q->transaction_id))
            s->paid = one;
    }
    return true;
}

static bool ask(struct xendit_desk *d, const struct notice_question *q, struct notice_reply *reply, struct error *e)
{
    struct sessions s;
    struct xendit_invoice said;
    enum xendit_answer answer = XENDIT_NONE;
    bool is_own = true;
    if (!read_sessions(d->ctx, q, &s, e))
        return false;
    bool ok = true;
    if (s.paid) {
        answer = session_look_at_money(d, s.paid, &said);
    } else if (s.meant) {
        ok = session_look(d, s.meant, &said, &answer, e);
    } else if (xendit_is_session(q->transaction_id)) {
        ok = session_look_by_id(d, q->transaction_id, s.list, s.count, &said, &answer, e);
    } else {
        answer = look(d, q, &said, reply);
        is_own = answer != XENDIT_KNOWN || (said.external_id && strcmp(said.external_id, q->order_id) == 0);
    }
    if (!ok)
        return false;
    if (answer == XENDIT_KNOWN && is_own)
        charge_news_of_xendit(&said, "poll", &reply->news);
    else if (answer == XENDIT_KNOWN || answer == XENDIT_NONE)
        reply->word = NOTICE_KNOWS_NONE;
    else
        notice_is_away(reply, xendit_desk_words(d), xendit_desk_retry_ms(d));
    return true;
}

bool notice_xendit_ask(struct context *ctx, const struct notice_question *q, struct notice_reply *reply,
                       struct error *e)
{
    struct xendit_desk d;
    struct error why = { .code = ERR_NONE };
    if (!xendit_desk_open(&d, ctx, q->brand, &why))
        return notice_not_open(ctx, reply, &why, e);
    d.patience_ms = PATIENCE_MS;
    if (!ask(&d, q, reply, e) || context_cancelled(ctx, e))
        return false;
    if (reply->word == NOTICE_IS_AWAY)
        reply->is_for_all = xendit_desk_is_away(&d, &why);
    return reply->word == NOTICE_SAYS || desk_note_asked(ctx, q->order_id, reply->why, e);
}
