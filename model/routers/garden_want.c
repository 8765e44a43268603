/* The way to the bank: what the settings say should be there. */
#include "model/routers/garden_plan.h"

#include "db/db.h"
#include "model/config/config.h"
#include "model/routers/mark.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* In the order of garden_settings.sql. */
enum {
    HOSTS,
    LIST,
    ADDRESSES,
    DATE,
    TIME
};

static const char separators[] = " \t\r\n,;";

/* The network in "address/bits": host bits are cut off and /32 is left out, as routers do it. False where it is
 * no IPv4 network. */
static bool network_text(struct arena *a, char *text, const char **out)
{
    char form[INET_ADDRSTRLEN], *slash = strchr(text, '/'), *end = NULL;
    struct in_addr address;
    long bits = 32;

    if (slash) {
        *slash = '\0';
        bits = isdigit((unsigned char)slash[1]) ? strtol(slash + 1, &end, 10) : -1;
    }
    if (inet_pton(AF_INET, text, &address) != 1 || bits < 0 || bits > 32 || (end && *end))
        return false;
    uint32_t mask = bits ? UINT32_MAX << (32 - bits) : 0;
    address.s_addr = htonl(ntohl(address.s_addr) & mask);
    inet_ntop(AF_INET, &address, form, sizeof form);
    *out = bits == 32 ? arena_strdup(a, form) : arena_printf(a, "%s/%ld", form, bits);
    return true;
}

const char *garden_subject(struct arena *a, const char *text, size_t length, bool *is_address)
{
    const char *network;
    *is_address = network_text(a, arena_copy(a, text, length), &network);
    if (*is_address)
        return network;
    char *name = arena_copy(a, text, length);
    for (char *c = name; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return name;
}

static void add_want(struct garden *g, enum garden_place place, const char *subject)
{
    if (lookup_get(g->wanted[place], subject))
        return;
    struct garden_want *w = ARENA_NEW(g->arena, struct garden_want);
    w->place = place;
    w->subject = subject;
    lookup_put(g->wanted[place], subject, w);
    *g->end = w;
    g->end = &w->next;
}

/* Hosts are let through by name, addresses by address: a name in the menu for addresses would be resolved by
 * the router, which knows no "*". */
static void want_hosts(struct garden *g, const char *text)
{
    for (size_t n; *(text += strspn(text, separators)); text += n) {
        bool is_address;
        n = strcspn(text, separators);
        const char *subject = garden_subject(g->arena, text, n, &is_address);
        add_want(g, is_address ? GARDEN_ADDRESS : GARDEN_HOST, subject);
    }
}

/* The list is for the firewall's rules; who has not logged in is let through by the walled garden alone. */
static void want_addresses(struct garden *g, const char *text)
{
    for (size_t n; *(text += strspn(text, separators)); text += n) {
        bool is_address;
        n = strcspn(text, separators);
        const char *subject = garden_subject(g->arena, text, n, &is_address);
        add_want(g, GARDEN_LIST, subject);
        if (is_address)
            add_want(g, GARDEN_ADDRESS, subject);
    }
}

bool garden_load(struct garden *g, struct error *e)
{
    struct db_result *r = db_query(g->ctx->db, "garden_settings", NULL, 0, e);
    if (!r)
        return false;
    g->end = &g->first;
    for (int place = 0; place < GARDEN_PLACES; place++)
        g->wanted[place] = lookup_new(g->arena);
    g->list = arena_strdup(g->arena, db_value(r, 0, LIST));
    g->comment = mark_text(g->arena, g->ctx->config->mark_prefix, "garden", db_value(r, 0, DATE), db_value(r, 0, TIME));
    want_hosts(g, db_value(r, 0, HOSTS));
    want_addresses(g, db_value(r, 0, ADDRESSES));
    db_result_free(r);
    return true;
}
