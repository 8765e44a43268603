/* Sync: what the router has. */
#include "base/text.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/routers/ros_value.h"
#include "model/routers/router_secrets.h"
#include "model/routers/sync_ahead.h"
#include "model/routers/sync_aside.h"
#include "model/routers/sync_run.h"

#include <string.h>
#include <strings.h>

/* Up to so many users are asked for by query; for more, one print of a menu is quicker. */
enum {
    FEW_USERS = 16
};

static const char list_menu[] = "/ip/firewall/address-list";
static const char binding_menu[] = "/ip/hotspot/ip-binding";
static const char account_menu[] = "/ip/hotspot/user";
static const char host_menu[] = "/ip/hotspot/host";
static const char session_menu[] = "/ip/hotspot/active";
static const char profile_menu[] = "/ip/hotspot/user/profile";

static const char list_proplist[] = ".id,list,address,disabled,dynamic,timeout,comment";
static const char binding_proplist[] = ".id,mac-address,address,type,disabled,comment";
static const char account_proplist[] =
    ".id,name,profile,server,password,limit-bytes-total,limit-uptime,bytes-in,bytes-out,disabled,comment";
static const char session_proplist[] = ".id,user,mac-address,address,server,uptime,bytes-in,bytes-out";

bool sync_is_few(size_t users)
{
    return users <= FEW_USERS;
}

static bool by_query(const struct sync_run *s)
{
    return !s->scan && sync_is_few(s->user_count);
}

/* "?name=value" of several, any of which may match. */
struct queries {
    struct arena *arena;
    const char **words;
    size_t count, room;
};

static void add_word(struct queries *q, const char *word)
{
    if (q->count == q->room) {
        size_t room = q->room ? q->room * 2 : 32;
        const char **words = ARENA_ARRAY(q->arena, const char *, room);
        if (q->count)
            memcpy(words, q->words, q->count * sizeof *words);
        q->words = words;
        q->room = room;
    }
    q->words[q->count++] = word;
}

static void add_query(struct queries *q, const char *name, const char *value)
{
    if (!value)
        return;
    bool is_first = q->count == 0;
    add_word(q, arena_printf(q->arena, "?%s=%s", name, value));
    if (!is_first)
        add_word(q, "?#|");
}

typedef bool take_row(void *ctx, const struct ros_row *row);

/* Where rows go: to take, or aside. */
static struct sync_tap tap_of(struct sync_run *s, const char *path, take_row *take)
{
    return s->aside ? sync_tap_aside(s, path) : (struct sync_tap){ .take = take, .ctx = s };
}

/* Prints what the queries ask for; all where by_query() is not the way. */
static bool print(struct sync_run *s, const char *path, const char *proplist, const struct queries *q, take_row *take,
                  struct error *e)
{
    context_progress(s->ctx, s->router, 0, 0);
    if (by_query(s) && !q->count)
        return true;
    if (context_cancelled(s->ctx, e))
        return false;
    if (sync_is_replay(s))
        return sync_replay(s, path, take, e);
    if (sync_was_asked(s, path, q->words, q->count))
        return sync_take_asked(s, path, take);
    struct sync_tap tap = tap_of(s, path, take);
    return ros_print(s->ros, path, proplist, q->words, q->count, tap.take, tap.ctx, NULL, e) && sync_tap_holds(&tap, e);
}

/* A package that a router may do without: then nothing stands there. */
static bool print_optional(struct sync_run *s, const char *path, const char *proplist, const struct queries *q,
                           take_row *take, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    if (print(s, path, proplist, q, take, &failure) ||
        (failure.code == ERR_REFUSED && strstr(failure.why, "no such command")))
        return true;
    if (e)
        *e = failure;
    return false;
}

static struct queries mac_queries(const struct sync_run *s)
{
    struct queries q = { .arena = s->arena };
    for (size_t i = 0; by_query(s) && i < s->user_count; i++)
        for (size_t j = 0; j < s->users[i].device_count; j++)
            add_query(&q, "mac-address", s->users[i].devices[j].mac);
    return q;
}

