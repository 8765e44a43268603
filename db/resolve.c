/* The addresses of a database's host.
 *
 * libpq looks names up by getaddrinfo(), which waits as long as resolv.conf has it: half a minute and more where the
 * name server is gone. A thread of its own does that here, and is left behind where it takes too long. */
#include "db/resolve.h"

#include "base/arena.h"
#include "base/text.h"
#include "db/exchange.h"
#include "db/thread.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    MOST_ADDRESSES = 8
};

/* Belongs to both threads: the last one frees it. */
struct lookup {
    atomic_int users;
    int done; /* eventfd */
    char *host;
    int failed; /* of getaddrinfo() */
    struct addrinfo *found;
};

static void leave(struct lookup *l)
{
    if (atomic_fetch_sub(&l->users, 1) > 1)
        return;
    if (l->found)
        freeaddrinfo(l->found);
    close(l->done);
    free(l->host);
    free(l);
}

static void *look_up(void *arg)
{
    struct lookup *l = arg;
    const struct addrinfo want = { .ai_socktype = SOCK_STREAM };
    l->failed = getaddrinfo(l->host, NULL, &want, &l->found);
    eventfd_write(l->done, 1);
    leave(l);
    return NULL;
}

static struct lookup *begin(const char *host)
{
    struct lookup *l = calloc(1, sizeof *l);
    if (!l || !(l->host = strdup(host)))
        abort();
    l->done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    atomic_init(&l->users, 2);
    if (l->done >= 0 && thread_leave_behind(look_up, l))
        return l;
    atomic_store(&l->users, 1);
    leave(l);
    return NULL;
}

static bool needs_lookup(const char *host)
{
    struct in6_addr any;
    return *host && *host != '/' && *host != '@' && inet_pton(AF_INET, host, &any) != 1 &&
           inet_pton(AF_INET6, host, &any) != 1;
}

static void take(struct arena *a, const struct addrinfo *from, struct addresses *found)
{
    struct strbuf all = { .arena = a };
    char text[NI_MAXHOST];
    for (; from && found->count < MOST_ADDRESSES; from = from->ai_next) {
        if (getnameinfo(from->ai_addr, from->ai_addrlen, text, sizeof text, NULL, 0, NI_NUMERICHOST) != 0)
            continue;
        strbuf_printf(&all, "%s%s", found->count ? "," : "", text);
        found->count++;
    }
    found->list = found->count ? strbuf_text(&all) : NULL;
}

static bool refuse(const char *host, const char *why, struct error *e)
{
    error_set(e, ERR_UNREACHABLE, "can't connect to the database", "%s: %s", host, why);
    return error_hint(e, "check the name server (/etc/resolv.conf) and the setting database");
}

bool resolve_host(struct db *db, struct arena *a, const char *host, int64_t until, struct addresses *found,
                  struct error *e)
{
    *found = (struct addresses){ .list = NULL };
    if (!needs_lookup(host))
        return true;
    struct lookup *l = begin(host);
    if (!l)
        return refuse(host, "no thread to look up its address", e);
    enum wait_end end = exchange_wait(db, l->done, POLLIN, until);
    bool ok = end == WAIT_READY && l->failed == 0;
    if (end == WAIT_CANCELLED)
        error_set(e, ERR_CANCELLED, "can't connect to the database", "cancelled");
    else if (end == WAIT_OVER)
        refuse(host, "its address was not found in time: the name server keeps silent", e);
    else if (l->failed)
        refuse(host, gai_strerror(l->failed), e);
    else
        take(a, l->found, found);
    leave(l);
    return ok;
}
