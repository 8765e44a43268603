/* Sync: what is asked of a router about a few users takes the time of one print, and not of each. */
#include "model/routers/sync_ahead.h"

#include "model/routers/router_secrets.h"

#include <string.h>

enum {
    MOST_ASKED = 8
};

struct kept_row {
    struct kept_row *next;
    struct ros_row row;
};

struct asked {
    const char *path;
    const char *const *queries;
    size_t count;
    struct arena *arena;
    struct kept_row *rows, **end;
    bool is_answered;
};

struct sync_ahead {
    struct asked items[MOST_ASKED];
    struct ros_ask asks[MOST_ASKED];
    size_t count;
    bool is_sent, is_heard;
};

static struct asked *find(const struct sync_run *s, const char *path)
{
    for (size_t i = 0; s->ahead && i < s->ahead->count; i++)
        if (strcmp(s->ahead->items[i].path, path) == 0)
            return &s->ahead->items[i];
    return NULL;
}

/* The words live until the next one is heard. */
static void keep_row(void *ctx, const struct ros_row *row)
{
    struct asked *a = ctx;
    struct kept_row *kept = ARENA_NEW(a->arena, struct kept_row);
    struct ros_word *words = ARENA_ARRAY(a->arena, struct ros_word, row->count + 1);
    for (size_t i = 0; i < row->count; i++)
        words[i] =
            (struct ros_word){ arena_copy(a->arena, row->words[i].bytes, row->words[i].length), row->words[i].length };
    kept->row = (struct ros_row){ words, row->count };
    *a->end = kept;
    a->end = &kept->next;
}

static void note(struct sync_run *s, const char *path, const char *proplist, const char *const *queries, size_t count,
                 const char *const *sent, size_t sent_count)
{
    if (!s->ahead)
        s->ahead = ARENA_NEW(s->arena, struct sync_ahead);
    struct sync_ahead *h = s->ahead;
    struct asked *a = &h->items[h->count];
    const char **words = ARENA_ARRAY(s->arena, const char *, sent_count + 2);
    words[0] = arena_printf(s->arena, "%s/print", path);
    words[1] = arena_printf(s->arena, "=.proplist=%s", proplist);
    if (sent_count)
        memcpy(words + 2, sent, sent_count * sizeof *words);
    *a = (struct asked){ .path = path, .queries = queries, .count = count, .arena = s->arena };
    a->end = &a->rows;
    h->asks[h->count++] = (struct ros_ask){ .words = words, .word_count = sent_count + 2, .each = keep_row, .ctx = a };
}

void sync_ask(struct sync_run *s, const char *path, const char *proplist, const char *const *queries, size_t count)
{
    if (count && (!s->ahead || s->ahead->count < MOST_ASKED))
        note(s, path, proplist, queries, count, queries, count);
}

void sync_ask_all(struct sync_run *s, const char *path, const char *proplist)
{
    if (!s->ahead || s->ahead->count < MOST_ASKED)
        note(s, path, proplist, NULL, 0, NULL, 0);
}

void sync_ask_secrets(struct sync_run *s, const char *path, const char *proplist, const char *const *queries,
                      size_t count)
{
    size_t sent_count = 0;
    const char **sent = count ? routers_secret_words(s->ctx, s->router, queries, count, &sent_count) : NULL;
    if (sent && (!s->ahead || s->ahead->count < MOST_ASKED))
        note(s, path, proplist, queries, count, sent, sent_count);
}

bool sync_send_asked(struct sync_run *s, struct error *e)
{
    struct sync_ahead *h = s->ahead;
    h->is_sent = h->count && ros_ask_all(s->ros, h->asks, h->count, e);
    return !h->count || h->is_sent;
}

static bool are_same(const struct sync_ahead *a, const struct sync_ahead *b)
{
    bool is_same = a->count == b->count;
    for (size_t i = 0; is_same && i < a->count; i++) {
        const struct ros_ask *x = &a->asks[i], *y = &b->asks[i];
        is_same = x->word_count == y->word_count;
        for (size_t j = 0; is_same && j < x->word_count; j++)
            is_same = strcmp(x->words[j], y->words[j]) == 0;
    }
    return is_same;
}

static void note_answers(struct sync_ahead *h, const struct sync_ahead *from)
{
    for (size_t i = 0; i < h->count; i++) {
        h->items[i].rows = from->items[i].rows;
        h->items[i].is_answered = !from->asks[i].is_refused;
    }
}

static bool hear(struct ros *ros, struct sync_ahead *h, struct error *e)
{
    h->is_heard = true;
    return ros_hear_all(ros, h->asks, h->count, e);
}

void sync_hear_in_vain(struct sync_run *s)
{
    struct sync_ahead *h = s->ahead;
    struct error unseen;
    if (h && h->is_sent && !h->is_heard)
        hear(s->ros, h, &unseen);
}

bool sync_hear_asked(struct sync_run *s, struct error *e)
{
    struct sync_ahead *h = s->ahead, *before = s->foreseen ? s->foreseen->ahead : NULL;
    s->foreseen = NULL;
    if (before && before->is_sent && !hear(s->ros, before, e))
        return false;
    if (!h || !h->count || context_cancelled(s->ctx, NULL))
        return true;
    context_progress(s->ctx, s->router, 0, 0);
    bool is_there = before && before->is_sent && are_same(h, before);
    if (!is_there && !ros_print_all(s->ros, h->asks, h->count, e))
        return false;
    note_answers(h, is_there ? before : h);
    return true;
}

bool sync_was_asked(const struct sync_run *s, const char *path, const char *const *queries, size_t count)
{
    const struct asked *a = find(s, path);
    bool is_same = a && a->is_answered && a->count == count;
    for (size_t i = 0; is_same && i < count; i++)
        is_same = strcmp(a->queries[i], queries[i]) == 0;
    return is_same;
}

bool sync_take_asked(struct sync_run *s, const char *path, bool (*take)(void *ctx, const struct ros_row *row))
{
    struct asked *a = find(s, path);
    a->is_answered = false;
    for (struct kept_row *k = a->rows; k && take(s, &k->row); k = k->next)
        ;
    return true;
}