/* Where the last look found bindings of theirs that may be none of their devices'. */
static struct queries binding_queries(const struct sync_run *s)
{
    struct queries q = mac_queries(s);
    for (size_t i = 0; by_query(s) && i < s->hint_count; i++)
        if (strlen(s->hints[i]) == MAC_TEXT - 1)
            add_query(&q, "mac-address", s->hints[i]);
    return q;
}

static struct sync_mac *mac_of(struct sync_run *s, const struct ros_row *row, char mac[MAC_TEXT])
{
    const char *given = ros_value_text(s->arena, row, "mac-address");
    *mac = '\0';
    return given && ros_parse_mac(mac, given) ? lookup_get(s->macs, mac) : NULL;
}

/* What may be an address and nothing else: it goes into the database. */
static const char *address_in(struct sync_run *s, const struct ros_row *row, const char *name)
{
    enum {
        LONGEST_ADDRESS = 45
    };
    const char *text = ros_value_text(s->arena, row, name);
    size_t n = text ? strlen(text) : 0;
    return n && n <= LONGEST_ADDRESS && strspn(text, "0123456789abcdefABCDEF.:") == n ? text : NULL;
}

/* Fills what rows of all menus have; the mark is read where there is one. */
static struct sync_item *read_item(struct sync_run *s, const struct ros_row *row, const char *menu)
{
    struct sync_item *item = ARENA_NEW(s->arena, struct sync_item);

    item->menu = menu;
    item->id = ros_value_text(s->arena, row, ".id");
    item->value = "";
    item->strictness = UNMANAGED;
    item->is_disabled = ros_value_bool(row, "disabled");
    item->is_dynamic = ros_value_bool(row, "dynamic");
    item->comment = ros_value_text(s->arena, row, "comment");
    if (mark_read(s->arena, s->ctx->config->mark_prefix, item->comment, &item->mark))
        item->uid = item->mark.uid;
    return item;
}

/* Of whom the comment speaks; NULL: of nobody that this router serves. */
static struct sync_user *named_user(const struct sync_run *s, const struct sync_item *item)
{
    if (item->mark.uid)
        return lookup_get(s->users_by_id, item->mark.uid);
    return item->mark.user ? lookup_get(s->users_by_account, item->mark.user) : NULL;
}

/* In words that we or a portal begin with, on list entries and ip-bindings. */
static bool is_portals(const struct sync_run *s, const struct sync_item *item)
{
    static const char *const types[] = { "bypassed", "regular", "blocked" };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(item->mark.word, sync_binding_word(types[i])) == 0)
            return true;
    return strcmp(item->mark.word, s->ctx->config->mark_prefix) == 0;
}

/* A row without our mark that is somebody's all the same: ours where he is claimed, left alone where not. */
static void give(struct sync_run *s, struct sync_item *item, struct sync_user *u)
{
    if (!u || item->uid)
        return;
    if (u->is_claimed) {
        item->uid = u->id;
        u->takes_claim = true;
        return;
    }
    u->has_claimables = true;
    item->claimant = u;
    item->next_claimable = s->claimables;
    s->claimables = item;
}

/* Of somebody whom this sync is not about: whether it is ours all the same is asked when everything is read. */
static void note_unknown(struct sync_run *s, struct sync_item *item)
{
    if (s->scan || item->uid || item->claimant || !mark_names(&item->mark) || !is_portals(s, item))
        return;
    item->next_unknown = s->unknown;
    s->unknown = item;
    s->unknown_count++;
}

/* A comment that names somebody decides. What a portal writes on devices that wait for their owner is none of ours,
 * but on a device that counts. */
static struct sync_user *user_of_binding(const struct sync_run *s, const struct sync_item *item, struct sync_mac *m)
{
    struct sync_user *owner = m && m->owner ? lookup_get(s->users_by_id, m->owner->id) : NULL;
    struct sync_user *named = named_user(s, item);

    if (!mark_names(&item->mark))
        return owner;
    return named == owner || is_portals(s, item) ? named : NULL;
}

/* By its name, where the database says that the account is there and no comment says that it is another's. */
static struct sync_user *user_of_account(const struct sync_run *s, const struct sync_item *item, struct sync_user *u)
{
    if (mark_names(&item->mark))
        return named_user(s, item) == u ? u : NULL;
    return u && u->has_known_account ? u : NULL;
}

static struct sync_user *owner_of(const struct sync_run *s, const struct sync_item *item)
{
    return item->uid ? lookup_get(s->users_by_id, item->uid) : NULL;
}

