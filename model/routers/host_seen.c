/* A look at a router: the hosts that are no customer's authorised device. Reads what the comparison has no use for:
 * names in leases, cookies, comments, the list of unauthorised addresses. */
#include "model/routers/host_seen.h"

#include "db/db.h"
#include "model/config/config.h"
#include "model/routers/drift_run.h"
#include "model/routers/router.h"
#include "model/routers/sync_aside.h"
#include "model/routers/sync_spool.h"
#include "model/settings/setting.h"

#include <inttypes.h>
#include <string.h>

struct seen {
    struct seen *next;
    const char *mac, *address, *host_name, *account, *host_id;
    const char *comment; /* the first that names a customer, else the first */
    struct named named;
    int64_t bytes, uptime_s;
    bool is_here, is_listed;
    bool is_customers; /* an authorised device of a user of this router */
    bool is_operators; /* let pass by a binding that names no customer: a printer, a server */
};

/* An unauthorised address. */
struct entry {
    struct entry *next;
    const char *address, *comment;
};

struct look {
    struct drift_run *drift;
    struct arena *arena, *row; /* row: of one row that may be of no use */
    struct sync_spool *hosts;  /* until it is known which of them matter */
    struct entry *entries, **next_entry;
    struct lookup *listed;   /* addresses, and MACs that the comments of their entries name */
    struct lookup *eventful; /* MACs of customers' hosts of which there is more to say */
    struct error failure;
    struct seen *all;
    size_t count;
    struct lookup *by_mac, *by_address;
};

static bool is_customers(const struct look *l, const char *mac)
{
    return mac && sync_parts_knows(sync_aside_parts(l->drift->whole.aside), SYNC_KEY_OWNED_MAC, mac);
}

static struct seen *add(struct look *l, const char *mac, const char *address)
{
    struct seen *s = ARENA_NEW(l->arena, struct seen);
    *s = (struct seen){ .next = l->all, .mac = mac, .address = address, .is_customers = is_customers(l, mac) };
    l->all = s;
    l->count++;
    if (mac)
        lookup_put(l->by_mac, mac, s);
    return s;
}

static struct seen *of_mac(struct look *l, const char *mac)
{
    struct seen *s = lookup_get(l->by_mac, mac);
    return s ? s : add(l, arena_strdup(l->arena, mac), NULL);
}

static void put_address(struct look *l, struct seen *s, const char *address)
{
    if (!address || s->address)
        return;
    s->address = address;
    lookup_put(l->by_address, address, s);
}

static const char *text_in(struct look *l, const struct ros_row *row, const char *name)
{
    return drift_known_text(l->arena, ros_value_text(l->arena, row, name));
}

static const char *address_in(struct arena *a, const struct ros_row *row, const char *name)
{
    enum {
        LONGEST_ADDRESS = 45
    };
    char *text = ros_value_text(a, row, name);
    char *mask = text ? strstr(text, "/32") : NULL;
    if (mask && !mask[3])
        *mask = '\0';
    size_t n = text ? strlen(text) : 0;
    return n && n <= LONGEST_ADDRESS && strspn(text, "0123456789abcdefABCDEF.:") == n ? text : NULL;
}

/* One that names somebody takes the place of one that does not. */
static bool note_comment(struct look *l, struct seen *s, const char *comment)
{
    struct named named;
    bool names = host_names_customer(l->arena, comment, &named);
    bool has_name = s->named.uid || *s->named.phone;
    if (comment && (!s->comment || (names && !has_name))) {
        s->comment = comment;
        s->named = named;
    }
    return names;
}

static const char *host_address(struct arena *a, const struct ros_row *row)
{
    const char *address = address_in(a, row, "to-address");
    return address ? address : address_in(a, row, "address");
}

