/* A look at a router: the hosts that are no customer's authorised device. Reads what the comparison has no use for:
 * names in leases, cookies, comments, the list of unauthorised addresses. */
#include "model/routers/host_seen.h"

#include "db/db.h"
#include "model/config/config.h"
#include "model/routers/drift_run.h"
#include "model/routers/router.h"
#include "model/routers/sync_aside.h"
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

struct look {
    struct drift_run *drift;
    struct arena *arena;
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

static const char *address_in(struct look *l, const struct ros_row *row, const char *name)
{
    enum {
        LONGEST_ADDRESS = 45
    };
    char *text = ros_value_text(l->arena, row, name);
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

static bool take_host(void *ctx, const struct ros_row *row)
{
    struct look *l = ctx;
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
    const char *address = address_in(l, row, "to-address");
    put_address(l, s, address ? address : address_in(l, row, "address"));
    note_comment(l, s, text_in(l, row, "comment"));
    return true;
}

static void take_sessions(struct look *l)
{
    for (const struct sync_session *n = l->drift->scan.sessions; n; n = n->next_seen) {
        if (!n->mac)
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

/* Whose MAC it is says the host that has the address, else the comment, else its lease. */
static bool take_entry(void *ctx, const struct ros_row *row)
{
    struct look *l = ctx;
    const char *address = address_in(l, row, "address"), *comment = text_in(l, row, "comment");
    char mac[MAC_TEXT];
    if (!address || ros_value_bool(row, "disabled"))
        return true;
    struct seen *s = lookup_get(l->by_address, address);
    if (!s && mac_in_comment(mac, comment)) {
        s = lookup_get(l->by_mac, mac);
        /* of a device that has another address by now, the entry stands for its own alone */
        s = s && s->address ? NULL : of_mac(l, mac);
    }
    if (!s)
        s = add(l, NULL, NULL);
    put_address(l, s, address);
    s->is_listed = true;
    note_comment(l, s, comment);
    return true;
}

static bool take_lease(void *ctx, const struct ros_row *row)
{
    struct look *l = ctx;
    const char *given = ros_value_text(l->arena, row, "mac-address"), *address = address_in(l, row, "active-address");
    char mac[MAC_TEXT];
    if (!given || !ros_parse_mac(mac, given) || ros_value_bool(row, "disabled"))
        return true;
    address = address ? address : address_in(l, row, "address");
    struct seen *s = lookup_get(l->by_mac, mac), *there = address ? lookup_get(l->by_address, address) : NULL;
    if (!s && there && !there->mac) {
        s = there;
        s->mac = arena_strdup(l->arena, mac);
        s->is_customers = is_customers(l, mac);
        lookup_put(l->by_mac, s->mac, s);
    }
    if (!s)
        return true;
    put_address(l, s, address);
    s->host_name = s->host_name ? s->host_name : text_in(l, row, "host-name");
    note_comment(l, s, text_in(l, row, "comment"));
    return true;
}

static bool take_binding(void *ctx, const struct ros_row *row)
{
    struct look *l = ctx;
    const char *given = ros_value_text(l->arena, row, "mac-address"), *type = ros_value_text(l->arena, row, "type");
    char mac[MAC_TEXT];
    struct seen *s = given && ros_parse_mac(mac, given) ? lookup_get(l->by_mac, mac) : NULL;
    if (!s || ros_value_bool(row, "disabled"))
        return true;
    bool names = note_comment(l, s, text_in(l, row, "comment"));
    s->is_operators |= !names && type && strcmp(type, "bypassed") == 0;
    return true;
}

/* Who was logged in on it and may come back without saying his password. */
static bool take_cookie(void *ctx, const struct ros_row *row)
{
    struct look *l = ctx;
    const char *given = ros_value_text(l->arena, row, "mac-address");
    char mac[MAC_TEXT];
    struct seen *s = given && ros_parse_mac(mac, given) ? lookup_get(l->by_mac, mac) : NULL;
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

/* Hosts first: what follows tells of them. */
static bool read_router(struct look *l, const char *list, struct error *e)
{
    const char *host_columns = arena_printf(l->arena, "%s,comment", host_proplist);
    const char *query = arena_printf(l->arena, "?list=%s", list);
    if (!print(l, "/ip/hotspot/host", host_columns, NULL, take_host, e))
        return false;
    take_sessions(l);
    return print(l, "/ip/firewall/address-list", "address,disabled,comment", query, take_entry, e) &&
           print(l, "/ip/dhcp-server/lease", "mac-address,address,active-address,host-name,disabled,comment", NULL,
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

bool host_seen_look(struct drift_run *d, struct error *e)
{
    struct look l = {
        .drift = d, .arena = d->arena, .by_mac = lookup_new(d->arena), .by_address = lookup_new(d->arena)
    };
    struct error failure = { .code = ERR_NONE };
    const char *list = setting_read(d->ctx, "MIKROTIK_ADDRESS_LIST_UNAUTHORIZED", e);
    if (!list)
        return false;
    bool ok = read_router(&l, list, &failure);
    routers_report(d->ctx, d->whole.router, ok ? NULL : &failure);
    if (!ok) {
        if (e)
            *e = failure;
        return false;
    }
    return write_seen(&l, e);
}