static const char *value_or_empty(struct sync_run *s, const struct ros_row *row, const char *name)
{
    const char *value = ros_value_text(s->arena, row, name);
    return value ? value : "";
}

/* Ours, and of none of the users. */
static void note_orphan(struct sync_run *s, struct sync_item *item)
{
    if (!s->scan || !item->uid)
        return;
    item->next_orphan = s->scan->orphans;
    s->scan->orphans = item;
    s->scan->orphan_count++;
}

static void note_stranger(struct sync_run *s, const char *mac, const char *address, bool has_session)
{
    struct sync_stranger *stranger;

    if (!s->scan || !*mac)
        return;
    stranger = lookup_get(s->scan->strangers_by_mac, mac);
    if (!stranger) {
        stranger = ARENA_NEW(s->arena, struct sync_stranger);
        *stranger = (struct sync_stranger){ .next = s->scan->strangers, .mac = arena_strdup(s->arena, mac) };
        s->scan->strangers = stranger;
        s->scan->stranger_count++;
        lookup_put(s->scan->strangers_by_mac, stranger->mac, stranger);
    }
    stranger->address = stranger->address ? stranger->address : address;
    stranger->has_session |= has_session;
}

static bool take_binding(void *ctx, const struct ros_row *row)
{
    struct sync_run *s = ctx;
    char mac[MAC_TEXT];
    struct sync_item *item = read_item(s, row, binding_menu);
    struct sync_mac *m = mac_of(s, row, mac);

    if (!item->id)
        return true;
    item->key = arena_strdup(s->arena, mac);
    item->value = value_or_empty(s, row, "type");
    item->address = address_in(s, row, "address");
    give(s, item, user_of_binding(s, item, m));
    note_unknown(s, item);
    struct sync_user *u = owner_of(s, item);
    if (s->scan && !item->uid)
        lookup_put(s->scan->foreign_macs, item->key, item);
    if (!u)
        note_orphan(s, item);
    if (m) {
        item->next = m->bindings;
        m->bindings = item;
    }
    if (u) {
        item->next_of_user = u->bindings;
        u->bindings = item;
    }
    return true;
}

static bool take_host(void *ctx, const struct ros_row *row)
{
    struct sync_run *s = ctx;
    struct host h;

    if (!host_read(s->arena, row, &h))
        return true;
    h.address = address_in(s, row, "to-address");
    if (!h.address)
        h.address = address_in(s, row, "address");
    struct sync_mac *m = lookup_get(s->macs, h.mac);
    if (m && (!m->host.id || host_is_younger(&h, &m->host)))
        m->host = h;
    if (!m)
        note_stranger(s, h.mac, h.address, false);
    if (h.address)
        sync_place(s, h.address)->host_mac = arena_strdup(s->arena, h.mac);
    return true;
}

/* Those of a look at a whole router outlive the part that they are in. */
static struct sync_session *read_session(struct sync_run *s, const struct ros_row *row, const char *mac)
{
    struct arena *a = s->scan ? s->scan->arena : s->arena;
    struct sync_session *session = ARENA_NEW(a, struct sync_session);
    const char *uptime = ros_value_text(s->arena, row, "uptime");

    session->id = ros_value_text(a, row, ".id");
    session->account = ros_value_text(a, row, "user");
    session->mac = *mac ? arena_strdup(a, mac) : NULL;
    session->address = arena_strdup(a, address_in(s, row, "address"));
    session->server = ros_value_text(a, row, "server");
    session->bytes = ros_value_int64(row, "bytes-in") + ros_value_int64(row, "bytes-out");
    if (!uptime || !ros_parse_seconds(uptime, &session->uptime_s))
        session->uptime_s = HOST_UNSAID;
    return session;
}

static bool take_session(void *ctx, const struct ros_row *row)
{
    struct sync_run *s = ctx;
    char mac[MAC_TEXT];
    struct sync_mac *m = mac_of(s, row, mac);
    struct sync_session *session = read_session(s, row, mac);
    struct sync_user *u = session->account ? lookup_get(s->users_by_account, session->account) : NULL;

    if (!session->id)
        return true;
    if (s->scan) {
        session->next_seen = s->scan->sessions;
        s->scan->sessions = session;
        s->scan->session_count++;
    }
    if (m)
        m->active_address = session->address;
    else
        note_stranger(s, mac, session->address, true);
    struct sync_session **list = m ? &m->sessions : u ? &u->sessions : NULL;
    if (list) {
        session->next = *list;
        *list = session;
    }
    return true;
}

