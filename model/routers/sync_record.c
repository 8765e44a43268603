/* Sync: what the database should know of the router. */
#include "db/db.h"
#include "model/routers/sync_run.h"

#include <string.h>

/* Several arrays, an element each for one device or user. */
struct arrays {
    const char **ids, **texts;
    struct strbuf numbers, more_numbers;
    size_t count;
};

static struct arrays arrays_new(struct sync_run *s, size_t room)
{
    return (struct arrays){ .ids = ARENA_ARRAY(s->arena, const char *, room + 1),
                            .texts = ARENA_ARRAY(s->arena, const char *, room + 1),
                            .numbers = { .arena = s->arena },
                            .more_numbers = { .arena = s->arena } };
}

static void add_number(struct strbuf *b, int64_t number)
{
    strbuf_printf(b, "%c%lld", b->length ? ',' : '{', (long long)number);
}

static void add_uptime(struct strbuf *b, int64_t seconds)
{
    if (seconds == HOST_UNSAID)
        strbuf_add(b, b->length ? ",NULL" : "{NULL");
    else
        add_number(b, seconds);
}

bool sync_take_baselines(struct sync_run *s, struct error *e)
{
    struct arrays a = arrays_new(s, s->device_count);

    for (size_t i = 0; i < s->user_count; i++) {
        for (size_t j = 0; j < s->users[i].device_count; j++) {
            const struct sync_device *d = &s->users[i].devices[j];
            if (!d->takes_baseline || !d->seen->host.id || d->seen->host.bytes == HOST_UNSAID)
                continue;
            a.ids[a.count] = d->id;
            a.texts[a.count++] = d->seen->host.id;
            add_number(&a.numbers, d->seen->host.bytes);
            add_uptime(&a.more_numbers, d->seen->host.uptime_s);
        }
    }
    if (!a.count)
        return true;
    strbuf_add(&a.numbers, "}");
    strbuf_add(&a.more_numbers, "}");
    return db_run(s->ctx->db, "sync_take_baseline",
                  DB_PARAMS(db_array(s->arena, a.ids, a.count), strbuf_text(&a.numbers),
                            db_array(s->arena, a.texts, a.count), strbuf_text(&a.more_numbers)),
                  NULL, e);
}

static bool record_addresses(struct sync_run *s, struct error *e)
{
    enum {
        LONGEST_ADDRESS = 45
    }; /* the portal's column */
    struct arrays a = arrays_new(s, s->device_count);

    for (size_t i = 0; i < s->user_count; i++) {
        for (size_t j = 0; j < s->users[i].device_count; j++) {
            const struct sync_device *d = &s->users[i].devices[j];
            if (!d->address || strlen(d->address) > LONGEST_ADDRESS ||
                (d->known_address && strcmp(d->address, d->known_address) == 0))
                continue;
            a.ids[a.count] = d->id;
            a.texts[a.count++] = d->address;
        }
    }
    return !a.count ||
           db_run(s->ctx->db, "sync_note_addresses",
                  DB_PARAMS(db_array(s->arena, a.ids, a.count), db_array(s->arena, a.texts, a.count)), NULL, e);
}

static bool record_accounts(struct sync_run *s, struct error *e)
{
    struct arrays a = arrays_new(s, s->user_count);

    for (size_t i = 0; i < s->user_count; i++) {
        if (s->users[i].has_foreign_account)
            continue; /* of his name, and somebody else's: it tells nothing */
        if (s->users[i].has_account == s->users[i].has_known_account)
            continue;
        a.ids[a.count] = s->users[i].id;
        a.texts[a.count++] = s->users[i].has_account ? "t" : "f";
    }
    return !a.count ||
           db_run(s->ctx->db, "sync_note_accounts",
                  DB_PARAMS(db_array(s->arena, a.ids, a.count), db_array(s->arena, a.texts, a.count)), NULL, e);
}

/* What was found to differ is mended: it need not stand there until the next look. */
static bool record_mended(struct sync_run *s, struct error *e)
{
    const char **ids = ARENA_ARRAY(s->arena, const char *, s->user_count + 1);
    size_t count = 0;

    for (size_t i = 0; i < s->user_count; i++) {
        const struct sync_user *u = &s->users[i];
        if (!u->failure && !sync_conflict(s, u) && !u->hiccup && !u->is_surprised)
            ids[count++] = u->id;
    }
    /* With the end of what asked for the sync, which follows. */
    return !count ||
           db_later(s->ctx->db, "sync_note_mended", DB_PARAMS(s->router, db_array(s->arena, ids, count)), NULL, e);
}

/* Who has nothing there but what the console made: a portal that writes over the mark later takes nothing away. */
static bool is_ours_alone(const struct sync_user *u)
{
    return u->has_own_account && !u->has_claimables && !u->failure && !u->hiccup && !u->is_surprised;
}

static bool record_claims(struct sync_run *s, struct error *e)
{
    const char **ids = ARENA_ARRAY(s->arena, const char *, s->user_count + 1);
    size_t count = 0;

    for (size_t i = 0; i < s->user_count; i++)
        if ((s->users[i].takes_claim || is_ours_alone(&s->users[i])) && !s->users[i].is_claim_noted)
            ids[count++] = s->users[i].id;
    return !count ||
           db_run(s->ctx->db, "sync_note_claims", DB_PARAMS(s->router, db_array(s->arena, ids, count)), NULL, e);
}

bool sync_record(struct sync_run *s, struct error *e)
{
    return record_claims(s, e) && record_addresses(s, e) && record_accounts(s, e) && record_mended(s, e);
}