static bool take_host(struct look *l, const struct ros_row *row)
{
    struct host h;
    if (!host_read(l->arena, row, &h))
        return true;
    struct seen *s = of_mac(l, h.mac);
    /* of two rows with one MAC the younger is in use */
    if (s->host_id && s->uptime_s <= h.uptime_s)
        return true;
    s->host_id = h.id;
    s->bytes = h.bytes;
    s->uptime_s = h.uptime_s;
    s->is_here = true;
    s->address = NULL;
    put_address(l, s, host_address(l->arena, row));
    note_comment(l, s, text_in(l, row, "comment"));
    return true;
}

/* Most hosts are customers' devices whose address is not listed: nothing is said of them, and they are many. Of a MAC
 * with several rows all count, or none. */
static bool put_host(void *ctx, const struct ros_row *row)
{
    struct look *l = ctx;
    struct host h;

    arena_reset(l->row);
    if (!host_read(l->row, row, &h))
        return true;
    const char *address = host_address(l->row, row);
    bool is_plain =
        is_customers(l, h.mac) && address && !lookup_get(l->listed, address) && !lookup_get(l->listed, h.mac);
    if (!is_plain)
        lookup_put(l->eventful, arena_strdup(l->arena, h.mac), l);
    return sync_spool_put(l->hosts, 0, 0, row->words, row->count, &l->failure);
}

static bool is_any(void *ctx, uint32_t key)
{
    (void)ctx, (void)key;
    return true;
}

static bool sift_host(void *ctx, const struct ros_row *row)
{
    struct look *l = ctx;
    struct host h;

    arena_reset(l->row);
    if (!host_read(l->row, row, &h))
        return true;
    if (lookup_get(l->eventful, h.mac))
        return take_host(l, row);
    sync_parts_key(sync_aside_parts(l->drift->whole.aside), SYNC_KEY_PLAIN_MAC, h.mac);
    return true;
}

static bool is_plain(const struct look *l, const char *mac)
{
    return sync_parts_knows(sync_aside_parts(l->drift->whole.aside), SYNC_KEY_PLAIN_MAC, mac);
}

static void take_sessions(struct look *l)
{
    for (const struct sync_session *n = l->drift->scan.sessions; n; n = n->next_seen) {
        if (!n->mac || is_plain(l, n->mac))
            continue;
        struct seen *s = of_mac(l, n->mac);
        s->is_here = true;
        s->account = n->account ? drift_known_text(l->arena, n->account) : s->account;
        put_address(l, s, n->address);
    }
}

/* The MAC in the portal's comment: "lpsaring:unauthorized mac=AA:… uptime=…". */
static bool mac_in_comment(char mac[MAC_TEXT], const char *comment)
{
    const char *at = comment ? strstr(comment, "mac=") : NULL;
    char text[MAC_TEXT];
    if (!at || strlen(at + 4) < MAC_TEXT - 1)
        return false;
    memcpy(text, at + 4, MAC_TEXT - 1);
    text[MAC_TEXT - 1] = '\0';
    return ros_parse_mac(mac, text);
}

static bool put_entry(void *ctx, const struct ros_row *row)
{
    struct look *l = ctx;
    const char *address = address_in(l->arena, row, "address");
    char mac[MAC_TEXT];

    if (!address || ros_value_bool(row, "disabled"))
        return true;
    struct entry *e = ARENA_NEW(l->arena, struct entry);
    *e = (struct entry){ .address = address, .comment = text_in(l, row, "comment") };
    *l->next_entry = e;
    l->next_entry = &e->next;
    lookup_put(l->listed, address, e);
    if (mac_in_comment(mac, e->comment))
        lookup_put(l->listed, arena_strdup(l->arena, mac), e);
    return true;
}

/* Whose MAC it is says the host that has the address, else the comment, else its lease. */
static void take_entry(struct look *l, const struct entry *e)
{
    char mac[MAC_TEXT];
    struct seen *s = lookup_get(l->by_address, e->address);
    if (!s && mac_in_comment(mac, e->comment)) {
        s = lookup_get(l->by_mac, mac);
        /* of a device that has another address by now, the entry stands for its own alone */
        s = s && s->address ? NULL : of_mac(l, mac);
    }
    if (!s)
        s = add(l, NULL, NULL);
    put_address(l, s, e->address);
    s->is_listed = true;
    note_comment(l, s, e->comment);
}