static bool take_lease(void *ctx, const struct ros_row *row)
{
    struct sync_run *s = ctx;
    char mac[MAC_TEXT];
    struct sync_mac *m = mac_of(s, row, mac);

    if (s->scan)
        s->scan->lease_count++;
    if (!m || ros_value_bool(row, "disabled"))
        return true;
    m->has_lease = true;
    m->lease_address = address_in(s, row, "active-address");
    if (!m->lease_address)
        m->lease_address = address_in(s, row, "address");
    return true;
}

static int64_t seconds_in(struct sync_run *s, const struct ros_row *row, const char *name)
{
    const char *text = ros_value_text(s->arena, row, name);
    int64_t seconds;
    return text && ros_parse_seconds(text, &seconds) ? seconds : 0;
}

static bool take_account(void *ctx, const struct ros_row *row)
{
    struct sync_run *s = ctx;
    const char *name = ros_value_text(s->arena, row, "name");
    struct sync_user *u = name ? lookup_get(s->users_by_account, name) : NULL;

    if (!name || (!u && !s->scan))
        return true;
    struct sync_item *item = read_item(s, row, account_menu);
    if (!item->id)
        return true;
    item->key = name;
    item->value = value_or_empty(s, row, "profile");
    item->server = ros_value_text(s->arena, row, "server");
    item->password = ros_value_secret(s->arena, row, "password");
    item->limit_bytes = ros_value_int64(row, "limit-bytes-total");
    item->limit_uptime_s = seconds_in(s, row, "limit-uptime");
    item->used_bytes = ros_value_int64(row, "bytes-in") + ros_value_int64(row, "bytes-out");
    give(s, item, user_of_account(s, item, u));
    if (!u) {
        note_orphan(s, item);
        return true;
    }
    item->next = u->accounts;
    u->accounts = item;
    return true;
}

static void put_entry(struct sync_run *s, struct sync_item *item)
{
    struct sync_place *p = lookup_get(s->places, item->key);

    give(s, item, named_user(s, item));
    note_unknown(s, item);
    struct sync_user *u = owner_of(s, item);
    if (s->scan)
        s->scan->foreign_count += !item->uid && !item->claimant;
    if (!u)
        note_orphan(s, item);
    if (p) {
        item->next = p->entries;
        p->entries = item;
    }
    if (u) {
        item->next_of_user = u->entries;
        u->entries = item;
    }
}

static bool take_entry(void *ctx, const struct ros_row *row)
{
    struct sync_run *s = ctx;
    char *address = ros_value_text(s->arena, row, "address");
    const char *list = value_or_empty(s, row, "list");
    const struct sync_list *managed = lookup_get(s->lists, list);

    if (s->scan)
        s->scan->entry_count++;
    if (!address || !managed)
        return true;
    char *mask = strstr(address, "/32");
    if (mask && !mask[3])
        *mask = '\0';
    struct sync_item *item = read_item(s, row, list_menu);
    if (!item->id)
        return true;
    item->key = address;
    item->value = list;
    item->strictness = managed->strictness;
    item->timeout_s = item->is_dynamic ? seconds_in(s, row, "timeout") : 0;
    put_entry(s, item);
    return true;
}

static void add_address(struct sync_run *s, struct queries *q, struct lookup *asked, const char *address)
{
    if (!address || lookup_get(asked, address))
        return;
    lookup_put(asked, address, s);
    add_query(q, "address", address);
}

static struct queries host_queries(struct sync_run *s)
{
    struct queries q = mac_queries(s);
    struct lookup *asked = lookup_new(s->arena);
    for (size_t i = 0; by_query(s) && i < s->user_count; i++) {
        for (size_t j = 0; j < s->users[i].device_count; j++) {
            const struct sync_device *d = &s->users[i].devices[j];
            add_address(s, &q, asked, d->known_address);
            for (const struct sync_item *b = d->seen->bindings; b; b = b->next)
                add_address(s, &q, asked, b->address);
        }
    }
    return q;
}

