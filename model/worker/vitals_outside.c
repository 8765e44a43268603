/* The portal, and the disks and files of this host. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "model/config/config.h"
#include "model/incidents/host.h"
#include "model/worker/vitals.h"
#include "net/http.h"

#include <string.h>

enum {
    PORTAL_MS = 5000,
    DISK_WARN = 90
};

static bool ends_with_slash(const char *url)
{
    size_t length = strlen(url);
    return length && url[length - 1] == '/';
}

bool vitals_look_at_portal(struct vitals *v, struct error *e)
{
    const struct config *c = v->ctx->config;
    struct arena *a = v->ctx->arena;
    if (!c->portal_url)
        return true;
    struct http *h =
        http_new(&(struct http_config){ .name = "the portal", .connect_ms = PORTAL_MS, .deadline_ms = PORTAL_MS });
    struct http_answer answer = { 0 };
    int64_t before = clock_ms();
    bool has_answered =
        http_send(h,
                  &(struct http_request){ .method = "GET",
                                          .url = arena_printf(a, "%s%sapi/ping", c->portal_url,
                                                              ends_with_slash(c->portal_url) ? "" : "/") },
                  a, &answer, e);
    int64_t took_ms = clock_ms() - before;
    http_free(h);
    if (!has_answered)
        return false;
    bool is_well = answer.status == 200;
    vitals_add(
        v, &(struct vital){
               .name = "portal",
               .state = is_well ? LAMP_GOOD : LAMP_BAD,
               .detail = is_well ? arena_printf(a, "it answers after %lld ms", (long long)took_ms)
                                 : arena_printf(a, "to a ping it answers %d", answer.status),
               .mend = is_well ? NULL : "look at the portal's log; check portal_url: the ping is /api/ping behind it",
               .figure = "ms",
               .value = took_ms,
               .is_outside = true });
    return true;
}

bool vitals_look_at_disks(struct vitals *v, struct error *e)
{
    struct arena *a = v->ctx->arena;
    struct host_disk *disks;
    size_t count = host_disks(v->ctx, &disks);
    (void)e;
    for (size_t i = 0; i < count; i++) {
        const struct host_disk *d = &disks[i];
        vitals_add(v, &(struct vital){ .name = arena_printf(a, "disk of %s", text_safe_copy(a, d->folder)),
                                       .state = d->is_nearly_full ? LAMP_WARN : LAMP_GOOD,
                                       .detail = arena_printf(a, "%d percent of it are taken, %lld MB are free",
                                                              d->taken_percent, (long long)d->free_mb),
                                       .mend = d->is_nearly_full ? "make room: without it nothing is written" : NULL,
                                       .figure = "taken_percent",
                                       .value = d->taken_percent,
                                       .warn = DISK_WARN,
                                       .most = 100 });
    }
    return true;
}

bool vitals_look_at_files(struct vitals *v, struct error *e)
{
    const struct config *c = v->ctx->config;
    const struct {
        const char *name, *file;
    } files[] = { { "log", c->log_file }, { "audit file", c->audit_file } };
    struct arena *a = v->ctx->arena;
    (void)e;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const char *why = files[i].file ? host_why_not_written(a, files[i].file) : NULL;
        if (files[i].file)
            vitals_add(v, &(struct vital){
                              .name = files[i].name,
                              .state = why ? LAMP_BAD : LAMP_GOOD,
                              .detail = why ? arena_printf(a, "it can't be written: %s", why) : "it can be written",
                              .mend = why ? "check who owns its folder, and what the account that looks may do there"
                                          : NULL });
    }
    return true;
}
