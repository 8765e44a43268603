/* Who asks, and whether he still wants it. */
#include "model/values/context.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

bool context_cancelled(const struct context *c, struct error *e)
{
    if (!c->cancel || !atomic_load(c->cancel))
        return false;
    error_set(e, ERR_CANCELLED, "cancelled", NULL);
    return true;
}

void context_touched(const struct context *c, int64_t rows)
{
    if (c->touched)
        c->touched->rows += rows;
}

void context_progress(const struct context *c, const char *what, size_t done, size_t total)
{
    if (c->progress)
        c->progress(c->progress_ctx, what, done, total);
}

/* Under sudo the person counts, not root and not the account that the hotspot runs as. */
static const char *person(struct arena *a)
{
    const char *from_sudo = getenv("SUDO_USER"), *from_login = getenv("LOGNAME");
    char text[1024];
    struct passwd entry, *found = NULL;

    if (from_sudo && *from_sudo)
        return from_sudo;
    if (from_login && *from_login)
        return from_login;
    if (getpwuid_r(geteuid(), &entry, text, sizeof text, &found) == 0 && found)
        return arena_strdup(a, entry.pw_name);
    return arena_printf(a, "uid%u", (unsigned)geteuid());
}

const char *context_default_actor(struct arena *a)
{
    char host[256];
    if (gethostname(host, sizeof host) != 0)
        host[0] = '\0';
    host[sizeof host - 1] = '\0';
    return arena_printf(a, "%s@%s", person(a), *host ? host : "localhost");
}