static bool read_hosts(struct sync_run *s, struct error *e)
{
    struct queries q = host_queries(s);
    return print(s, host_menu, host_proplist, &q, take_host, e);
}

static struct queries session_queries(const struct sync_run *s)
{
    struct queries q = mac_queries(s);
    for (size_t i = 0; by_query(s) && i < s->user_count; i++)
        add_query(&q, "user", s->users[i].account);
    return q;
}

static bool read_sessions(struct sync_run *s, struct error *e)
{
    struct queries q = session_queries(s);
    return print(s, session_menu, session_proplist, &q, take_session, e);
}

/* Who has the addresses that sessions and leases speak of. */
static bool read_holders(struct sync_run *s, struct error *e)
{
    struct queries q = { .arena = s->arena };
    struct lookup *asked = lookup_new(s->arena);
    if (!by_query(s))
        return true;
    for (size_t i = 0; i < s->user_count; i++) {
        for (size_t j = 0; j < s->users[i].device_count; j++) {
            const struct sync_mac *m = s->users[i].devices[j].seen;
            if (m->host.id)
                continue;
            add_address(s, &q, asked, m->active_address);
            add_address(s, &q, asked, m->lease_address);
        }
    }
    return print(s, host_menu, host_proplist, &q, take_host, e);
}

static bool read_leases(struct sync_run *s, struct error *e)
{
    struct queries macs = mac_queries(s);
    return (!s->scan && !sync_lacks_addresses(s)) ||
           print_optional(s, "/ip/dhcp-server/lease", "mac-address,address,active-address,disabled", &macs, take_lease,
                          e);
}

static struct queries account_queries(const struct sync_run *s)
{
    struct queries q = { .arena = s->arena };
    for (size_t i = 0; by_query(s) && i < s->user_count; i++)
        add_query(&q, "name", s->users[i].account);
    return q;
}

static bool read_accounts(struct sync_run *s, struct error *e)
{
    struct queries q = account_queries(s);
    if (by_query(s) && !q.count)
        return true;
    context_progress(s->ctx, s->router, 0, 0);
    if (context_cancelled(s->ctx, e))
        return false;
    if (sync_is_replay(s))
        return sync_replay(s, account_menu, take_account, e);
    if (sync_was_asked(s, account_menu, q.words, q.count))
        return sync_take_asked(s, account_menu, take_account);
    struct sync_tap tap = tap_of(s, account_menu, take_account);
    return routers_print_secrets(s->ctx, s->router, s->ros, account_menu, account_proplist, q.words, q.count, tap.take,
                                 tap.ctx, e) &&
           sync_tap_holds(&tap, e);
}

static bool take_profile(void *ctx, const struct ros_row *row)
{
    struct sync_run *s = ctx;
    const char *name = ros_value_text(s->arena, row, "name");
    if (name)
        lookup_put(s->profiles, sync_lower(s->arena, name), (void *)name);
    return true;
}

/* Whether somebody is to be put on a profile: then it is asked which ones there are. */
static bool changes_profiles(const struct sync_run *s)
{
    for (size_t i = 0; i < s->user_count; i++) {
        const struct sync_user *u = &s->users[i];
        if (!u->accounts && u->wants_account)
            return true;
        for (const struct sync_item *a = u->accounts; a; a = a->next)
            if (strcasecmp(a->value, u->profile) != 0)
                return true;
    }
    return false;
}

static bool read_profiles(struct sync_run *s, struct error *e)
{
    if (!changes_profiles(s))
        return true;
    s->profiles = lookup_new(s->arena);
    if (sync_was_asked(s, profile_menu, NULL, 0))
        return sync_take_asked(s, profile_menu, take_profile);
    return ros_print(s->ros, profile_menu, "name", NULL, 0, take_profile, s, NULL, e);
}

static void add_places(struct sync_run *s, struct queries *q, struct lookup *asked, const struct sync_device *d)
{
    add_address(s, q, asked, d->known_address);
    add_address(s, q, asked, d->seen->host.address);
    add_address(s, q, asked, d->seen->active_address);
    add_address(s, q, asked, d->seen->lease_address);
    for (const struct sync_item *b = d->seen->bindings; b; b = b->next)
        add_address(s, q, asked, b->address);
}

