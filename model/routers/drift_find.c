/* Drift: from what was compared to rows of console.drift. */
#include "db/db.h"
#include "model/routers/drift_run.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* So many entries of nobody, and more than one in ten of all, are no leftovers: the console looks at another
 * database, or the routers' names have changed. */
enum {
    FEW_ORPHANS = 20,
    ORPHAN_SHARE = 10
};

struct ids {
    const char **items;
    size_t count;
    struct lookup *known;
};

static void add_id(struct ids *ids, const char *id)
{
    if (lookup_get(ids->known, id))
        return;
    lookup_put(ids->known, id, ids);
    ids->items[ids->count++] = id;
}

static const char *text_at(struct drift_run *d, const struct db_result *r, int row, int column)
{
    return db_is_null(r, row, column) ? NULL : arena_strdup(d->arena, db_value(r, row, column));
}

static bool ask_facts(struct drift_run *d, const struct ids *ids, struct error *e)
{
    struct db_result *r =
        db_query(d->ctx->db, "drift_facts",
                 DB_PARAMS(db_array(d->arena, ids->items, ids->count), d->sync.router, d->started_at), e);
    if (!r)
        return false;
    for (int i = 0; i < db_rows(r); i++) {
        struct drift_facts *f = ARENA_NEW(d->arena, struct drift_facts);
        f->name = text_at(d, r, i, 1);
        f->router = text_at(d, r, i, 2);
        f->account = text_at(d, r, i, 3);
        f->why = text_at(d, r, i, 4);
        f->is_busy = db_bool(r, i, 5);
        lookup_put(d->facts, text_at(d, r, i, 0), f);
    }
    db_result_free(r);
    return true;
}

static bool ask_macs(struct drift_run *d, struct error *e)
{
    const char **macs = ARENA_ARRAY(d->arena, const char *, d->scan.stranger_count + 1);
    size_t count = 0;
    for (const struct sync_stranger *s = d->scan.strangers; s; s = s->next)
        macs[count++] = s->mac;
    if (!count)
        return true;
    struct db_result *r = db_query(d->ctx->db, "drift_known_macs", DB_PARAMS(db_array(d->arena, macs, count)), e);
    for (int i = 0; r && i < db_rows(r); i++)
        lookup_put(d->known_macs, text_at(d, r, i, 0), d);
    db_result_free(r);
    return r != NULL;
}

static bool is_waiting(const struct sync_user *u)
{
    for (size_t i = 0; i < u->device_count; i++)
        if (u->devices[i].is_current)
            return !u->has_address;
    return false;
}

/* A device that is there by an address that no lease of the router gave it. */
static bool lacks_lease(const struct drift_run *d, const struct sync_device *device)
{
    return d->scan.lease_count && device->is_current && device->seen->host.id && !device->seen->has_lease;
}

static bool has_news(const struct drift_run *d, const struct sync_user *u)
{
    for (size_t i = 0; i < u->device_count; i++)
        if (lacks_lease(d, &u->devices[i]))
            return true;
    return is_waiting(u);
}

/* In the settings of an operation: to compile the query takes longer than to run it. */
static bool ask_all(struct drift_run *d, const struct ids *ids, struct error *e)
{
    if (!db_begin(d->ctx->db, e))
        return false;
    bool ok = db_run(d->ctx->db, "operation_settings", DB_PARAMS(d->ctx->actor, NULL), NULL, e) &&
              (!ids->count || ask_facts(d, ids, e)) && ask_macs(d, e);
    db_rollback(d->ctx->db);
    return ok;
}

/* What could be claimed stands beside the differences that the comparison found. */
static void note_claimables(struct drift_run *d)
{
    for (struct sync_item *i = d->sync.claimables; i; i = i->next_claimable)
        sync_note(&d->sync,
                  strcmp(i->menu, "/ip/hotspot/user") == 0         ? SYNC_CLAIM_ACCOUNT
                  : strcmp(i->menu, "/ip/hotspot/ip-binding") == 0 ? SYNC_CLAIM_BINDING
                                                                   : SYNC_CLAIM_ENTRY,
                  i->claimant, i->key, i);
}

/* Of those only of whom there is something to say. */
bool drift_load_facts(struct drift_run *d, struct error *e)
{
    struct ids ids = { .known = lookup_new(d->arena) };

    note_claimables(d);
    ids.items = ARENA_ARRAY(d->arena, const char *, d->sync.user_count + d->scan.orphan_count + 1);
    d->facts = lookup_new(d->arena);
    d->known_macs = lookup_new(d->arena);
    for (const struct sync_difference *f = d->sync.differences; f; f = f->next)
        add_id(&ids, f->user->id);
    for (size_t i = 0; i < d->sync.user_count; i++)
        if (has_news(d, &d->sync.users[i]))
            add_id(&ids, d->sync.users[i].id);
    for (const struct sync_item *i = d->scan.orphans; i; i = i->next_orphan)
        add_id(&ids, i->uid);
    return ask_all(d, &ids, e);
}