/* The MAC of a row that may tell of somebody; false: it has none, or a plain host's. */
static bool mac_in(struct look *l, const struct ros_row *row, char mac[MAC_TEXT])
{
    arena_reset(l->row);
    const char *given = ros_value_text(l->row, row, "mac-address");
    return given && ros_parse_mac(mac, given) && !is_plain(l, mac);
}

static bool take_lease(void *ctx, const struct ros_row *row)
{
    struct look *l = ctx;
    char mac[MAC_TEXT];
    if (!mac_in(l, row, mac) || ros_value_bool(row, "disabled"))
        return true;
    const char *address = address_in(l->row, row, "active-address");
    address = address ? address : address_in(l->row, row, "address");
    struct seen *s = lookup_get(l->by_mac, mac), *there = address ? lookup_get(l->by_address, address) : NULL;
    if (!s && there && !there->mac) {
        s = there;
        s->mac = arena_strdup(l->arena, mac);
        s->is_customers = is_customers(l, mac);
        lookup_put(l->by_mac, s->mac, s);
    }
    if (!s)
        return true;
    put_address(l, s, arena_strdup(l->arena, address));
    s->host_name = s->host_name ? s->host_name : text_in(l, row, "host-name");
    note_comment(l, s, text_in(l, row, "comment"));
    return true;
}

static bool take_binding(void *ctx, const struct ros_row *row)
{
    struct look *l = ctx;
    char mac[MAC_TEXT];
    struct seen *s = mac_in(l, row, mac) ? lookup_get(l->by_mac, mac) : NULL;
    if (!s || ros_value_bool(row, "disabled"))
        return true;
    const char *type = ros_value_text(l->row, row, "type");
    bool names = note_comment(l, s, text_in(l, row, "comment"));
    s->is_operators |= !names && type && strcmp(type, "bypassed") == 0;
    return true;
}

/* Who was logged in on it and may come back without saying his password. */
static bool take_cookie(void *ctx, const struct ros_row *row)
{
    struct look *l = ctx;
    char mac[MAC_TEXT];
    struct seen *s = mac_in(l, row, mac) ? lookup_get(l->by_mac, mac) : NULL;
    if (s && !s->account)
        s->account = text_in(l, row, "user");
    return true;
}

/* Packages that a router may do without: nothing stands there then. */
static bool print(struct look *l, const char *path, const char *proplist, const char *query,
                  bool (*take)(void *ctx, const struct ros_row *row), struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    const char *words[] = { query };
    if (context_cancelled(l->drift->ctx, e))
        return false;
    if (ros_print(l->drift->whole.ros, path, proplist, words, query ? 1 : 0, take, l, NULL, &failure) ||
        (failure.code == ERR_REFUSED && strstr(failure.why, "no such command")))
        return true;
    if (e)
        *e = failure;
    return false;
}

static bool read_hosts(struct look *l, struct error *e)
{
    const char *columns = arena_printf(l->arena, "%s,comment", host_proplist);

    if (!print(l, "/ip/hotspot/host", columns, NULL, put_host, e))
        return false;
    if (l->failure.code == ERR_NONE &&
        sync_spool_read(l->hosts, 0, &(struct sync_spool_reader){ .wants = is_any, .take = sift_host, .ctx = l },
                        &l->failure))
        return true;
    if (e)
        *e = l->failure;
    return false;
}