static struct queries list_queries(struct sync_run *s)
{
    struct queries q = { .arena = s->arena };
    struct lookup *asked = lookup_new(s->arena);

    for (size_t i = 0; by_query(s) && i < s->user_count; i++)
        for (size_t j = 0; j < s->users[i].device_count; j++)
            add_places(s, &q, asked, &s->users[i].devices[j]);
    for (size_t i = 0; by_query(s) && i < s->hint_count; i++)
        add_address(s, &q, asked, s->hints[i]);
    return q;
}

static bool read_lists(struct sync_run *s, struct error *e)
{
    struct queries q = list_queries(s);
    return print(s, list_menu, list_proplist, &q, take_entry, e);
}

static bool ask_claims(struct sync_run *s, struct lookup *owners, struct error *e)
{
    const char **ids = ARENA_ARRAY(s->arena, const char *, s->unknown_count + 1);
    const char **accounts = ARENA_ARRAY(s->arena, const char *, s->unknown_count + 1);
    size_t id_count = 0, account_count = 0;

    for (const struct sync_item *i = s->unknown; i; i = i->next_unknown) {
        if (i->mark.uid)
            ids[id_count++] = i->mark.uid;
        else
            accounts[account_count++] = text_safe_copy(s->arena, i->mark.user);
    }
    struct db_result *r =
        db_query(s->ctx->db, "sync_claims",
                 DB_PARAMS(s->router, db_array(s->arena, ids, id_count), db_array(s->arena, accounts, account_count),
                           s->claims_by_touch ? "t" : "f"),
                 e);
    for (int i = 0; r && i < db_rows(r); i++) {
        const char *id = arena_strdup(s->arena, db_value(r, i, 0));
        lookup_put(owners, id, (void *)id);
        lookup_put(owners, arena_strdup(s->arena, db_value(r, i, 1)), (void *)id);
    }
    db_result_free(r);
    return r != NULL;
}

/* What stands in the way of one customer may be another's who is claimed: it may be put away. */
static bool find_claimed(struct sync_run *s, struct error *e)
{
    struct lookup *owners = lookup_new(s->arena);

    if (!s->unknown_count)
        return true;
    if (!ask_claims(s, owners, e))
        return false;
    for (struct sync_item *i = s->unknown; i; i = i->next_unknown)
        i->uid = lookup_get(owners, i->mark.uid ? i->mark.uid : i->mark.user);
    return true;
}

/* Of few users all that will be asked for as far as it is known now, at once: mostly nothing else is asked for then. */
static void note_asks(struct sync_run *s)
{
    struct queries bindings = binding_queries(s), hosts = host_queries(s), sessions = session_queries(s),
                   accounts = account_queries(s), lists = list_queries(s);
    sync_ask(s, binding_menu, binding_proplist, bindings.words, bindings.count);
    sync_ask(s, host_menu, host_proplist, hosts.words, hosts.count);
    sync_ask(s, session_menu, session_proplist, sessions.words, sessions.count);
    sync_ask_secrets(s, account_menu, account_proplist, accounts.words, accounts.count);
    sync_ask(s, list_menu, list_proplist, lists.words, lists.count);
    if (accounts.count)
        sync_ask_all(s, profile_menu, "name");
}

static bool ask_ahead(struct sync_run *s, struct error *e)
{
    if (!by_query(s) || s->aside)
        return true;
    note_asks(s);
    return sync_hear_asked(s, e);
}

bool sync_foresee(struct sync_run *s, struct error *e)
{
    if (!by_query(s) || !s->user_count)
        return true;
    note_asks(s);
    return !s->ahead || sync_send_asked(s, e);
}

bool sync_read_router(struct sync_run *s, struct error *e)
{
    struct queries macs = binding_queries(s);

    if (!ask_ahead(s, e) || !print(s, binding_menu, binding_proplist, &macs, take_binding, e) || !read_hosts(s, e) ||
        !read_sessions(s, e) || !read_leases(s, e) || !read_holders(s, e) || !read_accounts(s, e) ||
        !read_profiles(s, e))
        return false;
    sync_find_addresses(s);
    return read_lists(s, e) && find_claimed(s, e);
}