static struct drift_row *put_row(struct drift_rows *rows, struct arena *a, struct drift_row *row)
{
    if (rows->count == rows->room) {
        size_t room = rows->room ? rows->room * 2 : 64;
        struct drift_row **items = ARENA_ARRAY(a, struct drift_row *, room);
        for (size_t i = 0; i < rows->count; i++)
            items[i] = rows->items[i];
        rows->items = items;
        rows->room = room;
    }
    return rows->items[rows->count++] = row;
}

static const char *joined(struct arena *a, const char *first, const char *second, const char *between)
{
    if (!first || !second)
        return first ? first : second;
    return strstr(first, second) ? first : arena_printf(a, "%s%s%s", first, between, second);
}

/* The same about the same subject of the same user is one difference; entries of nobody are removed one by one. */
static void add_row(struct drift_run *d, const struct drift_row *given)
{
    struct arena *a = d->arena;
    const char *key = arena_printf(a, "%d|%s|%s|%s", (int)given->kind, given->user_id ? given->user_id : "",
                                   given->subject, given->item ? given->item : "");
    struct drift_row *row = lookup_get(d->found.by_key, key);

    if (row) {
        row->expected = joined(a, row->expected, given->expected, ", ");
        row->actual = joined(a, row->actual, given->actual, ", ");
        row->cause = joined(a, row->cause, given->cause, "; ");
        row->mend = joined(a, row->mend, given->mend, "\n");
        row->is_safe &= given->is_safe;
        return;
    }
    row = put_row(&d->found, a, ARENA_NEW(a, struct drift_row));
    *row = *given;
    lookup_put(d->found.by_key, key, row);
}

/* An entry that is not ours at the address: what it is there for, a person knows. */
static bool has_foreign_entry(const struct drift_run *d, const char *address)
{
    const struct sync_place *p = lookup_get(d->sync.places, address);
    for (const struct sync_item *i = p ? p->entries : NULL; i; i = i->next)
        if (!i->uid && !i->claimant)
            return true;
    return false;
}

static bool is_safe(const struct drift_run *d, const struct sync_difference *f)
{
    return drift_kinds[f->kind].is_safe && !has_foreign_entry(d, f->subject) &&
           !(f->kind == SYNC_MISSING_IN_LIST && !f->item && drift_is_guess(f));
}

/* claim: what claiming it would send; NULL: it is nothing to claim. */
static const char *item_json(struct arena *a, const struct sync_item *item, const char *claim)
{
    json_t *object = json_pack("{s:s, s:s, s:s*, s:s*}", "menu", item->menu, "id", drift_known_text(a, item->id),
                               "comment", drift_known_text(a, item->comment), "claim", claim);
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    const char *copy = arena_strdup(a, text);
    free(text);
    json_decref(object);
    return copy;
}

static bool is_claim(const struct sync_difference *f)
{
    return f->kind == SYNC_CLAIM_ENTRY || f->kind == SYNC_CLAIM_BINDING || f->kind == SYNC_CLAIM_ACCOUNT;
}

static void add_difference(struct drift_run *d, const struct sync_difference *f)
{
    const struct drift_facts *facts = lookup_get(d->facts, f->user->id);

    if (f->kind == SYNC_RENEWAL || !facts || facts->is_busy)
        return;
    add_row(d, &(struct drift_row){ .kind = f->kind,
                                    .user_id = f->user->id,
                                    .subject = f->subject,
                                    .expected = drift_expected(d, f),
                                    .actual = drift_actual(d, f),
                                    .cause = drift_cause(d, f, facts),
                                    .mend = drift_mend(d, f),
                                    .item = is_claim(f) ? item_json(d->arena, f->item, drift_claim(d, f)) : NULL,
                                    .is_safe = is_safe(d, f) });
}

static const char *orphan_cause(struct drift_run *d, const struct sync_item *i, const struct drift_facts *facts)
{
    const char *says = drift_mark_text(d->arena, i);
    if (!facts)
        return arena_printf(d->arena, "the database knows no user %s (%s)", i->uid, says);
    if (!facts->router || strcmp(facts->router, d->sync.router) != 0)
        return arena_printf(d->arena, "%s is served by router %s, not by this one (%s)", facts->name,
                            facts->router ? facts->router : "none", says);
    return arena_printf(d->arena, "the hotspot user of %s is %s by now (%s)", facts->name, facts->account, says);
}