/* Which addresses are listed tells which hosts matter; these come next, for what follows tells of them. */
static bool read_router(struct look *l, const char *list, struct error *e)
{
    const char *query = arena_printf(l->arena, "?list=%s", list);
    if (!print(l, "/ip/firewall/address-list", "address,disabled,comment", query, put_entry, e) || !read_hosts(l, e))
        return false;
    take_sessions(l);
    for (const struct entry *entry = l->entries; entry; entry = entry->next)
        take_entry(l, entry);
    return print(l, "/ip/dhcp-server/lease", "mac-address,address,active-address,host-name,disabled,comment", NULL,
                 take_lease, e) &&
           print(l, "/ip/hotspot/cookie", "user,mac-address", NULL, take_cookie, e) &&
           print(l, "/ip/hotspot/ip-binding", "mac-address,type,disabled,comment", NULL, take_binding, e);
}

static const char *number(struct look *l, const struct seen *s, int64_t n)
{
    return s->host_id ? arena_printf(l->arena, "%" PRId64, n) : NULL;
}

static const char *account_phone(struct look *l, const struct seen *s)
{
    char phone[PHONE_TEXT];
    return s->account && host_account_phone(phone, s->account) ? arena_strdup(l->arena, phone) : NULL;
}

enum {
    MAC,
    ADDRESS,
    HOST_NAME,
    COMMENT,
    ACCOUNT,
    ACCOUNT_PHONE,
    NAMED_UID,
    NAMED_PHONE,
    HOST_ID,
    BYTES,
    UPTIME,
    IS_HERE,
    IS_LISTED,
    COLUMNS
};

static void fill(struct look *l, const char **columns[COLUMNS], size_t i, const struct seen *s)
{
    const char *const values[COLUMNS] = {
        [MAC] = s->mac,
        [ADDRESS] = s->address,
        [HOST_NAME] = s->host_name,
        [COMMENT] = s->comment,
        [ACCOUNT] = s->account,
        [ACCOUNT_PHONE] = account_phone(l, s),
        [NAMED_UID] = s->named.uid,
        [NAMED_PHONE] = *s->named.phone ? s->named.phone : NULL,
        [HOST_ID] = s->host_id,
        [BYTES] = number(l, s, s->bytes),
        [UPTIME] = number(l, s, s->uptime_s),
        [IS_HERE] = s->is_here ? "t" : "f",
        [IS_LISTED] = s->is_listed ? "t" : "f",
    };
    for (int c = 0; c < COLUMNS; c++)
        columns[c][i] = values[c];
}

static bool write_seen(struct look *l, struct error *e)
{
    const char **columns[COLUMNS], *params[COLUMNS + 1] = { l->drift->whole.router };
    size_t n = 0;

    for (int c = 0; c < COLUMNS; c++)
        columns[c] = ARENA_ARRAY(l->arena, const char *, l->count + 1);
    for (const struct seen *s = l->all; s; s = s->next)
        if (s->is_listed || (!s->is_customers && !s->is_operators))
            fill(l, columns, n++, s);
    for (int c = 0; c < COLUMNS; c++)
        params[c + 1] = db_array(l->arena, columns[c], n);
    return db_run(l->drift->ctx->db, "host_seen_write", params, COLUMNS + 1, NULL, e);
}

static bool look(struct look *l, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    const char *list = setting_read(l->drift->ctx, "MIKROTIK_ADDRESS_LIST_UNAUTHORIZED", e);
    if (!list)
        return false;
    bool ok = read_router(l, list, &failure);
    routers_report(l->drift->ctx, l->drift->whole.router, ok ? NULL : &failure);
    if (!ok && e)
        *e = failure;
    return ok && write_seen(l, e);
}

bool host_seen_look(struct drift_run *d, struct error *e)
{
    struct look l = { .drift = d,
                      .arena = d->arena,
                      .row = arena_new(),
                      .hosts = sync_spool_new(),
                      .by_mac = lookup_new(d->arena),
                      .by_address = lookup_new(d->arena),
                      .listed = lookup_new(d->arena),
                      .eventful = lookup_new(d->arena) };
    l.next_entry = &l.entries;
    bool ok = look(&l, e);
    sync_spool_free(l.hosts);
    arena_free(l.row);
    return ok;
}
