/* Sync: what the router has. */
#include "model/config.h"
#include "model/mark.h"
#include "model/sync_run.h"

#include <string.h>

/* Up to so many users are asked for by query; for more, one print of a menu is quicker. */
enum {
    FEW_USERS = 16
};

static bool by_query(const struct sync_run *s)
{
    return s->user_count <= FEW_USERS;
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

/* Prints what the queries ask for; all where by_query() is not the way. */
static bool print(struct sync_run *s, const char *path, const char *proplist, const struct queries *q, take_row *take,
                  struct error *e)
{
    context_progress(s->ctx, s->router, 0, 0);
    if (by_query(s) && !q->count)
        return true;
    return ros_print(s->ros, path, proplist, q->words, q->count, take, s, NULL, e);
}

static struct queries mac_queries(const struct sync_run *s)
{
    struct queries q = { .arena = s->arena };
    for (size_t i = 0; by_query(s) && i < s->user_count; i++)
        for (size_t j = 0; j < s->users[i].device_count; j++)
            add_query(&q, "mac-address", s->users[i].devices[j].mac);
    return q;
}

static struct sync_mac *mac_of(struct sync_run *s, const struct ros_row *row, char mac[MAC_TEXT])
{
    const char *given = ros_value_text(s->arena, row, "mac-address");
    return given && ros_parse_mac(mac, given) ? lookup_get(s->macs, mac) : NULL;
}

/* Fills what rows of all menus have; the mark is read where there is one. */
static struct sync_item *read_item(struct sync_run *s, const struct ros_row *row)
{
    struct sync_item *item = ARENA_NEW(s->arena, struct sync_item);
    struct mark mark;

    item->id = ros_value_text(s->arena, row, ".id");
    item->value = "";
    item->strictness = UNMANAGED;
    item->is_disabled = ros_value_bool(row, "disabled");
    item->is_dynamic = ros_value_bool(row, "dynamic");
    if (mark_read(s->arena, s->ctx->config->mark_prefix, ros_value_text(s->arena, row, "comment"), &mark)) {
        item->body = mark.body;
        item->uid = mark.uid;
    }
    return item;
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

static bool take_binding(void *ctx, const struct ros_row *row)
{
    struct sync_run *s = ctx;
    char mac[MAC_TEXT];
    struct sync_item *item = read_item(s, row);
    struct sync_mac *m = mac_of(s, row, mac);
    struct sync_user *u = owner_of(s, item);

    if (!item->id || (!m && !u))
        return true;
    item->key = m ? arena_strdup(s->arena, mac) : "";
    item->value = value_or_empty(s, row, "type");
    item->address = ros_value_text(s->arena, row, "address");
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
    struct sync_mac *m = lookup_get(s->macs, h.mac);
    struct sync_place *p = h.address ? lookup_get(s->places, h.address) : NULL;
    /* of two rows with one MAC the younger is in use */
    if (m && (!m->host.id || h.uptime_s < m->host.uptime_s))
        m->host = h;
    if (p)
        p->host_mac = arena_strdup(s->arena, h.mac);
    return true;
}

static bool take_session(void *ctx, const struct ros_row *row)
{
    struct sync_run *s = ctx;
    char mac[MAC_TEXT];
    struct sync_mac *m = mac_of(s, row, mac);
    const char *name = ros_value_text(s->arena, row, "user");
    struct sync_user *u = name ? lookup_get(s->users_by_account, name) : NULL;
    struct sync_session *session = ARENA_NEW(s->arena, struct sync_session);

    session->id = ros_value_text(s->arena, row, ".id");
    if (!session->id || (!m && !u))
        return true;
    struct sync_session **list = m ? &m->sessions : &u->sessions;
    session->next = *list;
    *list = session;
    if (m)
        m->active_address = ros_value_text(s->arena, row, "address");
    return true;
}

static bool take_lease(void *ctx, const struct ros_row *row)
{
    struct sync_run *s = ctx;
    char mac[MAC_TEXT];
    struct sync_mac *m = mac_of(s, row, mac);

    if (!m || ros_value_bool(row, "disabled"))
        return true;
    m->lease_address = ros_value_text(s->arena, row, "active-address");
    if (!m->lease_address)
        m->lease_address = ros_value_text(s->arena, row, "address");
    return true;
}

static bool take_account(void *ctx, const struct ros_row *row)
{
    struct sync_run *s = ctx;
    const char *name = ros_value_text(s->arena, row, "name");
    struct sync_user *u = name ? lookup_get(s->users_by_account, name) : NULL;

    if (!u)
        return true;
    struct sync_item *item = read_item(s, row);
    if (!item->id)
        return true;
    item->key = name;
    item->value = value_or_empty(s, row, "profile");
    item->server = ros_value_text(s->arena, row, "server");
    item->password = ros_value_text(s->arena, row, "password");
    item->limit_bytes = ros_value_int64(row, "limit-bytes-total");
    item->used_bytes = ros_value_int64(row, "bytes-in") + ros_value_int64(row, "bytes-out");
    item->next = u->accounts;
    u->accounts = item;
    return true;
}

static bool take_entry(void *ctx, const struct ros_row *row)
{
    struct sync_run *s = ctx;
    char *address = ros_value_text(s->arena, row, "address");
    const char *list = value_or_empty(s, row, "list");
    const struct sync_list *managed = lookup_get(s->lists, list);

    if (!address || !managed)
        return true;
    char *mask = strstr(address, "/32");
    if (mask && !mask[3])
        *mask = '\0';
    struct sync_item *item = read_item(s, row);
    struct sync_place *p = lookup_get(s->places, address);
    struct sync_user *u = owner_of(s, item);
    if (!item->id || (!p && !u))
        return true;
    item->key = address;
    item->value = list;
    item->strictness = managed->strictness;
    if (p) {
        item->next = p->entries;
        p->entries = item;
    }
    if (u) {
        item->next_of_user = u->entries;
        u->entries = item;
    }
    return true;
}

static bool read_hosts(struct sync_run *s, struct error *e)
{
    struct queries q = mac_queries(s);
    for (size_t i = 0; by_query(s) && i < s->user_count; i++)
        for (size_t j = 0; j < s->users[i].device_count; j++)
            add_query(&q, "address", s->users[i].devices[j].known_address);
    return print(s, "/ip/hotspot/host", host_proplist, &q, take_host, e);
}

static bool read_sessions(struct sync_run *s, struct error *e)
{
    struct queries q = mac_queries(s);
    for (size_t i = 0; by_query(s) && i < s->user_count; i++)
        add_query(&q, "user", s->users[i].account);
    return print(s, "/ip/hotspot/active", ".id,user,mac-address,address", &q, take_session, e);
}

static bool read_accounts(struct sync_run *s, struct error *e)
{
    static const char proplist[] =
        ".id,name,profile,server,password,limit-bytes-total,bytes-in,bytes-out,disabled,comment";
    struct queries q = { .arena = s->arena };
    for (size_t i = 0; by_query(s) && i < s->user_count; i++)
        add_query(&q, "name", s->users[i].account);
    return print(s, "/ip/hotspot/user", proplist, &q, take_account, e);
}

bool sync_read_router(struct sync_run *s, struct error *e)
{
    struct queries macs = mac_queries(s);

    return print(s, "/ip/hotspot/ip-binding", ".id,mac-address,address,type,disabled,comment", &macs, take_binding,
                 e) &&
           read_hosts(s, e) && read_sessions(s, e) &&
           (!sync_lacks_addresses(s) ||
            print(s, "/ip/dhcp-server/lease", "mac-address,address,active-address,disabled", &macs, take_lease, e)) &&
           read_accounts(s, e);
}

static void add_place(struct sync_run *s, struct queries *q, struct lookup *asked, const char *address)
{
    if (!address || lookup_get(asked, address))
        return;
    lookup_put(asked, address, s);
    add_query(q, "address", address);
}

static void add_places(struct sync_run *s, struct queries *q, struct lookup *asked, const struct sync_device *d)
{
    add_place(s, q, asked, d->known_address);
    add_place(s, q, asked, d->seen->host.address);
    add_place(s, q, asked, d->seen->active_address);
    add_place(s, q, asked, d->seen->lease_address);
    for (const struct sync_item *b = d->seen->bindings; b; b = b->next)
        add_place(s, q, asked, b->address);
}

bool sync_read_lists(struct sync_run *s, struct error *e)
{
    struct queries q = { .arena = s->arena };
    struct lookup *asked = lookup_new(s->arena);

    for (size_t i = 0; by_query(s) && i < s->user_count; i++)
        for (size_t j = 0; j < s->users[i].device_count; j++)
            add_places(s, &q, asked, &s->users[i].devices[j]);
    return print(s, "/ip/firewall/address-list", ".id,list,address,disabled,dynamic,comment", &q, take_entry, e);
}