static void add_orphan(struct drift_run *d, const struct sync_item *i)
{
    const struct drift_facts *facts = lookup_get(d->facts, i->uid);
    bool is_account = strcmp(i->menu, "/ip/hotspot/user") == 0;
    const char *where = strrchr(i->menu, '/') + 1;

    if (i->is_handled || i->is_dynamic)
        return;
    add_row(d, &(struct drift_row){ .kind = SYNC_ORPHAN_ENTRY,
                                    .user_id = facts ? i->uid : NULL,
                                    .subject = i->key,
                                    .actual = *i->value ? arena_printf(d->arena, "%s %s", where, i->value) : where,
                                    .cause = orphan_cause(d, i, facts),
                                    .mend = drift_removal(d->arena, i),
                                    .item = item_json(d->arena, i, NULL),
                                    .is_safe = !is_account });
}

static void add_garden(struct drift_run *d, const struct garden_change *g)
{
    add_row(d,
            &(struct drift_row){ .kind = SYNC_GARDEN,
                                 .subject = g->subject,
                                 .expected = g->expected,
                                 .actual = g->actual,
                                 .cause = arena_printf(d->arena, "the settings %s %s in %s",
                                                       g->is_removal ? "no longer want" : "want", g->subject, g->menu),
                                 .mend = g->command,
                                 .is_safe = true });
}

static void add_information(struct drift_run *d, const struct sync_user *u)
{
    const struct drift_facts *facts = lookup_get(d->facts, u->id);

    if (!facts || facts->is_busy)
        return;
    for (size_t i = 0; i < u->device_count; i++) {
        const struct sync_device *device = &u->devices[i];
        if (lacks_lease(d, device))
            add_row(
                d, &(struct drift_row){
                       .kind = SYNC_LEASE_MISSING,
                       .user_id = u->id,
                       .subject = device->mac,
                       .expected = "a lease",
                       .cause = arena_printf(d->arena, "the device is at %s, and no DHCP lease gave it that address",
                                             device->seen->host.address ? device->seen->host.address : "no address") });
    }
    if (is_waiting(u))
        add_row(d, &(struct drift_row){ .kind = SYNC_NO_ADDRESS,
                                        .user_id = u->id,
                                        .subject = u->account,
                                        .expected = u->list,
                                        .cause =
                                            arena_printf(d->arena,
                                                         "%s; none of the customer's devices has an address of its own: the list "
                                                         "entry follows when one is seen",
                                                         facts->why) });
}

static void add_stranger(struct drift_run *d, const struct sync_stranger *s)
{
    if (lookup_get(d->known_macs, s->mac) || lookup_get(d->scan.foreign_macs, s->mac))
        return;
    add_row(d, &(struct drift_row){ .kind = SYNC_UNKNOWN_DEVICE,
                                    .subject = s->mac,
                                    .actual = s->address,
                                    .cause = arena_printf(d->arena, "no user has a device with this MAC%s",
                                                          s->has_session ? ", and somebody is logged in on it" : "") });
}

static void keep_text(struct drift_run *d, const char **text)
{
    *text = arena_strdup(d->kept, *text);
}

static void keep_rows(struct drift_run *d)
{
    for (size_t i = 0; i < d->found.count; i++) {
        struct drift_row *row = put_row(&d->rows, d->kept, ARENA_NEW(d->kept, struct drift_row));
        const char **const texts[] = { &row->user_id, &row->subject, &row->expected, &row->actual,
                                       &row->cause,   &row->mend,    &row->item };
        *row = *d->found.items[i];
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++)
            keep_text(d, texts[j]);
    }
}

static void start_rows(struct drift_run *d)
{
    d->found = (struct drift_rows){ .by_key = lookup_new(d->arena) };
}

void drift_find(struct drift_run *d)
{
    start_rows(d);
    for (const struct sync_difference *f = d->sync.differences; f; f = f->next)
        add_difference(d, f);
    for (const struct sync_item *i = d->scan.orphans; i; i = i->next_orphan)
        add_orphan(d, i);
    for (size_t i = 0; i < d->sync.user_count; i++)
        if (has_news(d, &d->sync.users[i]))
            add_information(d, &d->sync.users[i]);
    for (const struct sync_stranger *s = d->scan.strangers; s; s = s->next)
        add_stranger(d, s);
    keep_rows(d);
}

/* Whether entries of nobody are few is known when all parts were looked at. */
void drift_find_of_all(struct drift_run *d)
{
    bool are_few = d->scan.orphan_count <= FEW_ORPHANS ||
                   d->scan.orphan_count * ORPHAN_SHARE <= d->scan.entry_count - d->scan.foreign_count;

    for (size_t i = 0; i < d->rows.count; i++)
        d->rows.items[i]->is_safe &= are_few || d->rows.items[i]->kind != SYNC_ORPHAN_ENTRY;
    start_rows(d);
    for (size_t i = 0; i < d->garden_count; i++)
        add_garden(d, &d->garden[i]);
    keep_rows(d);
}
